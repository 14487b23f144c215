import Dispatch
import Exact
import Foundation

/// The worst distance from the truth that a sweep met.
struct SweepReport {
  /// In units in the last place of the true value; infinity for a wrong NaN, infinity or sign.
  var worst = 0.0
  var input = ""
  var wronglyRounded = 0
  var tried = 0

  mutating func merge(_ other: SweepReport) {
    if other.worst > worst { (worst, input) = (other.worst, other.input) }
    wronglyRounded += other.wronglyRounded
    tried += other.tried
  }
}

/// The distance of `y` from `truth` in units in the last place of the truth as a Float32.
@inline(__always)
func distance(_ y: Float, from truth: Double) -> Double {
  if truth.isNaN || y.isNaN { return truth.isNaN && y.isNaN ? 0 : .infinity }
  if y.sign != truth.sign { return .infinity }
  let overflow = 0x1.ffffffp127
  if truth.magnitude >= overflow {
    return y.isInfinite ? 0 : (overflow - Double(y.magnitude)) * 0x1p-104
  }
  let exponent = max(Int((truth.bitPattern >> 52) & 0x7ff) - 1023, -126)
  let inverse = Double(bitPattern: UInt64(1023 + 23 - exponent) << 52)
  let value = y.isInfinite ? 0x1p128 : Double(y.magnitude)
  return (value - truth.magnitude).magnitude * inverse
}

/// Runs `ours` over every Float32 and compares with `truth`, on two threads.
@inline(__always)
func sweepAll(
  _ ours: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
  _ truth: (Double) -> Double
) -> SweepReport {
  let block = 1 << 14
  return withoutActuallyEscaping(ours) { ours in
    var total = SweepReport()
    let x = UnsafeMutablePointer<Float>.allocate(capacity: block)
    let y = UnsafeMutablePointer<Float>.allocate(capacity: block)
    defer {
      x.deallocate()
      y.deallocate()
    }
    for start in stride(from: 0, to: 1 << 32, by: block) {
      for i in 0..<block { x[i] = Float(bitPattern: UInt32(start + i)) }
      ours(x, y, block)
      for i in 0..<block {
        let t = truth(Double(x[i]))
        let d = distance(y[i], from: t)
        if d > total.worst {
          total.worst = d
          total.input = "\(x[i]) gives \(y[i]), truth \(t)"
        }
        if y[i] != Float(t) && !t.isNaN { total.wronglyRounded += 1 }
      }
      total.tried += block
    }
    return total
  }
}

func sweep(_ names: [String]) -> Bool {
  for name in names {
    let r: SweepReport
    switch name {
    case "exp": r = sweepAll({ Exact.exp($0, to: $1, count: $2) }, { Foundation.exp($0) })
    case "log": r = sweepAll({ Exact.log($0, to: $1, count: $2) }, { Foundation.log($0) })
    default: return false
    }
    print(name, r)
  }
  return true
}
