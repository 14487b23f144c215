/// An address in the space of random numbers, and the only source of randomness.
///
/// A key is a value. It never changes by drawing: every draw is a pure function of a key and an index.
/// Other keys are derived from it by names and by numbers, so what one part of a program draws never
/// depends on who else drew, on order or on threads:
///
/// ```swift
/// let key = Key(seed: 42)
/// let mask = key["dropout"][epoch][layer]   // a stream for each epoch and layer
/// let first = mask.uniform(at: 0)           // the same number whenever it is asked for
/// ```
///
/// Draws of different kinds from one key at the same indices use the same random words: derive a key for
/// each purpose.
///
/// ## The scheme, version 1
/// A key's state is 128 bits: `cipher`, the key of ``Philox``, and `stream`, the upper half of its
/// counter. The lower half is the number of the block drawn, so `stream` and block number together are
/// the counter's four words, least significant first.
///
/// A child's state is the first 16 bytes of the SHA-256 digest of these bytes, one after another:
/// 1. the eight ASCII bytes `assaykey`, and one byte with the scheme's version;
/// 2. the parent's state: `cipher`, then `stream`, each as eight bytes, least significant first;
/// 3. one byte for the kind of step: 0 seed, 1 name, 2 index;
/// 4. the name's UTF-8 bytes as they are (no normalisation, no count), or the seed or index as eight
///    bytes in two's complement, least significant first.
///
/// Digest bytes 0...7 are the child's `cipher`, bytes 8...15 its `stream`, least significant byte first.
/// The key of a seed is the child of the all-zero state by the step `seed`.
public struct Key: Sendable, Equatable {
  /// The version of the derivation scheme, which is part of every derived state.
  public static let schemeVersion: UInt8 = 1

  /// The key of the block function.
  public let cipher: UInt64
  /// The upper half of the block function's counter.
  public let stream: UInt64

  /// The key with a given state, for tests against published numbers; others start at a seed.
  @inlinable
  public init(cipher: UInt64, stream: UInt64) {
    self.cipher = cipher
    self.stream = stream
  }

  /// The key at the root of everything drawn for a seed.
  public init(seed: UInt64) {
    self = Key(cipher: 0, stream: 0).child(.seed) { $0.update(littleEndian: seed) }
  }

  /// The key derived by a name; names that differ in any byte lead to unrelated keys.
  public subscript(name: String) -> Key {
    child(.name) { $0.update(name) }
  }

  /// The key derived by a number, which may be negative; index 0 and name "0" are unrelated.
  public subscript(index: Int) -> Key {
    child(.index) { $0.update(littleEndian: UInt64(bitPattern: Int64(index))) }
  }

  /// The stream that attempt number `attempt` of a rejection sampler reads, at its own index.
  ///
  /// The same cipher, `attempt` streams further. A draw that needs more words than its index owns takes
  /// them from here, so no draw depends on how many words another one took.
  @inlinable @inline(__always)
  public func attempt(_ attempt: UInt64) -> Key {
    Key(cipher: cipher, stream: stream &+ attempt)
  }

  private enum Step: UInt8 {
    case seed = 0
    case name = 1
    case index = 2
  }

  private func child(_ step: Step, _ payload: (inout SHA256) -> Void) -> Key {
    var hash = SHA256()
    hash.update("assaykey")
    hash.update(byte: Key.schemeVersion)
    hash.update(littleEndian: cipher)
    hash.update(littleEndian: stream)
    hash.update(byte: step.rawValue)
    payload(&hash)
    let digest = hash.finalize()
    return Key(cipher: digest.word(at: 0), stream: digest.word(at: 8))
  }
}
