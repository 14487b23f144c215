import CHDF5

/// What a type in a file means and how its elements are brought into memory.
struct StoredType: Sendable {
  /// How text ends inside its fixed number of bytes.
  enum Padding: Sendable {
    case terminated
    case zeros
    case spaces
  }

  /// How the library delivers elements of this type.
  enum Delivery: Sendable {
    case number(NumberKind)
    case fixedText(bytes: Int, Padding, utf8: Bool)
    case variableText(utf8: Bool)
    case columns
    case none
  }

  let type: HDF5Type
  let delivery: Delivery

  /// Examines a type of the library; inside the lock.
  init(_ id: hid_t) {
    (type, delivery) = Self.examine(id)
  }

  private static func examine(_ id: hid_t) -> (HDF5Type, Delivery) {
    switch H5Tget_class(id) {
    case H5T_INTEGER:
      let signed = H5Tget_sign(id) == H5T_SGN_2
      guard let kind = integerKind(id) else {
        return (.other("an integer of \(H5Tget_size(id)) bytes"), .none)
      }
      return (.integer(bits: Int(H5Tget_precision(id)), signed: signed), .number(kind))
    case H5T_FLOAT:
      let bits = Int(H5Tget_precision(id))
      switch H5Tget_size(id) {
      case 0...4: return (.float(bits: bits), .number(.float32))
      case 5...8: return (.float(bits: bits), .number(.float64))
      default: return (.float(bits: bits), .none)
      }
    case H5T_ENUM:
      guard let base = Identifier(H5Tget_super(id)), let kind = integerKind(base.raw) else {
        return (.enumeration, .none)
      }
      return (isBoolean(id) ? .bool : .enumeration, .number(kind))
    case H5T_STRING:
      return text(id)
    case H5T_COMPOUND: return (.table(columns(id)), .columns)
    case H5T_BITFIELD: return (.other("bit field"), .none)
    case H5T_OPAQUE: return (.other("opaque bytes"), .none)
    case H5T_REFERENCE: return (.other("reference"), .none)
    case H5T_VLEN: return (.other("sequence of any length"), .none)
    case H5T_ARRAY: return (.other("array"), .none)
    case H5T_TIME: return (.other("time"), .none)
    default: return (.other("unknown type"), .none)
    }
  }

  /// The smallest of Swift's integers that holds every value of the stored integer type.
  private static func integerKind(_ id: hid_t) -> NumberKind? {
    let signed = H5Tget_sign(id) == H5T_SGN_2
    switch H5Tget_size(id) {
    case 1: return signed ? .int8 : .uint8
    case 2: return signed ? .int16 : .uint16
    case 3...4: return signed ? .int32 : .uint32
    case 5...8: return signed ? .int64 : .uint64
    default: return nil
    }
  }

  /// Whether an enumeration is h5py's: FALSE = 0, TRUE = 1 in one byte.
  private static func isBoolean(_ id: hid_t) -> Bool {
    guard H5Tget_size(id) == 1, H5Tget_nmembers(id) == 2 else { return false }
    var value: Int8 = -1
    guard H5Tenum_valueof(id, "FALSE", &value) >= 0, value == 0 else { return false }
    return H5Tenum_valueof(id, "TRUE", &value) >= 0 && value == 1
  }

  private static func text(_ id: hid_t) -> (HDF5Type, Delivery) {
    let utf8 = H5Tget_cset(id) == H5T_CSET_UTF8
    if H5Tis_variable_str(id) > 0 { return (.text(fixed: nil), .variableText(utf8: utf8)) }
    let bytes = Int(H5Tget_size(id))
    let padding: Padding =
      switch H5Tget_strpad(id) {
      case H5T_STR_NULLTERM: .terminated
      case H5T_STR_SPACEPAD: .spaces
      default: .zeros
      }
    return (.text(fixed: bytes), .fixedText(bytes: bytes, padding, utf8: utf8))
  }

  private static func columns(_ id: hid_t) -> [HDF5Type.Column] {
    (0..<UInt32(max(0, H5Tget_nmembers(id)))).compactMap { index in
      guard let name = H5Tget_member_name(id, index) else { return nil }
      defer { H5free_memory(name) }
      guard let member = Identifier(H5Tget_member_type(id, index)) else { return nil }
      return HDF5Type.Column(name: String(cString: name), type: StoredType(member.raw).type)
    }
  }
}
