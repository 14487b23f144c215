/// Where the parts of a series end: training has rows 0 ..< `train`, validation `train` ..< `validation`,
/// test `validation` ..< `test`; rows after that are not used.
public struct SplitBounds: Hashable, Sendable, CustomStringConvertible {
  /// The row after the last one of training.
  public let train: Int
  /// The row after the last one of validation.
  public let validation: Int
  /// The row after the last one of the test.
  public let test: Int

  /// Parts that end at these rows.
  public init(train: Int, validation: Int, test: Int) {
    (self.train, self.validation, self.test) = (train, validation, test)
  }

  /// The rows of training.
  public var trainRows: Range<Int> { 0..<train }
  /// The rows of validation, without those before them that its first windows look back on.
  public var validationRows: Range<Int> { train..<validation }
  /// The rows of the test, without those before them that its first windows look back on.
  public var testRows: Range<Int> { validation..<test }

  /// The three ends, as files hold them.
  public var description: String { "[\(train), \(validation), \(test)]" }

  /// Whether every part has a row and all lie in a series of `count` rows.
  func fits(_ count: Int) -> Bool {
    0 < train && train < validation && validation < test && test <= count
  }
}
