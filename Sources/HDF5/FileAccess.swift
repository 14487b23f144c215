import CHDF5
import Glibc

/// The access list every file is opened with; inside the lock.
func fileAccess(at place: HDF5Place) throws(HDF5Error) -> Identifier {
  guard let list = Identifier(H5Pcreate(h5_file_access())),
    // Closing a file closes its objects, so that nothing holds it back.
    H5Pset_fclose_degree(list.raw, H5F_CLOSE_STRONG) >= 0,
    // A file system without locks is no reason to refuse a file.
    H5Pset_file_locking(list.raw, true, true) >= 0,
    // Since version 1.8, of 2008, records carry check sums, so that damage to them is found out.
    H5Pset_libver_bounds(list.raw, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0,
    // Sixteen chunks of a megabyte stay unpacked per dataset, found in a table of prime size.
    H5Pset_cache(list.raw, 0, 1009, 16 << 20, 0.75) >= 0
  else { throw place.damage("a list of file properties") }
  return list
}

/// Sees that the file is there, readable and HDF5, before the library tries.
func inspectFile(at place: HDF5Place) throws(HDF5Error) {
  let expected = "an HDF5 file"
  guard let kind = try fileKind(at: place) else {
    throw place.failure(
      .missing, expected: expected, found: "nothing of that name", advice: "check the path")
  }
  guard kind == S_IFREG else {
    throw place.failure(
      .inaccessible, expected: expected, found: kind == S_IFDIR ? "a folder" : "no regular file")
  }
  let descriptor = Glibc.open(place.file, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw place.failure(
      .inaccessible, expected: "a readable file", found: lowercase(errno),
      advice: "check its permissions")
  }
  defer { close(descriptor) }
  let size = lseek(descriptor, 0, SEEK_END)
  guard size > 0 else {
    throw place.failure(.notHDF5, expected: expected, found: "an empty file")
  }
  // The signature stands at byte 0, or at 512 times a power of two behind a user block.
  let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
  var offset = 0
  while offset <= size - signature.count {
    var bytes = [UInt8](repeating: 0, count: signature.count)
    if pread(descriptor, &bytes, bytes.count, offset) == bytes.count, bytes == signature { return }
    offset = offset == 0 ? 512 : offset * 2
  }
  throw place.failure(
    .notHDF5, expected: expected, found: "a file of \(size) bytes without HDF5's signature",
    advice: "check that it is the right file and arrived whole")
}

/// Sees that a file may be put under the name: nothing there, or a regular file.
func inspectTarget(at place: HDF5Place) throws(HDF5Error) {
  guard let kind = try fileKind(at: place), kind != S_IFREG else { return }
  throw place.failure(
    .inaccessible, expected: "a new file or one to replace",
    found: kind == S_IFDIR ? "a folder" : "no regular file", advice: "choose another name")
}

/// The kind of file, as in `S_IFREG`; nil when there is none.
private func fileKind(at place: HDF5Place) throws(HDF5Error) -> mode_t? {
  guard !place.file.isEmpty, !place.file.utf8.contains(0) else {
    throw place.failure(.missing, expected: "the name of a file", found: "none that can exist")
  }
  var facts = stat()
  if stat(place.file, &facts) == 0 { return facts.st_mode & S_IFMT }
  guard errno != ENOENT && errno != ENOTDIR else { return nil }
  throw place.failure(
    .inaccessible, expected: "a file", found: lowercase(errno), advice: "check its permissions")
}

/// What an error number of the system means, in lower case.
func lowercase(_ error: Int32) -> String { String(cString: strerror(error)).lowercased() }
