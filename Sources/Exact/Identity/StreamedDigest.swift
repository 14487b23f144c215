/// The digest of one tensor whose elements come in parts, for tensors never in memory all at once.
///
/// Equal to the digest that ``TensorDigest`` gives for the whole.
public struct StreamedDigest: Sendable {
  private enum Element {
    case float32
    case uint8
  }

  private var hash: SHA256
  private let element: Element
  private let count: Int
  private var taken = 0

  /// Starts a tensor of 32-bit floating-point numbers.
  public init(floats shape: [Int]) {
    hash = TensorDigest.header("float32\0", shape)
    element = .float32
    count = shape.reduce(1, *)
  }

  /// Starts a tensor of bytes.
  public init(bytes shape: [Int]) {
    hash = TensorDigest.header("uint8\0", shape)
    element = .uint8
    count = shape.reduce(1, *)
  }

  /// Takes the next numbers, in row-major order.
  public mutating func update(_ elements: UnsafeBufferPointer<Float>) {
    require(element == .float32, "a tensor of bytes takes no floating-point numbers")
    TensorDigest.update(&hash, elements) { ($0.isNaN ? 0x7fc0_0000 : $0.bitPattern).littleEndian }
    taken += elements.count
  }

  /// Takes the next bytes, in row-major order.
  public mutating func update(_ elements: UnsafeBufferPointer<UInt8>) {
    require(element == .uint8, "a tensor of floating-point numbers takes no bytes")
    hash.update(UnsafeRawBufferPointer(elements))
    taken += elements.count
  }

  /// The digest of the tensor, once all elements are taken.
  public func finalize() -> Digest {
    guard taken == count else {
      fatalError("a tensor to digest: expected \(count) elements by its shape, got \(taken)")
    }
    return hash.finalize()
  }
}
