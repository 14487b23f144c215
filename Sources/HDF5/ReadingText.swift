import CHDF5

extension HDF5Source {
  /// The texts of some rows, or of all, without padding.
  func texts(rows: Range<Int>?) throws(HDF5Error) -> [String] {
    let rows = try checked(rows)
    let count = try count(of: rows)
    switch stored.delivery {
    case .variableText(let utf8): return try variable(rows, count: count, utf8: utf8)
    case .fixedText(let bytes, let padding, let utf8):
      return try fixed(rows, count: count, bytes: bytes, padding: padding, utf8: utf8)
    default: throw place.failure(.wrongType, expected: "text", found: "\(stored.type)")
    }
  }

  private func variable(
    _ rows: Range<Int>, count: Int, utf8: Bool
  ) throws(HDF5Error) -> [String] {
    _ = try memory(for: count, of: 2 * MemoryLayout<String>.stride, limit: memoryLimit, at: place)
    guard count > 0 else { return [] }
    guard let type = TextFormat.variable(utf8: utf8).identifier() else {
      throw place.damage("text")
    }
    var pointers = [UnsafeMutablePointer<UInt8>?](repeating: nil, count: count)
    // Were the read to fail, what the library had allocated would be lost: a leak, but no crash.
    try fetch(rows, as: type.raw, into: &pointers)
    defer { for pointer in pointers { H5free_memory(pointer) } }
    var texts: [String] = []
    texts.reserveCapacity(count)
    for pointer in pointers {
      var length = 0
      if let pointer { while pointer[length] != 0 { length += 1 } }
      let bytes = UnsafeBufferPointer(start: pointer, count: length)
      texts.append(try decode(bytes, rows, texts.count))
    }
    return texts
  }

  private func fixed(
    _ rows: Range<Int>, count: Int, bytes size: Int, padding: StoredType.Padding, utf8: Bool
  ) throws(HDF5Error) -> [String] {
    let room = MemoryLayout<String>.stride + size
    let (each, overflow) = room.addingReportingOverflow(size)
    _ = try memory(for: count, of: overflow ? Int.max : each, limit: memoryLimit, at: place)
    guard count > 0 else { return [] }
    guard let type = TextFormat.fixed(bytes: size, padding, utf8: utf8).identifier() else {
      throw place.damage("text")
    }
    var characters = [UInt8](repeating: 0, count: count * size)
    try fetch(rows, as: type.raw, into: &characters)
    var texts: [String] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
      let all = characters[index * size..<(index + 1) * size]
      let kept =
        switch padding {
        case .terminated: all.prefix { $0 != 0 }
        case .zeros: all.dropLast(all.reversed().prefix { $0 == 0 }.count)
        case .spaces: all.dropLast(all.reversed().prefix { $0 == 0x20 }.count)
        }
      texts.append(try decode(kept, rows, index))
    }
    return texts
  }

  /// The text of some bytes, which must be UTF-8, declared as ASCII or not.
  private func decode(
    _ bytes: some Sequence<UInt8>, _ rows: Range<Int>, _ index: Int
  ) throws(HDF5Error) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let start = try rows.lowerBound * rowCount()
    throw place.failure(
      .invalidText, expected: "UTF-8",
      found: "other bytes at \(position(start + index, in: shape))",
      advice: "write the text again as UTF-8")
  }
}
