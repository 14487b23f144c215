import Exact
import HDF5

// The attributes by which a file says what it is.

/// What a file holds, and in which version.
let schemaAttribute = "assay_schema"
/// The digest of its contents, in hexadecimal.
let digestAttribute = "digest"
/// Whether the numbers of a dataset are learned.
let learnedAttribute = "learned"

extension HDF5File {
  /// Says what the file holds, and the digest of it.
  func mark(_ schema: String, _ digest: Digest) throws(HDF5Error) {
    try setAttribute(schemaAttribute, schema)
    try setAttribute(digestAttribute, digest.description)
  }

  /// What the file says that it holds; nil where it does not say.
  var schema: String? {
    get throws(HDF5Error) {
      try attributeNames.contains(schemaAttribute) ? try attribute(schemaAttribute) : nil
    }
  }

  /// Sees that the digest in the file, where there is one, is that of what was read.
  func check(_ digest: Digest, of path: String) throws {
    guard try attributeNames.contains(digestAttribute) else { return }
    let stored: String = try attribute(digestAttribute)
    guard stored == digest.description else { throw WeightsError.damaged(file: path) }
  }
}
