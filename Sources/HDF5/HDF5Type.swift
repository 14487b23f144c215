import CHDF5

/// The type of the elements of a dataset or attribute, as far as their meaning goes.
///
/// Byte order and padding are the library's business and do not show here.
public indirect enum HDF5Type: Hashable, Sendable, CustomStringConvertible {
  /// A whole number of so many bits.
  case integer(bits: Int, signed: Bool)
  /// A floating-point number of so many bits.
  case float(bits: Int)
  /// A truth value: the enumeration FALSE = 0, TRUE = 1, as h5py writes it.
  case bool
  /// Names for whole numbers.
  case enumeration
  /// Text in UTF-8 or ASCII; `fixed` is the number of bytes of each element, nil for any length.
  case text(fixed: Int?)
  /// A row of named columns.
  case table([Column])
  /// Anything else, in words; not read by this module.
  case other(String)

  /// One column of a table.
  public struct Column: Hashable, Sendable {
    /// The column's name.
    public let name: String
    /// The type of its elements.
    public let type: HDF5Type
  }

  /// `Float` values.
  public static let float32 = HDF5Type.float(bits: 32)
  /// `Double` values.
  public static let float64 = HDF5Type.float(bits: 64)

  /// The type in words, as error messages say it.
  public var description: String {
    switch self {
    case .integer(let bits, let signed): "\(signed ? "int" : "uint")\(bits)"
    case .float(let bits): "float\(bits)"
    case .bool: "bool"
    case .enumeration: "enumeration"
    case .text(nil): "text"
    case .text(let bytes?): "text of \(bytes) bytes"
    case .table(let columns):
      "table of (\(columns.map { "\($0.name): \($0.type)" }.joined(separator: ", ")))"
    case .other(let words): words
    }
  }
}

/// The ten kinds of number that Swift and HDF5 share.
enum NumberKind: Sendable {
  case int8
  case int16
  case int32
  case int64
  case uint8
  case uint16
  case uint32
  case uint64
  case float32
  case float64

  /// The library's type for such numbers in memory.
  var native: hid_t {
    switch self {
    case .int8: h5_native_int8()
    case .int16: h5_native_int16()
    case .int32: h5_native_int32()
    case .int64: h5_native_int64()
    case .uint8: h5_native_uint8()
    case .uint16: h5_native_uint16()
    case .uint32: h5_native_uint32()
    case .uint64: h5_native_uint64()
    case .float32: h5_native_float()
    case .float64: h5_native_double()
    }
  }

  /// The library's type for such numbers in files: little-endian.
  var stored: hid_t {
    switch self {
    case .int8: h5_stored_int8()
    case .int16: h5_stored_int16()
    case .int32: h5_stored_int32()
    case .int64: h5_stored_int64()
    case .uint8: h5_stored_uint8()
    case .uint16: h5_stored_uint16()
    case .uint32: h5_stored_uint32()
    case .uint64: h5_stored_uint64()
    case .float32: h5_stored_float()
    case .float64: h5_stored_double()
    }
  }

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// The type in the words of the public interface.
  var type: HDF5Type {
    switch self {
    case .float32, .float64: .float(bits: size * 8)
    case .int8, .int16, .int32, .int64: .integer(bits: size * 8, signed: true)
    case .uint8, .uint16, .uint32, .uint64: .integer(bits: size * 8, signed: false)
    }
  }

  /// The kind for a public type; nil when that is not a number Swift has.
  init?(_ type: HDF5Type) {
    switch type {
    case .float(32): self = .float32
    case .float(64): self = .float64
    case .integer(8, true): self = .int8
    case .integer(16, true): self = .int16
    case .integer(32, true): self = .int32
    case .integer(64, true): self = .int64
    case .integer(8, false): self = .uint8
    case .integer(16, false): self = .uint16
    case .integer(32, false): self = .uint32
    case .integer(64, false): self = .uint64
    default: return nil
    }
  }
}
