import Exact

/// One of the choices that a run is made with, as text: what records list, and what must agree for a run to go on.
public struct Setting: Equatable, Sendable {
  /// What is chosen, with full stops between the parts of a name: `optimiser.momentum`.
  public let name: String
  /// The choice.
  public let value: String

  /// A choice in words.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// A whole number, or none.
  public init(_ name: String, _ value: Int?) {
    self.init(name, value.map { canonical($0) } ?? "none")
  }

  /// A number, or none.
  public init(_ name: String, _ value: Double?) {
    self.init(name, value.map { canonical($0) } ?? "none")
  }

  /// A number in Float32.
  public init(_ name: String, _ value: Float) { self.init(name, canonical(value)) }

  /// A choice of yes or no.
  public init(_ name: String, _ value: Bool) { self.init(name, value ? "yes" : "no") }
}

extension Array where Element == Setting {
  /// The same choices as those of a part: `momentum` becomes `part.momentum`.
  public func of(_ part: String) -> [Setting] {
    map { Setting(part + "." + $0.name, $0.value) }
  }
}
