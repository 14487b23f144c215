import Exact
import Foundation
import TestSupport
import Testing

struct Float32FunctionTests {
  @Test(arguments: float32Cases)
  func `a function keeps its bound`(_ function: Float32Case) {
    let inputs = stratifiedFloats() + float32Specials + function.switches.flatMap(neighbours)
    var worst = (error: -1.0, x: Float(0), y: Float(0), truth: 0.0)
    for x in inputs {
      let y = function.scalar(x)
      let truth = function.truth(Double(x))
      let error = distanceInUlps(y, from: truth)
      if error > worst.error { worst = (error, x, y, truth) }
    }
    #expect(
      worst.error <= function.bound,
      "\(function)(\(worst.x)) gave \(worst.y), truth \(worst.truth): \(worst.error) ulp")
  }

  @Test(arguments: float32Cases)
  func `hard cases are within the bound of the correctly rounded value`(
    _ function: Float32Case
  ) throws {
    let oracle = try Oracle("float32_functions")
    let inputs = try oracle.floats("\(function)/input")
    let values = try oracle.floats("\(function)/value")
    #expect(inputs.count == values.count && inputs.count > 100)
    for (x, value) in zip(inputs, values) {
      let y = function.scalar(x)
      let distance = ulps(y, value, signedZeros: true)
      #expect(
        distance <= Int(function.bound),
        "\(function)(\(x)) gave \(y), correctly rounded \(value): \(distance) ulp")
    }
  }

  @Test(arguments: float32Cases)
  func `the array form gives the bits of the scalar form`(_ function: Float32Case) {
    let all =
      float32Specials + function.switches.flatMap(neighbours)
      + (0..<40_000).map { Float(bitPattern: UInt32(truncatingIfNeeded: scramble($0))) }
    let counts = Array(0...33) + [255, 256, 257, 1023, all.count]
    for count in counts {
      let x = Array(all.suffix(count))
      let expected = x.map { function.scalar($0) }
      var apart = [Float](repeating: -77, count: count + 1)
      function.array(x, &apart, count)
      var inPlace = x + [-77]
      inPlace.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { function.array(base, base, count) }
      }
      for i in 0..<count {
        #expect(
          same(apart[i], expected[i]) && same(inPlace[i], expected[i]),
          "\(function)(\(x[i])), element \(i) of \(count): \(apart[i]), \(inPlace[i]), \(expected[i])"
        )
      }
      #expect(apart[count] == -77 && inPlace[count] == -77, "\(function): beyond \(count)")
    }
  }

  @Test(arguments: ["tanh", "erf", "sin", "cos"])
  func `symmetry holds to the bit`(name: String) throws {
    let function = try #require(float32Cases.first { $0.name == name })
    let sign: Float = name == "cos" ? 1 : -1
    let broken = stratifiedFloats().first {
      !same(function.scalar(-$0), sign * function.scalar($0))
    }
    #expect(broken == nil, "\(name) at \(broken ?? 0)")
  }

  @Test(arguments: [
    "exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus", "erf",
  ])
  func `a rising function never falls between strata`(name: String) throws {
    let function = try #require(float32Cases.first { $0.name == name })
    let positive = stratifiedFloats().filter { $0.sign == .plus && !$0.isNaN }
    var last = -Float.infinity
    for x in positive.reversed().map({ -$0 }) + positive {
      let y = function.scalar(x)
      if y.isNaN { continue }
      #expect(y >= last, "\(name) falls to \(y) at \(x) from \(last)")
      last = y
    }
  }

  @Test func `a sigmoid and its mirror image make one`() {
    for x in stratifiedFloats() where !x.isNaN {
      let sum = Exact.sigmoid(x) + Exact.sigmoid(-x)
      #expect((sum - 1).magnitude <= 0x1p-23, "sigmoid(\(x)) + sigmoid(\(-x)) = \(sum)")
    }
  }

  @Test func `the derivative of gelu is right and its value that of gelu`() {
    let inputs = stratifiedFloats() + float32Specials
    var values = [Float](repeating: 0, count: inputs.count)
    var slopes = values
    Exact.geluWithDerivative(inputs, to: &values, derivative: &slopes, count: inputs.count)
    var worst = (error: -1.0, x: Float(0))
    for (i, x) in inputs.enumerated() {
      let pair = Exact.geluWithDerivative(x)
      #expect(same(pair.value, Exact.gelu(x)) && same(pair.value, values[i]), "gelu at \(x)")
      #expect(same(pair.derivative, slopes[i]), "derivative at \(x)")
      #expect(pair.derivative.isNaN == x.isNaN, "derivative at \(x)")
      let error = (Double(slopes[i]) - Float32Truth.geluDerivative(Double(x))).magnitude
      if error > worst.error { worst = (error, x) }
    }
    #expect(worst.error <= 3e-7, "derivative at \(worst.x) is off by \(worst.error)")
    var inPlace = Array(inputs.prefix(1001))
    inPlace.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      Exact.geluWithDerivative(base, to: base, derivative: &slopes, count: 1001)
    }
    #expect(zip(inPlace, values).allSatisfy(same))
  }

  @Test func `limits and exact values`() {
    let table: [(String, Float, Float)] = [
      ("exp(-inf)", Exact.exp(-Float.infinity), 0), ("exp(0)", Exact.exp(Float(0)), 1),
      ("exp(-0)", Exact.exp(-Float(0)), 1), ("exp(inf)", Exact.exp(Float.infinity), .infinity),
      ("expm1(-inf)", Exact.expm1(-Float.infinity), -1),
      ("expm1(-0)", Exact.expm1(-Float(0)), -0.0),
      ("log(0)", Exact.log(Float(0)), -.infinity), ("log(-0)", Exact.log(-Float(0)), -.infinity),
      ("log(1)", Exact.log(Float(1)), 0), ("log(-1)", Exact.log(Float(-1)), .nan),
      ("log(-inf)", Exact.log(-Float.infinity), .nan),
      ("log1p(-1)", Exact.log1p(Float(-1)), -.infinity),
      ("log1p(-2)", Exact.log1p(Float(-2)), .nan), ("log1p(-0)", Exact.log1p(-Float(0)), -0.0),
      ("tanh(inf)", Exact.tanh(Float.infinity), 1), ("tanh(-inf)", Exact.tanh(-Float.infinity), -1),
      ("tanh(-0)", Exact.tanh(-Float(0)), -0.0),
      ("sigmoid(-inf)", Exact.sigmoid(-Float.infinity), 0),
      ("sigmoid(0)", Exact.sigmoid(Float(0)), 0.5),
      ("sigmoid(inf)", Exact.sigmoid(Float.infinity), 1),
      ("softplus(-inf)", Exact.softplus(-Float.infinity), 0),
      ("softplus(inf)", Exact.softplus(Float.infinity), .infinity),
      ("erf(inf)", Exact.erf(Float.infinity), 1), ("erf(-0)", Exact.erf(-Float(0)), -0.0),
      ("gelu(inf)", Exact.gelu(Float.infinity), .infinity),
      ("gelu(-inf)", Exact.gelu(-Float.infinity), -0.0), ("gelu(0)", Exact.gelu(Float(0)), 0),
      ("gelu(-0)", Exact.gelu(-Float(0)), -0.0),
      ("gelu'(inf)", Exact.geluWithDerivative(Float.infinity).derivative, 1),
      ("gelu'(0)", Exact.geluWithDerivative(Float(0)).derivative, 0.5),
      ("silu(-inf)", Exact.silu(-Float.infinity), -0.0), ("silu(-0)", Exact.silu(-Float(0)), -0.0),
      ("sin(-0)", Exact.sin(-Float(0)), -0.0), ("sin(inf)", Exact.sin(Float.infinity), .nan),
      ("cos(0)", Exact.cos(Float(0)), 1), ("cos(-inf)", Exact.cos(-Float.infinity), .nan),
    ]
    for (name, y, expected) in table {
      #expect(same(y, expected), "\(name) gave \(y), expected \(expected)")
    }
    for function in float32Cases {
      #expect(function.scalar(.nan).isNaN, "\(function)(nan)")
    }
  }
}

