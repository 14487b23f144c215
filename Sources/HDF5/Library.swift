import CHDF5
import Synchronization

/// The one door to libhdf5, which is not safe to enter twice at a time.
///
/// Every call into the library happens inside ``locked(_:)``. The lock is not recursive, so code
/// inside it neither takes it again nor lets the last reference to a ``HDF5Node`` go.
enum Library {
  private static let lock: Mutex<Void> = {
    // At exit the library would go back to files it failed to write, and crash. This module closes
    // what it opens, so nothing is lost without that.
    H5dont_atexit()
    return Mutex(())
  }()

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
  ///
  /// A missing filter comes before these, which tell of folders searched for it.
  static func complaint() -> String {
    var words: [String] = []
    withUnsafeMutablePointer(to: &words) { words in
      _ = H5Ewalk2(
        h5_default_errors(), H5E_WALK_UPWARD,
        { _, record, words in
          if let text = record?.pointee.desc {
            words?.assumingMemoryBound(to: [String].self).pointee.append(String(cString: text))
          }
          return 0
        }, words)
    }
    return brief(words.first { $0.contains("not registered") } ?? words.first ?? "")
  }

  /// A message of the library about a file without the names, times and numbers that follow it:
  /// "file write failed: time = …, error message = 'No space left on device', …".
  private static func brief(_ words: String) -> String {
    let parts = words.split(separator: "error message = '", maxSplits: 1)
    guard parts.count == 2, let head = words.split(separator: ":").first,
      let reason = parts[1].split(separator: "'").first
    else { return words }
    return "\(head): \(reason)"
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

  deinit {
    // Giving back is a call of its own and would wipe out what is known of an earlier failure.
    let failure = H5Eget_num(h5_default_errors()) > 0 ? H5Eget_current_stack() : -1
    H5Idec_ref(raw)
    if failure >= 0 { H5Eset_current_stack(failure) }
  }

  /// Hands the identifier over to an owner that will give it back itself.
  consuming func release() -> hid_t {
    let raw = raw
    discard self
    return raw
  }
}
