// The one text of a number: what result tables, golden files and digests of text are made of.
//
// - The shortest decimal digits that read back as the same number, '.' as the point, no grouping, in any
//   locale. Of several shortest ones, the one closest to the number.
// - Plain notation for sizes from 0.0001 up to 2⁵³ (Double) or 2²⁴ (Float), as far as every integer is
//   exact, with ".0" after an integer; outside, an exponent with a sign and at least two digits:
//   `0.1`, `3.0`, `1e-05`, `1e+16`, `9.007199254740994e+15`, `5e-324`.
// - Negative zero keeps its sign, since its bits differ from zero's; every NaN is `nan`; infinities are
//   `inf` and `-inf`.
//
// The digits come from the standard library's own conversion, which is not the C library's.

/// The shortest text that reads back as the same Double.
public func canonical(_ number: Double) -> String {
  number.isNaN ? "nan" : number.description
}

/// The shortest text that reads back as the same Float.
public func canonical(_ number: Float) -> String {
  number.isNaN ? "nan" : number.description
}

/// The decimal text of an integer: an optional minus sign, digits, no leading zeros.
public func canonical(_ number: Int) -> String {
  number.description
}

#if !hasFeature(Embedded)
  // Reading needs the standard library's number parser, which Embedded Swift does not carry.

  extension Double {
    /// The number whose canonical text this is, bit for bit; `nil` for any other text.
    ///
    /// Strict on purpose: "1", "0.10", "1E5" and " 1.0" name numbers too, but are nobody's canonical
    /// text, and a file that holds them was not written by this code.
    public init?(canonical text: String) {
      guard let number = Double(text), Exact.canonical(number) == text else { return nil }
      self = number
    }
  }

  extension Float {
    /// The number whose canonical text this is, bit for bit; `nil` for any other text.
    public init?(canonical text: String) {
      guard let number = Float(text), Exact.canonical(number) == text else { return nil }
      self = number
    }
  }

  extension Int {
    /// The integer whose canonical text this is; `nil` for any other text, such as "+1" or "01".
    public init?(canonical text: String) {
      guard let number = Int(text), Exact.canonical(number) == text else { return nil }
      self = number
    }
  }
#endif
