/// A number that can be an element of a dataset: `Int8` to `UInt64`, `Int`, `UInt`, `Float`, `Double`.
public protocol HDF5Number: BitwiseCopyable, Sendable {
  /// The type that values of this kind are stored as.
  static var storedType: HDF5Type { get }
}

extension HDF5Number {
  /// The kind that stands for this type inside the module.
  static var kind: NumberKind {
    guard let kind = NumberKind(storedType), kind.size == MemoryLayout<Self>.stride else {
      fatalError("\(Self.self) says it is stored as \(storedType), which is not its own layout")
    }
    return kind
  }
}

extension HDF5Number where Self: FixedWidthInteger {
  /// An integer of this width and signedness.
  public static var storedType: HDF5Type { .integer(bits: bitWidth, signed: isSigned) }
}

extension Int8: HDF5Number {}
extension Int16: HDF5Number {}
extension Int32: HDF5Number {}
extension Int64: HDF5Number {}
extension Int: HDF5Number {}
extension UInt8: HDF5Number {}
extension UInt16: HDF5Number {}
extension UInt32: HDF5Number {}
extension UInt64: HDF5Number {}
extension UInt: HDF5Number {}

extension Float: HDF5Number {
  /// IEEE 754 single precision.
  public static let storedType = HDF5Type.float32
}

extension Double: HDF5Number {
  /// IEEE 754 double precision.
  public static let storedType = HDF5Type.float64
}
