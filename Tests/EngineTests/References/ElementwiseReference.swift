import Foundation

// Functions of one number, and what is made of them element by element.

extension Array64 {
  func exp() -> Array64 { map(Foundation.exp) }
  func log() -> Array64 { map(Foundation.log) }
  func squareRoot() -> Array64 { map { $0.squareRoot() } }
  func squared() -> Array64 { map { $0 * $0 } }
  func magnitude() -> Array64 { map { abs($0) } }
  func sin() -> Array64 { map(Foundation.sin) }
  func cos() -> Array64 { map(Foundation.cos) }
  func relu() -> Array64 { map { max($0, 0) } }
  func leakyReLU(slope: Double) -> Array64 { map { $0 > 0 ? $0 : slope * $0 } }
  func elu(scale: Double) -> Array64 { map { $0 > 0 ? $0 : scale * (Foundation.exp($0) - 1) } }
  func clamped(_ low: Double, _ high: Double) -> Array64 { map { min(max($0, low), high) } }
  func gelu() -> Array64 { map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) } }
  func silu() -> Array64 { map { $0 * Reference.sigmoid($0) } }
  func sigmoid() -> Array64 { map(Reference.sigmoid) }
  func tanh() -> Array64 { map(Foundation.tanh) }
  func softplus() -> Array64 { map(Reference.softplus) }
}

/// Functions of one number that the C library lacks.
enum Reference {
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
