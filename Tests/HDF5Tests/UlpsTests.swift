import TestSupport
import Testing

/// The distance that tests of numbers measure with.
@Suite struct `Distances in ulps` {
  @Test func `of neighbours, signs and powers of two`() {
    #expect(ulps(1 as Float, 1) == 0)
    #expect(ulps(1 as Float, (1 as Float).nextUp) == 1)
    #expect(ulps((2 as Float).nextDown, 2) == 1)
    #expect(ulps(1 as Double, 2) == 1 << 52)
    #expect(ulps(Double.leastNonzeroMagnitude, -.leastNonzeroMagnitude) == 2)
    #expect(ulps(Float.greatestFiniteMagnitude, .infinity) == 1)
    #expect(ulps(-Double.infinity, .infinity) == Int.max)
    #expect(ulps(-Float.infinity, .infinity) == 2 * 0x7f80_0000)
  }

  @Test func `of zeros and NaN`() {
    #expect(ulps(0 as Float, -0.0) == 0)
    #expect(ulps(0 as Float, -0.0, signedZeros: true) == 1)
    #expect(ulps(0 as Double, -0.0) == 0)
    #expect(ulps(0 as Double, -0.0, signedZeros: true) == 1)
    #expect(ulps(Float.nan, -.signalingNaN) == 0)
    #expect(ulps(Double.nan, 1) == Int.max)
    #expect(ulps(1 as Float, .nan) == Int.max)
  }

  @Test func `through the oracle`() throws {
    let oracle = try Oracle("interop")
    #expect(try oracle.shape("big/float64") == [7, 5])
    #expect(try oracle.doubles("big/float64")[0] == -17.0 / 8)
    #expect(try oracle.floats("little/int16")[34] == 17)
    #expect(try oracle.integers("little/int16")[34] == 17)
    #expect(try oracle.strings("scalar/text") == ["only"])
    #expect(try oracle.names("scalar") == ["bool", "float", "integer", "one_element", "text"])
    #expect(try oracle.names().contains("scalar"))
  }
}
