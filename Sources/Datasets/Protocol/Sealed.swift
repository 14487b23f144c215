import Synchronization

/// A model that was fitted and selected without the test data, and will not change any more.
///
/// Being handed one is what opens a ``Sealed`` split: the type of a model still being trained should not
/// conform.
public protocol SelectedModel {}

/// Data that may be seen once, after a model has been selected.
///
/// ```swift
/// let fitted = try model.fit(windows.train, validation: windows.validation)  // a SelectedModel
/// let test = windows.test.open(for: fitted)
/// ```
public final class Sealed<Value: Sendable>: Sendable {
  private let value: Value
  private let isOpened = Mutex(false)

  /// Seals a value.
  public init(_ value: Value) { self.value = value }

  /// The value, for a model that has been selected; the program stops when asked a second time.
  public func open(for model: some SelectedModel) -> Value {
    let isSecond = isOpened.withLock { isOpened in
      defer { isOpened = true }
      return isOpened
    }
    guard !isSecond else {
      fatalError(
        "a test split is opened a second time, for \(type(of: model)): a second look would let "
          + "the choice of a model depend on the test; split again for another model")
    }
    return value
  }
}

/// Counts that every sample is scored, and none twice.
public struct ScoreTally: Sendable {
  private var times: [UInt8]

  /// A tally of so many samples, none scored yet.
  public init(count: Int) { times = [UInt8](repeating: 0, count: count) }

  /// Notes that some samples were scored.
  public mutating func score(_ samples: some Sequence<Int>) {
    for sample in samples { times[sample] = min(2, times[sample] + 1) }
  }

  /// Samples that were not scored.
  public var missing: Int { times.count { $0 == 0 } }

  /// Samples that were scored more than once.
  public var repeated: Int { times.count { $0 > 1 } }

  /// Stops the program unless every sample was scored exactly once.
  public func requireComplete() {
    guard missing == 0, repeated == 0 else {
      fatalError(
        "scores of \(times.count) samples: expected each once, "
          + "\(missing) are missing and \(repeated) are there twice")
    }
  }
}
