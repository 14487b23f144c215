import Foundation

// The discrete Fourier transform by its definition.

extension Array64 {
  /// Real and imaginary parts of the frequencies 0…n/2 of every row: Σ x[t]·exp(−2πi·f·t/n).
  func spectrum() -> (real: Array64, imaginary: Array64) {
    func part(_ function: (Double) -> Double) -> Array64 {
      along(-1) { row in
        (0...row.count / 2).map { f in
          row.indices.reduce(0) { $0 + row[$1] * function(angle(f * $1, row.count)) }
        }
      }
    }
    return (part { Foundation.cos($0) }, part { -Foundation.sin($0) })
  }

  /// The rows of a length that have these frequencies.
  static func rows(real: Array64, imaginary: Array64, length: Int) -> Array64 {
    let frequencies = length / 2 + 1
    return Array64(real.shape.dropLast() + [length]) { place in
      let (start, t) = (Array(place.dropLast()), place[place.count - 1])
      return (0..<frequencies).reduce(0) { sum, f in
        let turn = angle(f * t, length)
        let share = f == 0 || 2 * f == length ? 1.0 : 2.0
        let wave =
          real[start + [f]] * Foundation.cos(turn) - imaginary[start + [f]] * Foundation.sin(turn)
        return sum + share * wave / Double(length)
      }
    }
  }

  /// Every row made of its strongest frequencies alone, frequency 0 aside.
  func strongestFrequencies(_ count: Int) -> Array64 {
    let (real, imaginary) = spectrum()
    let strengths = real.squared() + imaginary.squared()
    let kept = strengths.along(-1) { row in
      let order = row.indices.dropFirst().sorted { row[$0] > row[$1] }
      return row.indices.map { order.prefix(count).contains($0) ? 1 : 0 }
    }
    return Array64.rows(
      real: real * kept, imaginary: imaginary * kept, length: shape[shape.count - 1])
  }
}

private func angle(_ turns: Int, _ length: Int) -> Double {
  2 * Double.pi * Double(turns % length) / Double(length)
}
