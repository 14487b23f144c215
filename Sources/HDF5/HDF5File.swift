import CHDF5
import Glibc

/// An HDF5 file, which is also its root group.
///
/// ```swift
/// try HDF5File.create("run.h5") { file in
///   try file.write("loss", losses, compression: .deflate(4))
/// }
/// let losses: [Float] = try HDF5File.open("run.h5").dataset("loss").read()
/// ```
public struct HDF5File: HDF5Container {
  /// The open root group.
  public let node: HDF5Node

  /// Opens an existing file for reading.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - memoryLimit: bytes that one read may take; half of the machine's memory unless given.
  /// - Throws: `missing`, `inaccessible`, `notHDF5` or `damaged`.
  public static func open(
    _ path: String, memoryLimit: Int = HDF5File.defaultMemoryLimit
  ) throws(HDF5Error) -> HDF5File {
    let place = HDF5Place(file: path, path: "/")
    try inspectFile(at: place)
    return try Library.locked { () throws(HDF5Error) -> HDF5File in
      let access = try fileAccess(at: place)
      guard let file = Identifier(H5Fopen(path, h5_open_read_only(), access.raw)) else {
        let failure = place.damage("an HDF5 file")
        guard failure.found.contains("unable to lock") || failure.found.contains("open for write")
        else {
          throw failure
        }
        throw place.failure(
          .inaccessible, expected: "a file that nobody is writing", found: failure.found,
          advice: "wait until its writer has closed it")
      }
      guard let root = Identifier(H5Gopen2(file.raw, "/", h5_default_list())) else {
        throw place.damage("a root group")
      }
      let session = Session(file, name: path, memoryLimit: memoryLimit)
      return HDF5File(node: HDF5Node(root, in: session, path: "/"))
    }
  }

  /// Starts a new file, which appears under its name only when ``commit()`` is called.
  ///
  /// Until then it is written beside it, under a hidden name ending in `.partial`, which is removed
  /// when the file is let go without a commit. An existing file of the name stays as it is until
  /// then and is replaced in one step.
  ///
  /// - Throws: `inaccessible` for a folder or device of that name, `cannotWrite`.
  public static func create(
    _ path: String, memoryLimit: Int = HDF5File.defaultMemoryLimit
  ) throws(HDF5Error) -> HDF5File {
    let place = HDF5Place(file: path, path: "/")
    try inspectTarget(at: place)
    return try Library.locked { () throws(HDF5Error) -> HDF5File in
      let access = try fileAccess(at: place)
      guard let creation = Identifier(H5Pcreate(h5_file_creation())),
        H5Pset_obj_track_times(creation.raw, false) >= 0
      else { throw place.refusal("a list of file properties") }
      let draft = try Draft(at: place)
      let raw = H5Fcreate(draft.temporary, h5_truncate(), creation.raw, access.raw)
      guard let file = Identifier(raw),
        let root = Identifier(H5Gopen2(file.raw, "/", h5_default_list()))
      else {
        draft.discard()
        throw place.refusal("to create the file")
      }
      let session = Session(file, name: path, memoryLimit: memoryLimit, draft: draft)
      return HDF5File(node: HDF5Node(root, in: session, path: "/"))
    }
  }

  /// Creates a file, lets `body` fill it, and puts it in place when `body` returns.
  ///
  /// When `body` throws, nothing is left behind, and a file that was there stays as it was.
  public static func create(
    _ path: String, memoryLimit: Int = HDF5File.defaultMemoryLimit,
    _ body: (HDF5File) throws -> Void
  ) throws {
    let file = try create(path, memoryLimit: memoryLimit)
    try body(file)
    try file.commit()
  }

  /// Writes everything to disk, closes the file and its objects, and gives it its name.
  ///
  /// - Throws: `notWritable` for a file opened for reading or already committed; `cannotWrite`, and
  ///   then nothing is left behind.
  public func commit() throws(HDF5Error) {
    try node.writing { (_) throws(HDF5Error) in try node.session.commit() }
  }

  /// Half of the machine's memory, in bytes.
  public static var defaultMemoryLimit: Int {
    sysconf(Int32(_SC_PHYS_PAGES)) / 2 * sysconf(Int32(_SC_PAGESIZE))
  }
}
