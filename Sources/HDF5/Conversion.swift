/// Copies `count` numbers, changing their type but never their meaning.
///
/// The library brings numbers into memory as they are stored, in this machine's byte order; every
/// change of type happens here, so that it rounds the same way everywhere and nothing is clipped.
/// Integers must have an equal in the new type. Floats round to nearest, and a finite one must stay
/// finite. Source and destination do not overlap.
///
/// - Returns: the index of the first number without an equal in the new type, nil when all went over.
func convert(
  _ source: UnsafeRawPointer, of stored: NumberKind,
  to destination: UnsafeMutableRawPointer, of wanted: NumberKind, count: Int
) -> Int? {
  func from<Source: HDF5Number>(_: Source.Type) -> UnsafePointer<Source> {
    source.assumingMemoryBound(to: Source.self)
  }
  func to<Target: HDF5Number>(_: Target.Type) -> UnsafeMutablePointer<Target> {
    destination.assumingMemoryBound(to: Target.self)
  }
  func integers<Source: FixedWidthInteger & HDF5Number>(_: Source.Type) -> Int? {
    let numbers = from(Source.self)
    return switch wanted {
    case .int8: exact(numbers, to(Int8.self), count)
    case .int16: exact(numbers, to(Int16.self), count)
    case .int32: exact(numbers, to(Int32.self), count)
    case .int64: exact(numbers, to(Int64.self), count)
    case .uint8: exact(numbers, to(UInt8.self), count)
    case .uint16: exact(numbers, to(UInt16.self), count)
    case .uint32: exact(numbers, to(UInt32.self), count)
    case .uint64: exact(numbers, to(UInt64.self), count)
    case .float32: exact(numbers, to(Float.self), count)
    case .float64: exact(numbers, to(Double.self), count)
    }
  }
  switch stored {
  case .int8: return integers(Int8.self)
  case .int16: return integers(Int16.self)
  case .int32: return integers(Int32.self)
  case .int64: return integers(Int64.self)
  case .uint8: return integers(UInt8.self)
  case .uint16: return integers(UInt16.self)
  case .uint32: return integers(UInt32.self)
  case .uint64: return integers(UInt64.self)
  case .float32:
    switch wanted {
    case .float32:
      to(Float.self).update(from: from(Float.self), count: count)
      return nil
    case .float64: return rounded(from(Float.self), to(Double.self), count)
    default: return 0
    }
  case .float64:
    switch wanted {
    case .float32: return rounded(from(Double.self), to(Float.self), count)
    case .float64:
      to(Double.self).update(from: from(Double.self), count: count)
      return nil
    default: return 0
    }
  }
}

private func exact<Source: FixedWidthInteger, Target: FixedWidthInteger>(
  _ source: UnsafePointer<Source>, _ target: UnsafeMutablePointer<Target>, _ count: Int
) -> Int? {
  var lost = false
  for index in 0..<count {
    let number = Target(truncatingIfNeeded: source[index])
    target[index] = number
    lost = lost || number != source[index]
  }
  return lost ? (0..<count).first { target[$0] != source[$0] } : nil
}

private func exact<Source: FixedWidthInteger, Target: BinaryFloatingPoint>(
  _ source: UnsafePointer<Source>, _ target: UnsafeMutablePointer<Target>, _ count: Int
) -> Int? {
  for index in 0..<count {
    guard let number = Target(exactly: source[index]) else { return index }
    target[index] = number
  }
  return nil
}

private func rounded<Source: BinaryFloatingPoint, Target: BinaryFloatingPoint>(
  _ source: UnsafePointer<Source>, _ target: UnsafeMutablePointer<Target>, _ count: Int
) -> Int? {
  var lost = false
  for index in 0..<count {
    let number = Target(source[index])
    target[index] = number
    lost = lost || (number.isInfinite && source[index].isFinite)
  }
  return lost ? (0..<count).first { target[$0].isInfinite && source[$0].isFinite } : nil
}