struct Float32PairTests {
  @Test func `pow and atan2 follow C99 on every pair of special values`() {
    let values = float32Specials + [-3, -2.5, 1.5, 0x1.fffffep23, 0x1.000002p23, -0x1.fffffep23]
    for x in values {
      for y in values {
        let power = Exact.pow(x, y)
        let angle = Exact.atan2(y, x)
        let powerTruth = Foundation.pow(Double(x), Double(y))
        let angleTruth = Foundation.atan2(Double(y), Double(x))
        #expect(distanceInUlps(power, from: powerTruth) <= 1, "pow(\(x), \(y)) gave \(power)")
        #expect(distanceInUlps(angle, from: angleTruth) <= 1, "atan2(\(y), \(x)) gave \(angle)")
      }
    }
    #expect(Exact.pow(Float(1), .nan) == 1 && Exact.pow(.nan, Float(0)) == 1)
  }

  @Test func `pow is within one ulp`() {
    check(name: "pow", { Exact.pow($0, $1) }, { Exact.pow($0, $1, to: $2, count: $3) }) {
      Foundation.pow($0, $1)
    } pair: { index in
      let bits = scramble(index)
      let x = Float(bitPattern: UInt32(truncatingIfNeeded: bits) & 0x7fff_ffff)
      if index & 3 == 0 { return (x, Float(bitPattern: UInt32(bits >> 32))) }
      let near = index & 3 == 1
      let base = near ? 1 + Float(Int32(truncatingIfNeeded: bits)) * 0x1p-34 : x
      let exponent = -150 + 279 * Double(bits >> 32) * 0x1p-32
      return (base, Float(exponent / Foundation.log2(Double(base))))
    }
  }

