import CHDF5

/// An open object of a file: what ``HDF5File``, ``HDF5Group`` and ``HDF5Dataset`` hold.
///
/// Closed when the last reference goes; the file stays open as long as one of its objects is.
public final class HDF5Node: Sendable {
  let id: hid_t
  let session: Session
  let path: String

  /// Takes over an open identifier; inside the lock.
  init(_ identifier: consuming Identifier, in session: Session, path: String) {
    id = identifier.release()
    self.session = session
    self.path = path
  }

  deinit {
    let id = id
    _ = Library.locked { H5Idec_ref(id) }
  }

  /// Where errors about this object point.
  var place: Place { Place(file: session.name, path: path) }
}

/// An open file, shared by all its open objects and closed after the last of them.
final class Session: Sendable {
  let id: hid_t
  let name: String
  /// Bytes that one read may take.
  let memoryLimit: Int

  init(_ identifier: consuming Identifier, name: String, memoryLimit: Int) {
    id = identifier.release()
    self.name = name
    self.memoryLimit = memoryLimit
  }

  deinit {
    let id = id
    _ = Library.locked { H5Fclose(id) }
  }
}
