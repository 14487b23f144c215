// Prints one line a part of `Exact`: its name and the digest of what it computes here.
// Built twice: as an ordinary program, and with Embedded Swift for other instruction sets.

for section in sections {
  var fingerprint = Fingerprint()
  section.compute(&fingerprint)
  print("\(section.name) \(fingerprint.digest)")
}
