import CHDF5
import Glibc
import Synchronization

/// An open file, shared by all its open objects and closed after the last of them.
final class Session: Sendable {
  enum Phase: Sendable {
    case reading
    case writing
    case committed
    case failed
  }

  let id: hid_t
  /// The file, as the caller named it.
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
    guard phase == .reading || phase == .writing else { return }
    Library.locked {
      // What cannot be flushed cannot be closed either; see fail().
      guard phase == .reading || H5Fflush(id, H5F_SCOPE_GLOBAL) >= 0 else { return fail() }
      H5Fclose(id)
      draft?.discard()
    }
  }

  var phase: Phase { state.withLock { $0 } }

  /// Sees that the file can still be used.
  func checkOpen(at place: HDF5Place) throws(HDF5Error) {
    switch phase {
    case .reading, .writing: return
    case .committed:
      throw place.failure(
        .notWritable, expected: "an open file", found: "one already committed",
        advice: "open it again for reading")
    case .failed:
      throw place.failure(
        .notWritable, expected: "an open file", found: "one that could not be written earlier",
        advice: "create it anew")
    }
  }

  /// Closes one of the file's objects; inside the lock.
  func close(_ object: hid_t) {
    switch phase {
    case .reading: H5Idec_ref(object)
    case .writing:
      let isDataset = H5Iget_type(object) == H5I_DATASET
      guard !isDataset || H5Dflush(object) >= 0 else { return fail() }
      H5Idec_ref(object)
    // The objects of a committed file are closed; those of a failed one are never touched again.
    case .committed, .failed: return
    }
  }

  /// Closes a file being written and gives it its name; inside the lock.
  func commit() throws(HDF5Error) {
    guard let draft else { return }
    let place = HDF5Place(file: name, path: "/")
    guard H5Fflush(id, H5F_SCOPE_GLOBAL) >= 0 else { throw place.refusal("to write the file") }
    // A child process started meanwhile has inherited the open file, and would keep it locked beyond the close.
    if let descriptor { flock(descriptor, LOCK_UN) }
    guard H5Fclose(id) >= 0 else { throw place.refusal("to write the file") }
    state.withLock { $0 = .committed }
    try draft.publish(at: place)
  }

  /// Abandons a file that could not be written; inside the lock.
  ///
  /// libhdf5 cannot close what it cannot write: it fails again, and keeps half-freed objects that
  /// crash it later. So the file and its objects stay open in the library, without a name and
  /// without contents, never to be touched again.
  func fail() {
    guard phase == .writing else { return }
    state.withLock { $0 = .failed }
    draft?.discard()
    if let descriptor { ftruncate(descriptor, 0) }
  }

  /// What the system calls the open file; inside the lock.
  private var descriptor: Int32? {
    var handle: UnsafeMutableRawPointer?
    guard H5Fget_vfd_handle(id, h5_default_list(), &handle) >= 0 else { return nil }
    return handle?.load(as: Int32.self)
  }
}
