/// A digest of named tensors that depends on their contents and on nothing else.
///
/// Two files that hold the same tensors have the same digest, whatever their layout, chunking,
/// compression, byte order or the order in which tensors were written.
///
/// ```swift
/// var digest = TensorDigest()
/// digest.add("weights", shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
/// digest.add("labels", shape: [2], ["cat", "dog"])
/// print(digest.finalize())
/// ```
///
/// ## The scheme, version 1
/// Numbers below are unsigned, eight bytes, least significant first. The digest of one tensor is SHA-256
/// over
/// 1. the ASCII bytes `assay.tensor.1` and a zero byte;
/// 2. the element type's name in ASCII (`float32`, `float64`, `int32`, `int64`, `uint8`, `string`) and a
///    zero byte;
/// 3. the number of dimensions, then each dimension;
/// 4. the elements in row-major order, each in its own width, least significant byte first, with every
///    NaN as `7fc00000` or `7ff8000000000000`, since processors differ in the sign and payload of a NaN;
///    a string as the number of its UTF-8 bytes, then the bytes.
///
/// The digest of the whole is SHA-256 over the ASCII bytes `assay.tensors.1` and a zero byte, the number
/// of tensors, then for each, in ascending order of the names' UTF-8 bytes: the number of bytes of its
/// name, the name, and the tensor's 32 digest bytes.
public struct TensorDigest: Sendable {
  private var entries: [(name: [UInt8], digest: Digest)] = []

  /// Starts with no tensors.
  public init() {}

  /// Adds a tensor of 32-bit floating-point numbers under a name not used before.
  public mutating func add(_ name: String, shape: [Int], _ elements: [Float]) {
    add(name, TensorDigest.digest(shape: shape, elements))
  }

  /// Adds a tensor of 64-bit floating-point numbers under a name not used before.
  public mutating func add(_ name: String, shape: [Int], _ elements: [Double]) {
    add(name, TensorDigest.digest(shape: shape, elements))
  }

  /// Adds a tensor of 32-bit integers under a name not used before.
  public mutating func add(_ name: String, shape: [Int], _ elements: [Int32]) {
    add(name, TensorDigest.digest(shape: shape, elements))
  }

  /// Adds a tensor of 64-bit integers under a name not used before.
  public mutating func add(_ name: String, shape: [Int], _ elements: [Int64]) {
    add(name, TensorDigest.digest(shape: shape, elements))
  }

  /// Adds a tensor of bytes under a name not used before.
  public mutating func add(_ name: String, shape: [Int], _ elements: [UInt8]) {
    add(name, TensorDigest.digest(shape: shape, elements))
  }

  /// Adds a tensor of strings under a name not used before.
  public mutating func add(_ name: String, shape: [Int], _ elements: [String]) {
    add(name, TensorDigest.digest(shape: shape, elements))
  }

  /// Adds a tensor by its own digest, or a whole set of tensors as one entry.
  ///
  /// Stops the program when the name was used before.
  public mutating func add(_ name: String, _ digest: Digest) {
    let name = Array(name.utf8)
    var position = entries.count
    while position > 0, name.lexicographicallyPrecedes(entries[position - 1].name) { position -= 1 }
    require(
      position == 0 || entries[position - 1].name != name,
      "a name stands for one tensor in a digest, and this one was added before")
    entries.insert((name, digest), at: position)
  }

  /// The digest of everything added so far; more may still be added to this value afterwards.
  public func finalize() -> Digest {
    var hash = SHA256()
    hash.update("assay.tensors.1\0")
    hash.update(littleEndian: UInt64(entries.count))
    for entry in entries {
      hash.update(littleEndian: UInt64(entry.name.count))
      hash.update(entry.name)
      withUnsafeBytes(of: entry.digest.bytes) { hash.update($0) }
    }
    return hash.finalize()
  }

  /// The digest of one tensor of 32-bit floating-point numbers.
  public static func digest(shape: [Int], _ elements: [Float]) -> Digest {
    digest("float32\0", shape, elements) {
      ($0.isNaN ? 0x7fc0_0000 : $0.bitPattern).littleEndian
    }
  }

  /// The digest of one tensor of 64-bit floating-point numbers.
  public static func digest(shape: [Int], _ elements: [Double]) -> Digest {
    digest("float64\0", shape, elements) {
      ($0.isNaN ? 0x7ff8_0000_0000_0000 : $0.bitPattern).littleEndian
    }
  }

  /// The digest of one tensor of 32-bit integers.
  public static func digest(shape: [Int], _ elements: [Int32]) -> Digest {
    digest("int32\0", shape, elements) { $0.littleEndian }
  }

  /// The digest of one tensor of 64-bit integers.
  public static func digest(shape: [Int], _ elements: [Int64]) -> Digest {
    digest("int64\0", shape, elements) { $0.littleEndian }
  }

  /// The digest of one tensor of bytes.
  public static func digest(shape: [Int], _ elements: [UInt8]) -> Digest {
    digest("uint8\0", shape, elements) { $0 }
  }

  /// The digest of one tensor of strings.
  public static func digest(shape: [Int], _ elements: [String]) -> Digest {
    var hash = header("string\0", shape, count: elements.count)
    for element in elements {
      hash.update(littleEndian: UInt64(element.utf8.count))
      hash.update(element)
    }
    return hash.finalize()
  }

  private static func header(_ type: String, _ shape: [Int], count: Int) -> SHA256 {
    let size = shape.reduce(1, *)
    guard size == count else {
      fatalError("a tensor to digest: expected \(size) elements by its shape, got \(count)")
    }
    return header(type, shape)
  }

  /// A hash that has taken what comes before the elements.
  static func header(_ type: String, _ shape: [Int]) -> SHA256 {
    var hash = SHA256()
    hash.update("assay.tensor.1\0")
    hash.update(type)
    hash.update(littleEndian: UInt64(shape.count))
    for extent in shape {
      require(extent >= 0, "a dimension is not negative")
      hash.update(littleEndian: UInt64(extent))
    }
    return hash
  }

  /// Hashes elements through a short buffer of their canonical bits.
  @inline(__always)
  private static func digest<Element, Bits: FixedWidthInteger>(
    _ type: String, _ shape: [Int], _ elements: [Element], _ bits: (Element) -> Bits
  ) -> Digest {
    var hash = header(type, shape, count: elements.count)
    elements.withUnsafeBufferPointer { update(&hash, $0, bits) }
    return hash.finalize()
  }

  /// Takes some elements, in their order.
  @inline(__always)
  static func update<Element, Bits: FixedWidthInteger>(
    _ hash: inout SHA256, _ elements: UnsafeBufferPointer<Element>, _ bits: (Element) -> Bits
  ) {
    withUnsafeTemporaryAllocation(of: Bits.self, capacity: 512) { buffer in
      var start = 0
      while start < elements.count {
        let count = min(512, elements.count &- start)
        for offset in 0..<count { buffer[offset] = bits(elements[start &+ offset]) }
        hash.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<count])))
        start &+= count
      }
    }
  }
}
