import Exact

extension Tensor {
  /// A convolution along time (a correlation, as in every library of networks).
  ///
  /// Shapes: x [batch, time, channel], weight [kernel, channel/groups, output], bias [output]; the result
  /// [batch, (padded time − dilation·(kernel − 1) − 1)/stride + 1, output]. Group g of the channels serves
  /// group g of the outputs. `padding` elements are put before and after the time.
  ///
  /// Derivatives: products with the unfolded input, and of the unfolded input folded back in the order of its rows.
  public func convolved(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, dilation: Int = 1, groups: Int = 1,
    padding: (before: Int, after: Int) = (0, 0), mode: PaddingMode = .zero
  ) -> Tensor {
    let x = padded(padding.before, padding.after, along: -2, mode: mode)
    let unfolding = Unfolding(
      x.shape, weight.shape, bias?.shape, stride: stride, dilation: dilation, groups: groups)
    return Tensor.make(
      unfolding.shape, from: [x, weight] + (bias.map { [$0] } ?? []),
      fill: { y in
        let columns = x.pool.take(unfolding.count)
        for group in 0..<groups {
          unfolding.unfold(x.read, group: group, to: columns.base)
          multiply(
            unfolding.columns(columns.base), unfolding.weight(weight.read, group: group),
            into: unfolding.result(y, group: group),
            bias: bias.map { $0.read + group * unfolding.outputs })
        }
        withExtendedLifetime(columns) {}
      },
      rule: { _ in
        { gradient in
          let columns = x.pool.take(unfolding.count)
          weight.node?.receive { target, accumulating in
            for group in 0..<groups {
              unfolding.unfold(x.read, group: group, to: columns.base)
              multiply(
                unfolding.columns(columns.base).transposed,
                unfolding.gradient(gradient, group: group),
                into: unfolding.weight(target, group: group), accumulating: accumulating)
            }
          }
          x.node?.receive { target, accumulating in
            if !accumulating { target.update(repeating: 0, count: x.count) }
            for group in 0..<groups {
              multiply(
                unfolding.gradient(gradient, group: group),
                unfolding.weight(weight.read, group: group).transposed,
                into: unfolding.columns(columns.base))
              unfolding.fold(columns.base, group: group, to: target)
            }
          }
          bias?.node?.receiveColumnSums(
            of: gradient, rows: unfolding.rows, columns: unfolding.shape[-1])
          withExtendedLifetime(columns) {}
        }
      })
  }
}

/// The matrix whose row (batch, time) holds what the kernel sees there: [rows, kernel·channels of a group].
private struct Unfolding {
  /// The shape of the convolution's result.
  let shape: Shape
  let rows: Int
  /// Outputs of one group.
  let outputs: Int
  private let time: Int
  private let channels: Int
  private let kernel: Int
  private let inputs: Int
  private let stride: Int
  private let dilation: Int

  init(_ x: Shape, _ weight: Shape, _ bias: Shape?, stride: Int, dilation: Int, groups: Int) {
    guard x.rank == 3, weight.rank == 3, stride >= 1, dilation >= 1, groups >= 1,
      weight[1] * groups == x[2], weight[2] % groups == 0, weight[0] >= 1,
      x[1] > dilation * (weight[0] - 1)
    else {
      fatalError(
        "convolution of \(x) by \(weight) with stride \(stride), dilation \(dilation), \(groups) groups: expected [batch, time, channel] and [kernel, channel/groups, output], and a time that the kernel fits into"
      )
    }
    if let bias, bias != [weight[2]] {
      fatalError("convolution with a bias of \(bias): expected [\(weight[2])]")
    }
    time = x[1]
    channels = x[2]
    kernel = weight[0]
    inputs = weight[1]
    outputs = weight[2] / groups
    self.stride = stride
    self.dilation = dilation
    shape = [x[0], (time - dilation * (kernel - 1) - 1) / stride + 1, weight[2]]
    rows = shape[0] * shape[1]
  }

  var count: Int { rows * kernel * inputs }

  func columns(_ base: UnsafeMutablePointer<Float>) -> MutableMatrixView<Float> {
    MutableMatrixView(base, rows: rows, columns: kernel * inputs)
  }

  func columns(_ base: UnsafeMutablePointer<Float>) -> MatrixView<Float> {
    MatrixView(base, rows: rows, columns: kernel * inputs)
  }

  func weight(_ base: UnsafePointer<Float>, group: Int) -> MatrixView<Float> {
    MatrixView(base + group * outputs, rows: kernel * inputs, columns: outputs, stride: shape[-1])
  }

  func weight(_ base: UnsafeMutablePointer<Float>, group: Int) -> MutableMatrixView<Float> {
    MutableMatrixView(
      base + group * outputs, rows: kernel * inputs, columns: outputs, stride: shape[-1])
  }

  func result(_ base: UnsafeMutablePointer<Float>, group: Int) -> MutableMatrixView<Float> {
    MutableMatrixView(base + group * outputs, rows: rows, columns: outputs, stride: shape[-1])
  }

  func gradient(_ base: UnsafePointer<Float>, group: Int) -> MatrixView<Float> {
    MatrixView(base + group * outputs, rows: rows, columns: outputs, stride: shape[-1])
  }

  func unfold(_ x: UnsafePointer<Float>, group: Int, to columns: UnsafeMutablePointer<Float>) {
    forEachTap(group) { row, source in
      for q in 0..<inputs { columns[row &+ q] = x[source &+ q] }
    }
  }

  func fold(_ columns: UnsafePointer<Float>, group: Int, to x: UnsafeMutablePointer<Float>) {
    forEachTap(group) { row, source in
      for q in 0..<inputs { x[source &+ q] += columns[row &+ q] }
    }
  }

  /// Calls `body` for every tap of every row: where its channels lie in the matrix, and where in the input.
  @inline(__always)
  private func forEachTap(_ group: Int, _ body: (_ row: Int, _ source: Int) -> Void) {
    var row = 0
    for batch in 0..<shape[0] {
      for step in 0..<shape[1] {
        for tap in 0..<kernel {
          let place = batch &* time &+ step &* stride &+ tap &* dilation
          body(row, place &* channels &+ group &* inputs)
          row &+= inputs
        }
      }
    }
  }
}
