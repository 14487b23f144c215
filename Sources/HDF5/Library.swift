import CHDF5
import Synchronization

/// The one door to libhdf5, which is not safe to enter twice at a time.
///
/// Every call into the library happens inside ``locked(_:)``. The lock is not recursive, so code
/// inside it neither takes it again nor lets the last reference to a ``HDF5Node`` go.
enum Library {
  private static let lock = Mutex(())

  /// Runs `body` alone in the library, with the library's own error printing off.
  static func locked<Result: Sendable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try lock.withLock { _ throws(Failure) -> Result in
      // A library built for threads keeps one error stack a thread, so this is said every time.
      H5Eset_auto2(h5_default_errors(), nil, nil)
      return try body()
    }
  }

  /// What the library said about the failure just seen, in its innermost words; "" when nothing.
  static func complaint() -> String {
    var words = ""
    withUnsafeMutablePointer(to: &words) { words in
      _ = H5Ewalk2(
        h5_default_errors(), H5E_WALK_UPWARD,
        { depth, record, words in
          if depth == 0, let text = record?.pointee.desc {
            words?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          }
          return 0
        }, words)
    }
    return words
  }
}

/// An identifier of the library that is given back when its owner goes out of scope.
///
/// Lives and dies inside ``Library/locked(_:)``.
struct Identifier: ~Copyable {
  let raw: hid_t

  /// Takes over what a library call returned; nil when the call failed.
  init?(_ raw: hid_t) {
    guard raw >= 0 else { return nil }
    self.raw = raw
  }

  deinit { H5Idec_ref(raw) }

  /// Hands the identifier over to an owner that will give it back itself.
  consuming func release() -> hid_t {
    let raw = raw
    discard self
    return raw
  }
}
