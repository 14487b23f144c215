/// The SHA-256 hash of bytes that may come in pieces.
///
/// ```swift
/// var hash = SHA256()
/// hash.update(header)
/// hash.update(body)
/// print(hash.finalize())
/// ```
///
/// How the bytes are cut into pieces makes no difference. Plain integer code, the same on every machine.
/// Source: FIPS 180-4, *Secure Hash Standard*, sections 4.1.2, 5.1.1, 5.3.3 and 6.2.
public struct SHA256: Sendable {
  private var state: SIMD8<UInt32>
  /// Bytes of an unfinished block; the first `length % 64` of them count.
  private var pending = SIMD64<UInt8>()
  /// How many bytes were taken in so far.
  private var length: UInt64 = 0

  /// Starts the hash of an empty message.
  public init() {
    // FIPS 180-4, section 5.3.3.
    state = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
      0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
  }

  /// The digest of a whole message.
  public static func digest(_ bytes: [UInt8]) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The digest of a text's UTF-8 bytes.
  public static func digest(_ text: String) -> Digest {
    var hash = SHA256()
    hash.update(text)
    return hash.finalize()
  }

  /// Appends bytes to the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard var next = bytes.baseAddress, bytes.count > 0 else { return }
    var left = bytes.count
    let held = Int(truncatingIfNeeded: length & 63)
    length &+= UInt64(bytes.count)
    if held > 0 {
      let taken = min(64 - held, left)
      hold(next, count: taken, at: held)
      next += taken
      left -= taken
      guard held + taken == 64 else { return }
      compressPending()
    }
    let blocks = left / 64
    if blocks > 0 { compress(next, blocks: blocks) }
    next += blocks * 64
    left -= blocks * 64
    if left > 0 { hold(next, count: left, at: 0) }
  }

  /// Appends bytes to the message.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends bytes to the message.
  public mutating func update(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends the UTF-8 bytes of a text to the message, without their count.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// Appends a number's bytes, least significant first.
  public mutating func update(littleEndian number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { update($0) }
  }

  /// Appends one byte to the message.
  public mutating func update(byte: UInt8) {
    withUnsafeBytes(of: byte) { update($0) }
  }

  /// The digest of the message so far; more may still be appended to this value afterwards.
  public func finalize() -> Digest {
    var padded = self
    padded.pad()
    var bytes = SIMD32<UInt8>()
    for position in 0..<32 {
      let shift = UInt32(truncatingIfNeeded: 24 - 8 * (position & 3))
      bytes[position] = UInt8(truncatingIfNeeded: padded.state[position >> 2] >> shift)
    }
    return Digest(bytes: bytes)
  }

  /// One set bit, zeros, and the message's length in bits as the last eight bytes of a block.
  private mutating func pad() {
    let held = Int(truncatingIfNeeded: length & 63)
    withUnsafeBytes(of: padding) { bytes in
      guard let first = bytes.baseAddress else { return }
      hold(first, count: 64 - held, at: held)
      guard held >= 56 else { return }
      // No room left for the length: it goes into a block of its own.
      compressPending()
      hold(first + 1, count: 56, at: 0)
    }
    withUnsafeBytes(of: (length &<< 3).bigEndian) { bytes in
      guard let first = bytes.baseAddress else { return }
      hold(first, count: 8, at: 56)
    }
    compressPending()
  }

  /// Copies bytes into the unfinished block.
  private mutating func hold(_ bytes: UnsafeRawPointer, count: Int, at offset: Int) {
    withUnsafeMutableBytes(of: &pending) { block in
      guard let first = block.baseAddress else { return }
      (first + offset).copyMemory(from: bytes, byteCount: count)
    }
  }

  private mutating func compressPending() {
    let block = pending
    withUnsafeBytes(of: block) { bytes in
      guard let first = bytes.baseAddress else { return }
      compress(first, blocks: 1)
    }
  }

  private mutating func compress(_ bytes: UnsafeRawPointer, blocks: Int) {
    roundConstants.withUnsafeBufferPointer { constants in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        guard let words = schedule.baseAddress, let constants = constants.baseAddress else {
          return
        }
        for block in 0..<blocks {
          expand(bytes + block &* 64, words, constants)
          state = advanced(state, words)
        }
      }
    }
  }
}

/// A set bit and zeros.
private var padding: SIMD64<UInt8> {
  var bytes = SIMD64<UInt8>()
  bytes[0] = 0x80
  return bytes
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
///
/// FIPS 180-4, section 4.2.2.
private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
  0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
  0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
  0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
  0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
  0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
  0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
  0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
  0xc671_78f2,
]

@inline(__always)
private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
  (word &>> count) | (word &<< (32 &- count))
}

/// Writes the 64 words of a block's message schedule.
@inline(__always)
private func expand(
  _ block: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt32>,
  _ constants: UnsafePointer<UInt32>
) {
  for position in 0..<16 {
    words[position] = UInt32(
      bigEndian: block.loadUnaligned(fromByteOffset: position &* 4, as: UInt32.self))
  }
  for position in 16..<64 {
    let near = words[position &- 2]
    let far = words[position &- 15]
    words[position] =
      words[position &- 16] &+ words[position &- 7]
      &+ (rotate(far, 7) ^ rotate(far, 18) ^ (far &>> 3))
      &+ (rotate(near, 17) ^ rotate(near, 19) ^ (near &>> 10))
  }
  for position in 0..<64 { words[position] = words[position] &+ constants[position] }
}

/// The state after one block, whose schedule plus round constants is `words`.
///
/// Eight rounds bring every variable back to its own place, so the loop takes eight at a time.
@inline(__always)
private func advanced(
  _ state: SIMD8<UInt32>, _ words: UnsafeMutablePointer<UInt32>
) -> SIMD8<UInt32> {
  var a = state[0]
  var b = state[1]
  var c = state[2]
  var d = state[3]
  var e = state[4]
  var f = state[5]
  var g = state[6]
  var h = state[7]
  var position = 0
  while position < 64 {
    round(a, b, c, &d, e, f, g, &h, words[position])
    round(h, a, b, &c, d, e, f, &g, words[position &+ 1])
    round(g, h, a, &b, c, d, e, &f, words[position &+ 2])
    round(f, g, h, &a, b, c, d, &e, words[position &+ 3])
    round(e, f, g, &h, a, b, c, &d, words[position &+ 4])
    round(d, e, f, &g, h, a, b, &c, words[position &+ 5])
    round(c, d, e, &f, g, h, a, &b, words[position &+ 6])
    round(b, c, d, &e, f, g, h, &a, words[position &+ 7])
    position &+= 8
  }
  return state &+ SIMD8(a, b, c, d, e, f, g, h)
}

/// One round: the new `e` goes where `d` was, the new `a` where `h` was.
@inline(__always)
private func round(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
  _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
) {
  let choice = g ^ (e & (f ^ g))
  let majority = (a & b) | (c & (a | b))
  let mixed = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ word
  d = d &+ mixed
  h = mixed &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
}
