/// A value that datasets and attributes are made of: a number, a `Bool` or a `String`.
///
/// Conformances beyond those of this module are not possible: a source can be read only from within.
public protocol HDF5Element: Sendable {
  /// The type that values of this kind are stored as.
  static var storedType: HDF5Type { get }

  /// Reads the elements of `source`, all or those of some rows.
  static func read(from source: HDF5Source, rows: Range<Int>?) throws(HDF5Error) -> [Self]

  /// Lends `body` the values in the form in which the library takes them.
  static func lend<Result>(
    _ values: [Self], at place: HDF5Place,
    to body: (UnsafeRawPointer) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result
}

/// A number that can be an element: `Int8` to `UInt64`, `Int`, `UInt`, `Float`, `Double`.
public protocol HDF5Number: HDF5Element, BitwiseCopyable {}

extension HDF5Number {
  /// The kind that stands for this type inside the module.
  static var kind: NumberKind {
    guard let kind = NumberKind(storedType), kind.size == MemoryLayout<Self>.stride else {
      fatalError("\(Self.self) says it is stored as \(storedType), which is not its own layout")
    }
    return kind
  }

  /// Reads numbers of any type that keep their meaning in this one.
  public static func read(
    from source: HDF5Source, rows: Range<Int>?
  ) throws(HDF5Error) -> [Self] {
    try source.numbers(rows: rows)
  }

  /// Lends the values as they are.
  public static func lend<Result>(
    _ values: [Self], at place: HDF5Place,
    to body: (UnsafeRawPointer) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    try lendBytes(of: values, to: body)
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

extension Bool: HDF5Element {
  /// The enumeration that h5py reads as bool.
  public static let storedType = HDF5Type.bool

  /// Reads truth values, or integers that are all 0 or 1.
  public static func read(
    from source: HDF5Source, rows: Range<Int>?
  ) throws(HDF5Error) -> [Bool] {
    try source.truths(rows: rows)
  }

  /// Lends the values as bytes of 0 and 1, which they are.
  public static func lend<Result>(
    _ values: [Bool], at place: HDF5Place,
    to body: (UnsafeRawPointer) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    try lendBytes(of: values, to: body)
  }
}

extension String: HDF5Element {
  /// UTF-8 of any length.
  public static let storedType = HDF5Type.text(fixed: nil)

  /// Reads text of fixed or any length, without its padding.
  public static func read(
    from source: HDF5Source, rows: Range<Int>?
  ) throws(HDF5Error) -> [String] {
    try source.texts(rows: rows)
  }

  /// Lends an array of pointers to C strings.
  public static func lend<Result>(
    _ values: [String], at place: HDF5Place,
    to body: (UnsafeRawPointer) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    var characters: [UInt8] = []
    var starts: [Int] = []
    for (index, value) in values.enumerated() {
      guard !value.utf8.contains(0) else {
        throw place.failure(
          .invalidText, expected: "text without NUL", found: "a NUL in the text at index \(index)",
          advice: "HDF5 ends text at the first NUL")
      }
      starts.append(characters.count)
      characters += value.utf8
      characters.append(0)
    }
    return try characters.span.withUnsafeBufferPointer { (characters) throws(HDF5Error) in
      let pointers = starts.map { start in characters.baseAddress.map { $0 + start } }
      return try lendBytes(of: pointers, to: body)
    }
  }
}

/// Lends the memory of `values`, or some address where there are none.
func lendBytes<Value: BitwiseCopyable, Result>(
  of values: [Value], to body: (UnsafeRawPointer) throws(HDF5Error) -> Result
) throws(HDF5Error) -> Result {
  try values.span.bytes.withUnsafeBytes { (bytes) throws(HDF5Error) in
    if let start = bytes.baseAddress { return try body(start) }
    return try withUnsafePointer(to: 0) { (nothing) throws(HDF5Error) in try body(nothing) }
  }
}
