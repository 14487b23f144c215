import Exact

/// One step of a chain of affine maps: activation(x·W + b), then dropout.
///
/// Shapes: weight [input, output], bias [output].
public struct AffineStep {
  let weight: Tensor
  let bias: Tensor?
  let activation: Activation
  let dropout: DropoutMask?

  /// A step; a mask of nil drops nothing.
  public init(
    _ weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity,
    dropout: DropoutMask? = nil
  ) {
    guard weight.shape.rank == 2 else {
      fatalError("an affine map with a weight of \(weight.shape): expected [input, output]")
    }
    if let bias, bias.shape != [weight.shape[1]] {
      fatalError("an affine map with a bias of \(bias.shape): expected [\(weight.shape[1])]")
    }
    self.weight = weight
    self.bias = bias
    self.activation = activation
    self.dropout = dropout
  }

  var input: Int { weight.shape[0] }
  var output: Int { weight.shape[1] }
  var operands: [Tensor] { bias.map { [weight, $0] } ?? [weight] }
}

extension Tensor {
  /// activation(x·W + b), dropped out, + residual: the last axis of x times a matrix.
  ///
  /// Shapes: x […, input], weight [input, output], bias [output]; the result and the residual […, output].
  ///
  /// Derivatives, with g the gradient times the activation's slope: of the weight xᵀ·g, of x g·Wᵀ, of the bias the
  /// column sums of g in Float64, of the residual the gradient.
  public func linear(
    _ weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity,
    dropout: DropoutMask? = nil, adding residual: Tensor? = nil
  ) -> Tensor {
    perceptron(
      [AffineStep(weight, bias: bias, activation: activation, dropout: dropout)], adding: residual)
  }

  /// Affine maps of the last axis one after another, + residual: the same bits as `linear` time after time.
  ///
  /// Shapes: x […, input of the first], the result and the residual […, output of the last]. What lies between two
  /// steps stays in the cache.
  public func perceptron(_ steps: [AffineStep], adding residual: Tensor? = nil) -> Tensor {
    let chain = RowChain(self, steps, residual)
    return Tensor.make(
      chain.shape, from: chain.operands, heir: residual?.node,
      fill: { y in chain.forward(into: y) },
      rule: { y in { gradient in chain.backward(gradient, y.base) } })
  }

  /// activation(Wᵀ·x + b) + residual: the last axis but one of x times a matrix, as a step that mixes times does.
  ///
  /// Shapes: x […, input, inner], weight [input, output], bias [output]; the result and the residual
  /// […, output, inner]. Nothing is transposed in memory.
  ///
  /// Derivatives, with g the gradient times the activation's slope: of the weight x·gᵀ, of x W·g, of the bias the sums
  /// of g's rows in Float64, of the residual the gradient.
  public func mixed(
    _ weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity,
    adding residual: Tensor? = nil
  ) -> Tensor {
    mixedPerceptron([AffineStep(weight, bias: bias, activation: activation)], adding: residual)
  }

  /// Affine maps of the last axis but one after another, + residual: the same bits as `mixed` time after time.
  ///
  /// Shapes: x […, input of the first, inner], the result and the residual […, output of the last, inner]. Steps drop
  /// nothing out here.
  public func mixedPerceptron(_ steps: [AffineStep], adding residual: Tensor? = nil) -> Tensor {
    let chain = ColumnChain(self, steps, residual)
    return Tensor.make(
      chain.shape, from: chain.operands, heir: residual?.node,
      fill: { y in chain.forward(into: y) },
      rule: { y in { gradient in chain.backward(gradient, y.base) } })
  }
}

/// The shape of a chain's result, its operands, and what its steps keep for the way back.
struct AffineChain {
  let shape: Shape
  let operands: [Tensor]
  let steps: [AffineStep]
  let slopes: [Slope]
  /// The results of all steps but the last: whole where they are recorded, else room for one block.
  let hidden: [Buffer]
  /// Whether a derivative may be asked for.
  let isRecorded: Bool
  /// Numbers of the input and of each step's output.
  let widths: [Int]

  /// A chain along an axis (−1 or −2) of x; `rows` runs of it in all, `block` at most at a time.
  init(
    _ x: Tensor, along axis: Int, _ steps: [AffineStep], adding residual: Tensor?, rows: Int,
    block: Int
  ) {
    guard let first = steps.first, let last = steps.last else {
      fatalError("a chain of no affine maps: expected one at least")
    }
    widths = [first.input] + steps.map { $0.output }
    var width = x.shape.rank >= -axis ? x.shape[axis] : -1
    for step in steps {
      guard step.input == width else {
        fatalError(
          "an affine map of \(step.weight.shape) after \(width) numbers, from \(x.shape): expected [\(width), output]"
        )
      }
      width = step.output
    }
    shape = x.shape.with(last.output, along: axis)
    if let residual, residual.shape != shape {
      fatalError("affine maps to \(shape) with a residual of \(residual.shape)")
    }
    let inner = [x] + steps.flatMap { $0.operands }
    let isRecorded = inner.contains { $0.node != nil }
    self.isRecorded = isRecorded
    operands = residual.map { inner + [$0] } ?? inner
    self.steps = steps
    slopes = steps.indices.map { k in
      let isLast = k + 1 == steps.count
      return Slope(
        of: steps[k].activation, dropout: steps[k].dropout,
        loses: isLast ? residual != nil : !isRecorded, count: rows * steps[k].output,
        isRecorded: isRecorded, in: x.pool)
    }
    hidden = steps.dropLast().map {
      x.pool.take((isRecorded ? rows : min(rows, block)) * $0.output)
    }
  }

  var last: Int { steps.count - 1 }

  /// The gradients that all steps gather, from sums over `count` terms.
  func gradients(over count: Int) -> [AffineGradients] {
    steps.map { AffineGradients(weight: $0.weight, bias: $0.bias, rows: count) }
  }
}
