/// sin x, x in radians, for every finite x.
///
/// sin(±0) = ±0; NaN at ±∞. Worst error measured: 0.65 ulp.
public func sin(_ x: Double) -> Double {
  if x.magnitude < 0x1p-27 { return x }
  let (quadrant, r) = reducedAngle(x)
  let value = quadrant & 1 == 0 ? sineNearZero(r) : cosineNearZero(r)
  return quadrant & 2 == 0 ? value : -value
}

/// cos x, x in radians, for every finite x; NaN at ±∞.
///
/// Worst error measured: 0.65 ulp.
public func cos(_ x: Double) -> Double {
  let (quadrant, r) = reducedAngle(x)
  let value = quadrant & 1 == 0 ? cosineNearZero(r) : sineNearZero(r)
  return (quadrant &+ 1) & 2 == 0 ? value : -value
}

/// sin r for |r| ≤ π/4: r + r·z·q(z), z = r², q minimax (relative error 2⁻⁶³,
/// Tests/Oracles/coefficients_float64.py), the low part of r to first order.
private func sineNearZero(_ r: DoubleDouble) -> Double {
  let z = r.high * r.high
  var q = (0x1.6108b426da5d1p-33).addingProduct(z, -0x1.9f71389e876adp-41)
  q = (-0x1.ae642ad66bbccp-26).addingProduct(z, q)
  q = (0x1.71de3a32a978bp-19).addingProduct(z, q)
  q = (-0x1.a01a019ffdba3p-13).addingProduct(z, q)
  q = (0x1.1111111111067p-7).addingProduct(z, q)
  q = (-0x1.5555555555555p-3).addingProduct(z, q)
  let low = r.low.addingProduct(-0.5 * z, r.low)
  return r.high + low.addingProduct(r.high * z, q)
}

/// cos r for |r| ≤ π/4: 1 − z/2 + z²·q(z), z = r², with the rounding errors of z and of 1 − z/2.
private func cosineNearZero(_ r: DoubleDouble) -> Double {
  let z = r.high * r.high
  let zLow = (-z).addingProduct(r.high, r.high)
  var q = (0x1.1ee9f1546e96ep-29).addingProduct(z, -0x1.8fb13243bb57ep-37)
  q = (-0x1.27e4f812b82f3p-22).addingProduct(z, q)
  q = (0x1.a01a019cbf63ap-16).addingProduct(z, q)
  q = (-0x1.6c16c16c1521fp-10).addingProduct(z, q)
  q = (0x1.555555555554cp-5).addingProduct(z, q)
  let head = 1 - 0.5 * z
  let lost = (1 - head) - 0.5 * z
  let low = (-0.5 * zLow).addingProduct(-r.high, r.low)
  return head + (lost + low).addingProduct(z * z, q)
}

/// x minus the nearest multiple of π/2, and that multiple modulo 4.
private func reducedAngle(_ x: Double) -> (quadrant: UInt64, r: DoubleDouble) {
  if x.magnitude <= 0.785 { return (0, DoubleDouble(x)) }
  if x.magnitude > 1_000_000 { return reducedHugeAngle(x) }
  // Cody and Waite, with π/2 in three parts: the first difference is exact (both sides are multiples
  // of 2⁻⁵³ and it is below 1), the second is kept with its error.
  let shifted = (0x1.8p52).addingProduct(x, 0x1.45f306dc9c883p-1)
  let multiple = shifted - 0x1.8p52
  let exact = x.addingProduct(-multiple, 0x1.921fb54442d18p0)
  let second = DoubleDouble.product(multiple, 0x1.1a62633145c07p-54)
  let difference = DoubleDouble.sum(exact, -second.high)
  let low = (difference.low - second.low).addingProduct(-multiple, -0x1.f1976b7ed8fbcp-110)
  return (shifted.bitPattern & 3, DoubleDouble.orderedSum(difference.high, low))
}

/// The same for |x| > 10⁶, in whole numbers.
///
/// After Payne and Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983.
/// x = m·2ᵉ. The bits of 2/π of weight above 2^(1−e) add multiples of 4 to x·2/π and are skipped;
/// the next 192 times m, modulo 2¹⁹², are two bits of quadrant and 190 of fraction, wrong by less
/// than 2⁻¹³⁷, where no `Double` comes nearer than about 2⁻⁶² to a multiple of π/2.
private func reducedHugeAngle(_ x: Double) -> (quadrant: UInt64, r: DoubleDouble) {
  guard x.isFinite else { return (0, DoubleDouble(.nan)) }
  let bits = x.magnitude.bitPattern
  let m = bits & 0x000f_ffff_ffff_ffff | 0x0010_0000_0000_0000
  let start = Int(bits >> 52) - 1075 + 62
  let word = start >> 6
  let shift = UInt64(start & 63)
  func window(_ index: Int) -> UInt64 {
    twoOverPi(index) << shift | twoOverPi(index + 1) >> (64 - shift)
  }
  let last = m.multipliedFullWidth(by: window(word + 2))
  let middle = m.multipliedFullWidth(by: window(word + 1))
  let (p1, carry) = middle.low.addingReportingOverflow(last.high)
  let p0 = m &* window(word) &+ middle.high &+ (carry ? 1 : 0)

  var quadrant = p0 >> 62
  var f0 = p0 << 2 | p1 >> 62
  var f1 = p1 << 2 | last.low >> 62
  var f2 = last.low << 2
  var sign = 1.0
  if f0 >> 63 == 1 {
    quadrant += 1
    (f0, f1, f2) = (~f0, ~f1, ~f2)
    sign = -1
  }
  let zeros = UInt64(f0.leadingZeroBitCount)
  f0 = f0 << zeros | f1 >> (64 - zeros)
  f1 = f1 << zeros | f2 >> (64 - zeros)
  let unit = Double(bitPattern: (1023 - 53 - zeros) << 52)
  let fraction = DoubleDouble(
    Double(f0 >> 11) * unit, Double((f0 & 0x7ff) << 42 | f1 >> 22) * unit * 0x1p-53)
  let r = fraction * DoubleDouble(0x1.921fb54442d18p0, 0x1.1a62633145c07p-54)
  if x < 0 { (quadrant, sign) = (4 - quadrant, -sign) }
  return (quadrant & 3, r.scaled(by: sign))
}

/// 64 bits of 2/π, the first word (all zero) those before the binary point.
private func twoOverPi(_ word: Int) -> UInt64 {
  switch word {
  case 1: 0xa2f9_836e_4e44_1529
  case 2: 0xfc27_57d1_f534_ddc0
  case 3: 0xdb62_9599_3c43_9041
  case 4: 0xfe51_63ab_debb_c561
  case 5: 0xb724_6e3a_424d_d2e0
  case 6: 0x0649_2eea_09d1_921c
  case 7: 0xfe1d_eb1c_b129_a73e
  case 8: 0xe882_35f5_2ebb_4484
  case 9: 0xe99c_7026_b45f_7e41
  case 10: 0x3991_d639_8353_39f4
  case 11: 0x9c84_5f8b_bdf9_283b
  case 12: 0x1ff8_97ff_de05_980f
  case 13: 0xef2f_118b_5a0a_6d1f
  case 14: 0x6d36_7ecf_27cb_09b7
  case 15: 0x4f46_3f66_9e5f_ea2d
  case 16: 0x7527_bac7_ebe5_f17b
  case 17: 0x3d07_39f7_8a52_92ea
  case 18: 0x6bfb_5fb1_1f8d_5d08
  case 19: 0x5603_3046_fc7b_6bab
  default: 0
  }
}
