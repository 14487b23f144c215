import CHDF5
import Glibc
import Synchronization

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
    _ = Library.locked { H5Idec_ref(id) }
  }

  /// Where errors about this object point.
  var place: HDF5Place { HDF5Place(file: session.name, path: path) }

  /// Runs `body` alone in the library, with this object's identifier.
  ///
  /// - Throws: `notWritable` when the file has been committed, and what `body` throws.
  func locked<Result: Sendable>(
    _ body: (hid_t) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    // The object may not go before the lock does: its end takes the lock itself.
    defer { withExtendedLifetime(self) {} }
    return try Library.locked { () throws(HDF5Error) -> Result in
      guard session.phase != .closed else {
        throw place.failure(
          .notWritable, expected: "an open file", found: "one already committed",
          advice: "open it again for reading")
      }
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
      return try body(id)
    }
  }
}

/// An open file, shared by all its open objects and closed after the last of them.
final class Session: Sendable {
  enum Phase: Sendable {
    case reading
    case writing
    case closed
  }

  let id: hid_t
  let name: String
  /// Bytes that one read may take.
  let memoryLimit: Int
  /// The file being written, which takes its own name only at the end; nil when reading.
  private let draft: Draft?
  private let state: Mutex<Phase>

  /// Takes over an open file; inside the lock.
  init(_ identifier: consuming Identifier, name: String, memoryLimit: Int, draft: Draft? = nil) {
    id = identifier.release()
    self.name = name
    self.memoryLimit = memoryLimit
    self.draft = draft
    state = Mutex(draft == nil ? .reading : .writing)
  }

  deinit {
    guard phase != .closed else { return }
    let id = id
    _ = Library.locked { H5Fclose(id) }
    draft?.discard()
  }

  var phase: Phase { state.withLock { $0 } }

  /// Closes a file being written and gives it its name; inside the lock.
  func commit() throws(HDF5Error) {
    let place = HDF5Place(file: name, path: "/")
    guard let draft else { return }
    let flushed = H5Fflush(id, H5F_SCOPE_GLOBAL) >= 0
    let failure = flushed ? nil : place.refusal("to write the file")
    let closed = H5Fclose(id) >= 0
    state.withLock { $0 = .closed }
    if let failure = failure ?? (closed ? nil : place.refusal("to close the file")) {
      draft.discard()
      throw failure
    }
    try draft.publish(at: place)
  }
}
