extension Array64 {
  /// The convolution of [batch, time, channel], already padded, by [kernel, channel/groups, output].
  func convolved(
    _ weight: Array64, bias: Array64, stride: Int = 1, dilation: Int = 1, groups: Int = 1
  ) -> Array64 {
    let (kernel, inputs, outputs) = (weight.shape[0], weight.shape[1], weight.shape[2])
    let time = (shape[1] - dilation * (kernel - 1) - 1) / stride + 1
    return Array64([shape[0], time, outputs]) { place in
      let (b, t, o) = (place[0], place[1], place[2])
      let group = o / (outputs / groups)
      var sum = bias[o]
      for k in 0..<kernel {
        for c in 0..<inputs {
          sum += self[b, t * stride + k * dilation, group * inputs + c] * weight[k, c, o]
        }
      }
      return sum
    }
  }
}
