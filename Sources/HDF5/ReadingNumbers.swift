import CHDF5

extension HDF5Source {
  /// Bytes of stored numbers that are brought in at a time when their type changes.
  private static let blockBytes = 4 << 20

  /// The numbers of some rows, or of all.
  func numbers<Number: HDF5Number>(rows: Range<Int>?) throws(HDF5Error) -> [Number] {
    let rows = try checked(rows)
    let kind = try numberKind(readableAs: Number.storedType)
    let count = try count(of: rows)
    _ = try memory(
      for: count, of: max(kind.size, MemoryLayout<Number>.stride), limit: memoryLimit, at: place)
    var failure: HDF5Error?
    let result = [Number](unsafeUninitializedCapacity: count) { buffer, done in
      do throws(HDF5Error) {
        let filled = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
        try numbers(rows: rows, into: filled)
        done = count
      } catch {
        failure = error
        done = 0
      }
    }
    if let failure { throw failure }
    return result
  }

  /// The numbers of some rows, into memory for exactly as many.
  func numbers<Number: HDF5Number>(
    rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Number>
  ) throws(HDF5Error) {
    let rows = try checked(rows == 0..<1 && shape.isEmpty ? nil : rows)
    let kind = try numberKind(readableAs: Number.storedType)
    let count = try count(of: rows)
    guard buffer.count == count else {
      throw place.failure(
        .wrongShape, expected: "memory for the \(count) elements of rows \(rows)",
        found: "room for \(buffer.count)")
    }
    guard count > 0, let start = buffer.baseAddress else { return }
    if kind == Number.kind { return try fetch(rows, as: kind.native, into: start) }
    try convert(rows, of: kind, to: start)
  }

  /// The kind in which the library delivers these elements, if `wanted` can be made of them.
  private func numberKind(readableAs wanted: HDF5Type) throws(HDF5Error) -> NumberKind {
    guard case .number(let kind) = stored.delivery else {
      throw place.failure(.wrongType, expected: "\(wanted)", found: "\(stored.type)")
    }
    if case .integer = wanted, kind == .float32 || kind == .float64 {
      throw place.failure(
        .wrongType, expected: "\(wanted)", found: "\(stored.type)",
        advice: "read floats as floats and round them yourself")
    }
    return kind
  }

  /// Reads rows of another kind of number block by block and converts them.
  private func convert<Number: HDF5Number>(
    _ rows: Range<Int>, of kind: NumberKind, to target: UnsafeMutablePointer<Number>
  ) throws(HDF5Error) {
    let width = try rowCount()
    let rowBytes = try memory(for: width, of: kind.size, limit: memoryLimit, at: place)
    // Blocks end where chunks do, so that no chunk is unpacked twice. Attributes come in one piece.
    let fit = max(1, Self.blockBytes / rowBytes / chunkRows)
    let (step, overflow) = fit.multipliedReportingOverflow(by: chunkRows)
    let whole = if case .attribute = part { true } else { overflow }
    let block = whole ? rows.count : min(step, rows.count)
    let bytes = try memory(for: block, of: rowBytes, limit: memoryLimit, at: place)
    let staging = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    defer { staging.deallocate() }
    var first = rows.lowerBound
    while first < rows.upperBound {
      let last = whole ? rows.upperBound : min(rows.upperBound, (first / step + 1) * step)
      try fetch(first..<last, as: kind.native, into: staging)
      let done = (first - rows.lowerBound) * width
      if let bad = HDF5.convert(
        staging, of: kind, to: target + done, of: Number.kind, count: (last - first) * width)
      {
        throw place.failure(
          .valueDoesNotFit, expected: "values that fit \(Number.storedType)",
          found: "\(describe(staging, kind, bad)) at \(position(first * width + bad, in: shape))",
          advice: "read them as a wider type")
      }
      first = last
    }
  }

  /// The number at an index of staged memory, as text.
  private func describe(_ start: UnsafeRawPointer, _ kind: NumberKind, _ index: Int) -> String {
    func text<Number: HDF5Number>(_: Number.Type) -> String {
      "\(start.load(fromByteOffset: index * kind.size, as: Number.self))"
    }
    return switch kind {
    case .int8: text(Int8.self)
    case .int16: text(Int16.self)
    case .int32: text(Int32.self)
    case .int64: text(Int64.self)
    case .uint8: text(UInt8.self)
    case .uint16: text(UInt16.self)
    case .uint32: text(UInt32.self)
    case .uint64: text(UInt64.self)
    case .float32: text(Float.self)
    case .float64: text(Double.self)
    }
  }

  /// The truth values of some rows, or of all: stored as such, or integers that are 0 or 1.
  func truths(rows: Range<Int>?) throws(HDF5Error) -> [Bool] {
    let isTruth: Bool =
      switch stored.type {
      case .bool, .integer: true
      default: false
      }
    guard isTruth else {
      throw place.failure(.wrongType, expected: "bool", found: "\(stored.type)")
    }
    let bytes: [UInt8] = try numbers(rows: rows)
    if let bad = bytes.firstIndex(where: { $0 > 1 }) {
      let start = try (rows?.lowerBound ?? 0) * rowCount()
      throw place.failure(
        .valueDoesNotFit, expected: "bool, or integers 0 and 1",
        found: "\(bytes[bad]) at \(position(start + bad, in: shape))")
    }
    return bytes.map { $0 == 1 }
  }
}
