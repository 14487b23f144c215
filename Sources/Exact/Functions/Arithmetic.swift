/// `a b + c` with one rounding.
@inlinable @inline(__always)
func fused(_ a: Float, _ b: Float, _ c: Float) -> Float { c.addingProduct(a, b) }

/// `a b + c` with one rounding.
@inlinable @inline(__always)
func fused(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

/// The magnitude of `y` with the sign bit of `x`.
@inlinable @inline(__always)
func withSign(of x: Float, _ y: Float) -> Float {
  Float(bitPattern: (x.bitPattern & 0x8000_0000) | (y.bitPattern & 0x7fff_ffff))
}

/// `x`, or `low` where `x` is less; NaN stays.
@inlinable @inline(__always)
func atLeast(_ low: Float, _ x: Float) -> Float { x < low ? low : x }

/// `x`, or `high` where `x` is more; NaN stays.
@inlinable @inline(__always)
func atMost(_ high: Float, _ x: Float) -> Float { x > high ? high : x }

/// Two to the `exponent`, which must lie in the range of normal numbers, -126 through 127.
@inlinable @inline(__always)
func powerOfTwo(_ exponent: Int32) -> Float {
  Float(bitPattern: UInt32(bitPattern: (exponent &+ 127) &<< 23))
}
