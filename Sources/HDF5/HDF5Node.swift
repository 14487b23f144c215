import CHDF5

/// An open object of a file: what ``HDF5File``, ``HDF5Group`` and ``HDF5Dataset`` hold.
///
/// Closed when the last reference goes; the file stays open as long as one of its objects is.
public final class HDF5Node: Sendable {
  private let id: hid_t
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
    let session = session
    Library.locked { session.close(id) }
  }

  /// Where errors about this object point.
  public var place: HDF5Place { HDF5Place(file: session.name, path: path) }

  /// Runs `body` alone in the library, with this object's identifier.
  ///
  /// - Throws: `notWritable` when the file has been committed, and what `body` throws.
  func locked<Result: Sendable>(
    _ body: (hid_t) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    // The object may not go before the lock does: its end takes the lock itself.
    defer { withExtendedLifetime(self) {} }
    return try Library.locked { () throws(HDF5Error) -> Result in
      try session.checkOpen(at: place)
      return try body(id)
    }
  }

  /// As ``locked(_:)``, for work that writes.
  func writing<Result: Sendable>(
    _ body: (hid_t) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    try locked { (id) throws(HDF5Error) -> Result in
      guard session.phase == .writing else {
        throw place.failure(
          .notWritable, expected: "a file being created", found: "one opened for reading",
          advice: "write to a new file made by HDF5File.create")
      }
      do throws(HDF5Error) {
        return try body(id)
      } catch {
        if error.reason == .cannotWrite { session.fail() }
        throw error
      }
    }
  }
}
