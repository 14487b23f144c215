import CHDF5

/// The types this module writes, in memory and in files.
enum Format: Hashable, Sendable {
  case number(NumberKind)
  case bool
  case text
  case fixedText(bytes: Int)

  /// The format of an element's stored type.
  init(_ type: HDF5Type) {
    if let kind = NumberKind(type) {
      self = .number(kind)
      return
    }
    switch type {
    case .bool: self = .bool
    case .text(nil): self = .text
    case .text(let bytes?): self = .fixedText(bytes: bytes)
    default: fatalError("elements are not stored as \(type)")
    }
  }

  /// Bytes of an element as it is lent to the library.
  var size: Int {
    switch self {
    case .number(let kind): kind.size
    case .bool: 1
    case .text: MemoryLayout<UnsafeRawPointer>.size
    case .fixedText(let bytes): bytes
    }
  }

  /// The library's type in files or in memory, nil when it cannot be made; inside the lock.
  func identifier(inFile: Bool) -> Identifier? {
    switch self {
    case .number(let kind): Identifier(H5Tcopy(inFile ? kind.stored : kind.native))
    case .bool: truthType()
    case .text: TextFormat.variable(utf8: true).identifier()
    case .fixedText(let bytes): TextFormat.fixed(bytes: bytes, .zeros, utf8: true).identifier()
    }
  }

  /// The enumeration FALSE = 0, TRUE = 1 in a byte, which h5py reads as bool.
  private func truthType() -> Identifier? {
    var no: Int8 = 0
    var yes: Int8 = 1
    guard let type = Identifier(H5Tenum_create(h5_stored_int8())),
      H5Tenum_insert(type.raw, "FALSE", &no) >= 0, H5Tenum_insert(type.raw, "TRUE", &yes) >= 0
    else { return nil }
    return type
  }
}

/// The kinds of text that the library has.
enum TextFormat {
  case variable(utf8: Bool)
  case fixed(bytes: Int, StoredType.Padding, utf8: Bool)

  /// The library's type, nil when it cannot be made; inside the lock.
  func identifier() -> Identifier? {
    guard let type = Identifier(H5Tcopy(h5_c_string())) else { return nil }
    let size: Int
    let padding: H5T_str_t
    let isUnicode: Bool
    switch self {
    case .variable(let utf8): (size, padding, isUnicode) = (h5_variable(), H5T_STR_NULLTERM, utf8)
    case .fixed(let bytes, let kind, let utf8):
      (size, isUnicode) = (bytes, utf8)
      padding =
        switch kind {
        case .terminated: H5T_STR_NULLTERM
        case .zeros: H5T_STR_NULLPAD
        case .spaces: H5T_STR_SPACEPAD
        }
    }
    guard H5Tset_size(type.raw, size) >= 0, H5Tset_strpad(type.raw, padding) >= 0,
      H5Tset_cset(type.raw, isUnicode ? H5T_CSET_UTF8 : H5T_CSET_ASCII) >= 0
    else { return nil }
    return type
  }
}
