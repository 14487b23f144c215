// Prints one line a part of `Exact`: its name and the digest of what it computes here.
// Built twice: as an ordinary program, and with Embedded Swift for other instruction sets.

#if DEBUG
  import Engine

  // `portable infinity`: a debug build ends where an operation makes a number that is not finite.
  if CommandLine.arguments.dropFirst().first == "infinity" {
    _ = Tensor([1, 0], shape: [2], in: Pool()).log()
  }
#endif

for section in sections {
  var fingerprint = Fingerprint()
  section.compute(&fingerprint)
  print("\(section.name) \(fingerprint.digest)")
}
