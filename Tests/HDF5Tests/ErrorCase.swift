import HDF5
import Testing

/// Something that must fail: the error's reason, and the words that its one line must have.
struct ErrorCase: Sendable, CustomTestStringConvertible {
  let what: String
  let reason: HDF5Error.Reason
  let words: [String]
  let body: @Sendable (HDF5File) throws -> Void
  var testDescription: String { what }

  init(
    _ what: String, _ reason: HDF5Error.Reason, _ words: String...,
    body: @escaping @Sendable (HDF5File) throws -> Void
  ) {
    (self.what, self.reason, self.words, self.body) = (what, reason, words, body)
  }
}
