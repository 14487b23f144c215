/// The second-derivative optimum of a leaf, its constraints, and the gain it brings.
struct LeafGain: Sendable {
  var lambda1: Double
  var lambda2: Double
  var maxDeltaStep: Double
  var pathSmooth: Double

  /// Whether the gain is G²/(H + λ₂) as it stands.
  var isPlain: Bool { lambda1 == 0 && maxDeltaStep <= 0 && !smooths }
  /// Whether outputs are drawn towards that of the parent.
  var smooths: Bool { pathSmooth > epsilon }

  /// The gradient, drawn towards zero by λ₁.
  @inline(__always)
  private func shrunk(_ gradient: Double) -> Double {
    lambda1 > 0 ? sign(gradient) * max(0, gradient.magnitude - lambda1) : gradient
  }

  /// The best output of a leaf within limits.
  @inline(__always)
  func output(
    _ gradient: Double, _ hessian: Double, rows: Double, parent: Double, limits: Limits,
    smoothed: Bool = true
  ) -> Double {
    var output = -shrunk(gradient) / (hessian + lambda2)
    if maxDeltaStep > 0, output.magnitude > maxDeltaStep { output = sign(output) * maxDeltaStep }
    if smoothed, smooths {
      let share = rows / pathSmooth
      output = output * share / (share + 1) + parent / (share + 1)
    }
    return output < limits.least ? limits.least : output > limits.most ? limits.most : output
  }

  /// By how much a leaf lowers the loss, times two, for its best output.
  @inline(__always)
  func gain(_ gradient: Double, _ hessian: Double, rows: Double, parent: Double) -> Double {
    if maxDeltaStep <= 0, !smooths {
      let g = shrunk(gradient)
      return g * g / (hessian + lambda2)
    }
    return gain(
      gradient, hessian,
      output: output(gradient, hessian, rows: rows, parent: parent, limits: Limits()))
  }

  /// By how much a leaf lowers the loss, times two, for a given output.
  @inline(__always)
  func gain(_ gradient: Double, _ hessian: Double, output: Double) -> Double {
    -(2 * shrunk(gradient) * output + (hessian + lambda2) * output * output)
  }
}

/// Between which numbers the outputs of a leaf must lie, so that constraints of direction hold.
struct Limits: Sendable {
  var least = -Double.greatestFiniteMagnitude
  var most = Double.greatestFiniteMagnitude
}

/// The number that keeps sums of second derivatives above zero.
let epsilon = Double(Float(1e-15))

@inline(__always)
func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
