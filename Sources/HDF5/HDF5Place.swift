/// A path inside a file, as errors point at it.
public struct HDF5Place: Hashable, Sendable {
  /// The file, as the caller named it.
  public let file: String
  /// The absolute path inside the file.
  public let path: String

  /// The place at `path` below this one.
  func child(_ path: String) -> HDF5Place {
    HDF5Place(file: file, path: join(self.path, path))
  }

  /// The attribute `name` of the object at this place, written `/object@name`.
  func attribute(_ name: String) -> HDF5Place { HDF5Place(file: file, path: "\(path)@\(name)") }

  /// The column `name` of the table at this place, written `/table.name`.
  func column(_ name: String) -> HDF5Place { HDF5Place(file: file, path: "\(path).\(name)") }

  /// A failure at this place.
  func failure(
    _ reason: HDF5Error.Reason, expected: String, found: String, advice: String = ""
  ) -> HDF5Error {
    HDF5Error(
      reason: reason, file: file, path: path, expected: expected, found: found, advice: advice)
  }

  /// The failure of a library call that reads, in the library's words.
  func damage(_ expected: String) -> HDF5Error {
    let words = Library.complaint()
    if words.contains("filter") && words.contains("not registered") {
      return failure(
        .unsupported, expected: expected, found: "data behind a filter: \(words)",
        advice: "write it again with gzip, which every HDF5 library has")
    }
    return failure(
      .damaged, expected: expected,
      found: words.isEmpty ? "a failure in libhdf5" : "libhdf5's \"\(words)\"",
      advice: "the file may be truncated or damaged, obtain it again")
  }

  /// The failure of a library call that writes, in the library's words.
  func refusal(_ expected: String) -> HDF5Error {
    let words = Library.complaint()
    return failure(
      .cannotWrite, expected: expected,
      found: words.isEmpty ? "a failure in libhdf5" : "libhdf5's \"\(words)\"",
      advice: "see that the disk has room and allows writing")
  }
}

/// The product of the axes of `shape`: the number of elements.
func elementCount(_ shape: [Int], at place: HDF5Place) throws(HDF5Error) -> Int {
  if shape.contains(0) { return 0 }
  var count = 1
  for size in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow else {
      throw place.failure(
        .tooLarge, expected: "a shape whose elements can be counted", found: "\(shape)",
        advice: "the file may be damaged")
    }
    count = product
  }
  return count
}

/// The bytes that `count` elements of `size` bytes take; an error beyond `limit`.
func memory(
  for count: Int, of size: Int, limit: Int, at place: HDF5Place
) throws(HDF5Error) -> Int {
  let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
  guard !overflow && bytes <= limit else {
    throw place.failure(
      .tooLarge, expected: "at most \(limit) bytes in one read",
      found: "\(count) elements of \(size) bytes",
      advice: "read it in ranges of rows, or open the file with a greater memoryLimit")
  }
  return bytes
}

/// The position of the element at a row-major `index`, as a list of coordinates.
func position(_ index: Int, in shape: [Int]) -> [Int] {
  var rest = index
  return shape.reversed().map { size in
    defer { rest /= max(1, size) }
    return rest % max(1, size)
  }.reversed()
}