  @Test func `atan2 is within one ulp`() {
    check(name: "atan2", { Exact.atan2($0, $1) }, { Exact.atan2($0, $1, to: $2, count: $3) }) {
      Foundation.atan2($0, $1)
    } pair: { index in
      let bits = scramble(index)
      let y = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      if index & 3 == 0 { return (y, Float(bitPattern: UInt32(bits >> 32))) }
      return (y, y * (Float(Int32(truncatingIfNeeded: bits >> 32)) * 0x1p-29))
    }
  }

  private func check(
    name: String, _ scalar: (Float, Float) -> Float,
    _ array: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
    truth: (Double, Double) -> Double, pair: (UInt64) -> (Float, Float)
  ) {
    let count = 1 << 22
    var x = [Float](repeating: 0, count: count)
    var y = x
    var z = x
    for i in 0..<count { (x[i], y[i]) = pair(UInt64(i)) }
    array(x, y, &z, count)
    var worst = (error: -1.0, at: 0)
    for i in 0..<count {
      if !same(z[i], scalar(x[i], y[i])) { Issue.record("\(name)(\(x[i]), \(y[i])), two forms") }
      let error = distanceInUlps(z[i], from: truth(Double(x[i]), Double(y[i])))
      if error > worst.error { worst = (error, i) }
    }
    let i = worst.at
    #expect(
      worst.error <= 1, "\(name)(\(x[i]), \(y[i])) gave \(z[i]): \(worst.error) ulp")
    x.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { array(base, y, base, 1001) }
    }
    #expect(zip(x.prefix(1001), z).allSatisfy(same), "\(name) in place")
  }
}

/// Equal bits, or both NaN.
private func same(_ a: Float, _ b: Float) -> Bool {
  a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
}
