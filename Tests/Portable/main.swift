// Prints one line a part of `Exact`: its name and the digest of what it computes here.
// Built twice: as an ordinary program, and with Embedded Swift for other instruction sets.

for section in sections {
  var fingerprint = Fingerprint()
  section.compute(&fingerprint)
  print("\(section.name) \(hexadecimal(fingerprint.state))")
}

func hexadecimal(_ word: UInt64) -> String {
  let digits: [UInt8] = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for position in 0..<16 {
    text.append(digits[Int(word >> UInt64(60 - 4 * position) & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
