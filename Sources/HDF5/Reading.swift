import CHDF5

extension HDF5Dataset {
  /// Reads all numbers, in row-major order.
  public func read<Number: HDF5Number>(as: Number.Type = Number.self) throws(HDF5Error) -> [Number]
  {
    try Library.locked { () throws(HDF5Error) -> [Number] in
      guard case .number(let kind) = stored.delivery else {
        throw node.place.failure(
          .wrongType, expected: "\(Number.storedType)", found: "\(type)")
      }
      let count = shape.reduce(1, *)
      var raw = [UInt8](repeating: 0, count: count * kind.size)
      guard
        H5Dread(node.id, kind.native, h5_whole_space(), h5_whole_space(), h5_default_list(), &raw)
          >= 0
      else {
        throw node.place.damage("\(count) elements")
      }
      var bad: Int?
      let result = [Number](unsafeUninitializedCapacity: count) { buffer, done in
        raw.withUnsafeBytes { raw in
          if let source = raw.baseAddress, let target = buffer.baseAddress {
            bad = convert(source, of: kind, to: target, of: Number.kind, count: count)
          }
        }
        done = count
      }
      if let bad {
        throw node.place.failure(
          .valueDoesNotFit, expected: "\(Number.storedType)", found: "another value at index \(bad)"
        )
      }
      return result
    }
  }

  /// Reads all texts, in row-major order.
  public func readText() throws(HDF5Error) -> [String] {
    try Library.locked { () throws(HDF5Error) -> [String] in
      let count = shape.reduce(1, *)
      guard case .variableText = stored.delivery, let type = Identifier(H5Dget_type(node.id)) else {
        throw node.place.failure(.wrongType, expected: "text", found: "\(self.type)")
      }
      var raw = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      guard
        H5Dread(node.id, type.raw, h5_whole_space(), h5_whole_space(), h5_default_list(), &raw) >= 0
      else {
        throw node.place.damage("\(count) texts")
      }
      defer { for text in raw { H5free_memory(text) } }
      return raw.map { $0.map { String(cString: $0) } ?? "" }
    }
  }
}
