/// Reversible instance normalisation: every channel of every sample brought to mean 0 and deviation 1, and back.
///
/// Input [batch, time, channel]. Parameters `weight` [channel], ones, and `bias` [channel], zeros. The statistics
/// are constants: no gradient flows through them. Kim and others 2022.
public struct RevIN {
  /// What was taken out of a batch: means and deviations, [batch, 1, channel].
  public struct Moments {
    fileprivate let mean: Tensor
    fileprivate let deviation: Tensor
  }

  /// The scale, [channel].
  public let weight: Parameter
  /// What is added, [channel].
  public let bias: Parameter
  private let epsilon: Float

  /// A layer at a place in a model.
  public init(_ channels: Int, epsilon: Float = 1e-5, in scope: Scope) {
    weight = scope.parameter("weight", [channels], .constant(1))
    bias = scope.parameter("bias", [channels], .constant(0))
    self.epsilon = epsilon
  }

  /// The normalised input, and what `restored` needs to undo it.
  public func normalised(_ x: Tensor, _ mode: Mode) -> (result: Tensor, moments: Moments) {
    let mean = x.detached.mean(along: 1, keepingAxis: true)
    let spread = (x.detached - mean).squared().mean(along: 1, keepingAxis: true)
    let moments = Moments(mean: mean, deviation: (spread + epsilon).squareRoot())
    return ((x - mean) / moments.deviation * weight[mode] + bias[mode], moments)
  }

  /// The normalisation undone, of a tensor [batch, any time, channel]; the scale is kept from zero by ε².
  public func restored(_ y: Tensor, _ moments: Moments, _ mode: Mode) -> Tensor {
    (y - bias[mode]) / (weight[mode] + epsilon * epsilon) * moments.deviation + moments.mean
  }
}
