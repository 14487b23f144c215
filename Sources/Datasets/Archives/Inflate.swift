/// Unpacks bytes packed by DEFLATE (RFC 1951), the method inside gzip and zip files.
struct Inflate {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// Bits taken from the bytes and not used yet, the next one lowest.
  private var bits: UInt64 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let limit: Int

  /// Why bytes cannot be unpacked, in words.
  struct Failure: Error {
    let found: String
  }

  private init(_ bytes: ArraySlice<UInt8>, limit: Int) {
    self.bytes = bytes
    position = bytes.startIndex
    self.limit = limit
  }

  /// The unpacked bytes, at most `limit` of them, and where what follows the packed ones begins.
  static func unpack(
    _ bytes: ArraySlice<UInt8>, limit: Int
  ) throws(Failure) -> (output: [UInt8], end: Int) {
    var inflate = Inflate(bytes, limit: limit)
    repeat {} while try inflate.block() == false
    // Bits of whole bytes that were taken ahead of time belong to what follows.
    return (inflate.output, inflate.position - inflate.bitCount / 8)
  }

  // MARK: - Blocks

  /// Unpacks one block; whether it is the last one.
  private mutating func block() throws(Failure) -> Bool {
    let isLast = try take(1) == 1
    switch try take(2) {
    case 0: try stored()
    case 1: try compressed(Inflate.fixedLiterals, Inflate.fixedDistances)
    case 2:
      let (literals, distances) = try tables()
      try compressed(literals, distances)
    default: throw Failure(found: "a block of an unknown kind")
    }
    return isLast
  }

  private mutating func stored() throws(Failure) {
    _ = try take(bitCount % 8)
    let (length, complement) = (try take(16), try take(16))
    guard length ^ complement == 0xffff else {
      throw Failure(found: "a stored block of contradicting length")
    }
    for _ in 0..<length { try put(UInt8(take(8))) }
  }

  private mutating func compressed(
    _ literals: HuffmanTable, _ distances: HuffmanTable
  ) throws(Failure) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        try put(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol < 286 else { throw Failure(found: "an unknown length") }
      let length = try Inflate.lengths[symbol - 257] + take(Inflate.lengthBits[symbol - 257])
      let code = try self.symbol(distances)
      guard code < 30 else { throw Failure(found: "an unknown distance") }
      let distance = try Inflate.distances[code] + take(Inflate.distanceBits[code])
      guard distance <= output.count else {
        throw Failure(found: "a distance beyond the start of the text")
      }
      for _ in 0..<length { try put(output[output.count - distance]) }
    }
  }

  /// The codes that a block brings with it, themselves packed.
  private mutating func tables() throws(Failure) -> (HuffmanTable, HuffmanTable) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let metaCount = try take(4) + 4
    var meta = [Int](repeating: 0, count: 19)
    for place in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].prefix(
      metaCount)
    {
      meta[place] = try take(3)
    }
    let table = try HuffmanTable(meta)
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      switch try symbol(table) {
      case let length where length < 16: lengths.append(length)
      case 16:
        guard let last = lengths.last else { throw Failure(found: "nothing to repeat") }
        lengths += [Int](repeating: last, count: try take(2) + 3)
      case 17: lengths += [Int](repeating: 0, count: try take(3) + 3)
      default: lengths += [Int](repeating: 0, count: try take(7) + 11)
      }
    }
    guard lengths.count == literalCount + distanceCount else {
      throw Failure(found: "more lengths of codes than announced")
    }
    return (
      try HuffmanTable(Array(lengths[..<literalCount])),
      try HuffmanTable(Array(lengths[literalCount...]))
    )
  }

  // MARK: - Bits

  private mutating func refill(_ count: Int) {
    while bitCount < count, position < bytes.endIndex {
      bits |= UInt64(bytes[position]) << UInt64(bitCount)
      position += 1
      bitCount += 8
    }
  }

  private mutating func take(_ count: Int) throws(Failure) -> Int {
    refill(count)
    guard bitCount >= count else { throw Failure(found: "an end too early") }
    let taken = Int(bits & (1 << UInt64(count) - 1))
    bits >>= UInt64(count)
    bitCount -= count
    return taken
  }

  private mutating func symbol(_ table: HuffmanTable) throws(Failure) -> Int {
    refill(HuffmanTable.longest)
    let entry = table.entries[Int(bits & UInt64(HuffmanTable.mask))]
    let length = Int(entry & 15)
    guard length > 0 else { throw Failure(found: "a code that means nothing") }
    guard length <= bitCount else { throw Failure(found: "an end too early") }
    bits >>= UInt64(length)
    bitCount -= length
    return Int(entry >> 4)
  }

  private mutating func put(_ byte: UInt8) throws(Failure) {
    guard output.count < limit else { throw Failure(found: "more than \(limit) bytes inside") }
    output.append(byte)
  }

  // MARK: - Constants of RFC 1951, section 3.2.5

  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let lengths: [Int] = {
    var lengths = [3]
    for bits in lengthBits.dropLast(2) { lengths.append(lengths[lengths.count - 1] + 1 << bits) }
    return lengths + [258]
  }()
  private static let distanceBits = (0..<30).map { max(0, $0 / 2 - 1) }
  private static let distances: [Int] = {
    var distances = [1]
    for bits in distanceBits.dropLast() {
      distances.append(distances[distances.count - 1] + 1 << bits)
    }
    return distances
  }()
  private static let fixedLiterals = HuffmanTable(
    complete: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  private static let fixedDistances = HuffmanTable(complete: [Int](repeating: 5, count: 32))
}

/// A table that tells from the next fifteen bits which symbol they begin with, and of how many bits it is.
private struct HuffmanTable {
  static let longest = 15
  static let mask = 1 << longest - 1

  /// The symbol times 16, plus the length of its code; 0 where no code fits.
  private(set) var entries = [UInt16](repeating: 0, count: mask + 1)

  /// The canonical code whose symbols have codes of these lengths, 0 for none.
  init(_ lengths: [Int]) throws(Inflate.Failure) {
    let taken = lengths.reduce(0) { $1 == 0 ? $0 : $0 + 1 << (HuffmanTable.longest - $1) }
    guard taken <= HuffmanTable.mask + 1 else {
      throw Inflate.Failure(found: "more codes than fit")
    }
    self.init(complete: lengths)
  }

  init(complete lengths: [Int]) {
    var code = 0
    for length in 1...HuffmanTable.longest {
      code <<= 1
      for (symbol, _) in lengths.enumerated().filter({ $0.element == length }) {
        // The first bit of a code is the lowest one.
        var reversed = 0
        for bit in 0..<length where code >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
        for entry in stride(from: reversed, through: HuffmanTable.mask, by: 1 << length) {
          entries[entry] = UInt16(symbol << 4 | length)
        }
        code += 1
      }
    }
  }
}
