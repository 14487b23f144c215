import Exact

/// A convolution along time.
///
/// Input [batch, time, input], output [batch, time, output] with a time that stride, dilation and padding give.
/// Parameters `weight` [kernel, input/groups, output] and `bias` [output], both drawn as PyTorch draws them unless
/// told otherwise.
public struct Conv1d: Layer {
  /// The kernel, [kernel, input/groups, output].
  public let weight: Parameter
  /// What is added, [output]; nil for none.
  public let bias: Parameter?
  private let stride: Int
  private let dilation: Int
  private let groups: Int
  private let padding: (before: Int, after: Int)
  private let mode: PaddingMode

  /// A layer at a place in a model; `padding` elements are put before and after the time.
  public init(
    _ input: Int, _ output: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, groups: Int = 1,
    padding: (before: Int, after: Int) = (0, 0), paddingMode: PaddingMode = .zero,
    bias hasBias: Bool = true, initialiser: Initialiser = .fanIn, in scope: Scope
  ) {
    guard groups >= 1, input % groups == 0, output % groups == 0 else {
      fatalError("\(scope.path): \(input) inputs and \(output) outputs in \(groups) groups")
    }
    let fan = kernel * (input / groups)
    weight = scope.parameter("weight", [kernel, input / groups, output], initialiser)
    bias =
      hasBias
      ? scope.parameter("bias", [output], .uniform(bound: 1 / Float(max(1, fan)).squareRoot()))
      : nil
    self.stride = stride
    self.dilation = dilation
    self.groups = groups
    self.padding = padding
    mode = paddingMode
  }

  /// The layer's output.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    x.convolved(
      weight[mode], bias: bias?[mode], stride: stride, dilation: dilation, groups: groups,
      padding: padding, mode: self.mode)
  }
}
