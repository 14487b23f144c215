import Exact

/// The discrete Fourier transform of a real sequence of a fixed length, as products with matrices.
///
/// A sequence of n numbers has n/2 + 1 frequencies; frequency f is Σ x[t]·exp(−2πi·f·t/n). The matrices are worked
/// out in Float64 and rounded once.
public struct Spectrum {
  /// The length of the sequences.
  public let length: Int
  /// The number of frequencies, length/2 + 1.
  public var frequencies: Int { length / 2 + 1 }
  /// From sequences to frequencies, [length, frequencies].
  private let cosines: Tensor
  private let sines: Tensor
  /// From frequencies to sequences, [frequencies, length].
  private let inverseCosines: Tensor
  private let inverseSines: Tensor

  /// The transform of sequences of a length of at least 1; the matrices lie in the pool.
  public init(length: Int, in pool: Pool) {
    guard length >= 1 else { fatalError("a spectrum of \(length) numbers: expected at least 1") }
    self.length = length
    let count = length / 2 + 1
    var forward: ([Float], [Float]) = ([], [])
    var back: ([Float], [Float]) = ([], [])
    for time in 0..<length {
      for frequency in 0..<count {
        let angle = Spectrum.angle(frequency * time, length)
        forward.0.append(Float(Exact.cos(angle)))
        forward.1.append(Float(-Exact.sin(angle)))
      }
    }
    for frequency in 0..<count {
      // Every frequency but the first, and the last of an even length, stands for its mirror image too.
      let isAlone = frequency == 0 || 2 * frequency == length
      let factor = (isAlone ? 1.0 : 2.0) / Double(length)
      for time in 0..<length {
        let angle = Spectrum.angle(frequency * time, length)
        back.0.append(Float(factor * Exact.cos(angle)))
        back.1.append(isAlone ? 0 : Float(-factor * Exact.sin(angle)))
      }
    }
    cosines = Tensor(forward.0, shape: [length, count], in: pool)
    sines = Tensor(forward.1, shape: [length, count], in: pool)
    inverseCosines = Tensor(back.0, shape: [count, length], in: pool)
    inverseSines = Tensor(back.1, shape: [count, length], in: pool)
  }

  /// The angle 2π·turns/length, brought to less than one turn.
  private static func angle(_ turns: Int, _ length: Int) -> Double {
    2 * Double.pi * (Double(turns % length) / Double(length))
  }

  /// The frequencies of sequences along the last axis: real and imaginary parts, […, frequencies].
  public func transform(_ x: Tensor) -> (real: Tensor, imaginary: Tensor) {
    (x.linear(cosines), x.linear(sines))
  }

  /// The sequences […, length] of frequencies […, frequencies].
  public func inverse(real: Tensor, imaginary: Tensor) -> Tensor {
    real.linear(inverseCosines) + imaginary.linear(inverseSines)
  }

  /// Each sequence along the last axis, made of its `count` strongest frequencies alone.
  ///
  /// The mean (frequency 0) is not among them. Where strengths are equal the lower frequency comes first.
  ///
  /// Derivative: that of the transforms; the choice is a constant.
  public func strongest(_ count: Int, of x: Tensor) -> Tensor {
    guard count >= 0, count < frequencies else {
      fatalError("the \(count) strongest frequencies of \(frequencies): expected fewer than all")
    }
    let (real, imaginary) = transform(x)
    let strength = real.detached.squared() + imaginary.detached.squared()
    let mask = strength.greatestMask(count, from: 1)
    return inverse(real: real * mask, imaginary: imaginary * mask)
  }
}

extension Tensor {
  /// 1 for the `count` greatest elements of each row along the last axis, counted from place `first`; else 0.
  ///
  /// Of equal elements those at lower places are taken first. No gradient flows through.
  public func greatestMask(_ count: Int, from first: Int = 0) -> Tensor {
    let (rows, columns) = rowsAndColumns("a choice of the greatest")
    guard first >= 0, count >= 0, first + count <= columns else {
      fatalError("the \(count) greatest from place \(first) of \(shape): expected that many places")
    }
    let mask = Tensor(repeating: 0, shape: shape, in: pool)
    for i in 0..<rows {
      let row = read + i * columns
      let order = (first..<columns).sorted { row[$0] > row[$1] || (row[$0] == row[$1] && $0 < $1) }
      for place in order.prefix(count) { mask.base[i * columns + place] = 1 }
    }
    return mask
  }
}
