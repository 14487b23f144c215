import Exact

/// One cell that aged: what was measured at each cycle or check-up.
public struct BatteryCell: Hashable, Sendable {
  /// Numbers that belong to the cycles of a cell, one or several for each.
  public struct Quantity: Hashable, Sendable {
    /// What was measured.
    public let name: String
    /// Its unit; `1` for a number without one.
    public let unit: String
    /// The numbers, [cycle] or [cycle, point], NaN where one is missing.
    public let numbers: [Float]

    /// Measured numbers.
    public init(_ name: String, unit: String, _ numbers: [Float]) {
      (self.name, self.unit, self.numbers) = (name, unit, numbers)
    }
  }

  /// The cell's name.
  public let name: String
  /// What the electrodes are made of, such as `NCA`.
  public let chemistry: String?
  /// The temperature it was kept at, in °C.
  public let temperature: Float?
  /// The charging current in multiples of the capacity in an hour (C).
  public let chargeRate: Float?
  /// The discharging current in multiples of the capacity in an hour (C).
  public let dischargeRate: Float?
  /// The number of the cycle of each row, rising.
  public let cycle: [Int32]
  /// What was measured once at each cycle, [cycle].
  public let quantities: [Quantity]
  /// What was measured along each cycle, [cycle, point], such as voltage at equal steps of charge.
  public let curves: [Quantity]

  /// A cell.
  public init(
    name: String, chemistry: String? = nil, temperature: Float? = nil, chargeRate: Float? = nil,
    dischargeRate: Float? = nil, cycle: [Int32], quantities: [Quantity], curves: [Quantity] = []
  ) {
    self.name = name
    self.chemistry = chemistry
    self.temperature = temperature
    self.chargeRate = chargeRate
    self.dischargeRate = dischargeRate
    self.cycle = cycle
    self.quantities = quantities
    self.curves = curves
  }

  /// The numbers of a quantity; nil where there is none of that name.
  public func numbers(of name: String) -> [Float]? {
    quantities.first { $0.name == name }?.numbers
  }
}

/// Cells that aged, all measured alike: a dataset of the schema `battery/1`.
public struct BatteryCells: Sendable {
  /// What the dataset is.
  public let about: About
  /// The cells, in the order of the bytes of their names.
  public let cells: [BatteryCell]
  /// The quantities that are to be predicted; the others are known.
  public let targets: [String]

  /// Cells, all of which are checked.
  ///
  /// - Throws: `badData` with all that is wrong with them.
  public init(about: About, cells: [BatteryCell], targets: [String]) throws(DataError) {
    var inspection = Inspection(about.name)
    self = try BatteryCells(about: about, cells: cells, targets: targets, &inspection)
  }

  /// Checks the cells of a file, in which other problems may have been found.
  init(
    about: About, cells: [BatteryCell], targets: [String], _ inspection: inout Inspection
  ) throws(DataError) {
    self.about = about
    self.cells = cells.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.targets = targets
    inspection.checkNames(cells.map { $0.name }, at: "/cells")
    guard let first = self.cells.first else {
      inspection.note("/cells", expected: "at least one cell", found: "none")
      try inspection.finish()
      return
    }
    for cell in self.cells { inspection.check(cell, like: first) }
    inspection.checkNames(targets, at: "/@targets")
    let names = first.quantities.map { $0.name }
    for target in targets where !names.contains(target) {
      inspection.note(
        "/@targets", expected: "names of quantities: \(names.joined(separator: ", "))",
        found: "\"\(target)\"")
    }
    try inspection.finish()
  }

  /// The digest of what results depend on: everything but ``about``.
  public func digest() -> Digest {
    var digest = TensorDigest()
    digest.add("schema", shape: [], [Schema.battery.rawValue])
    digest.add("targets", shape: [targets.count], targets)
    for cell in cells {
      var part = TensorDigest()
      part.add("chemistry", shape: [], [cell.chemistry ?? ""])
      part.add(
        "conditions", shape: [3],
        [cell.temperature, cell.chargeRate, cell.dischargeRate].map { $0 ?? .nan })
      part.add("cycle", shape: [cell.cycle.count], cell.cycle)
      for (place, quantities) in [("quantities", cell.quantities), ("curves", cell.curves)] {
        for quantity in quantities {
          part.add("\(place)/\(quantity.name)/unit", shape: [], [quantity.unit])
          part.add(
            "\(place)/\(quantity.name)", shape: [quantity.numbers.count], quantity.numbers)
        }
      }
      digest.add("cells/\(cell.name)", part.finalize())
    }
    return digest.finalize()
  }
}

extension Inspection {
  /// Notes what is wrong with a cell, and where it is not measured as the first one is.
  fileprivate mutating func check(_ cell: BatteryCell, like first: BatteryCell) {
    let place = "/cells/\(cell.name)"
    if cell.name.contains("/") {
      note("/cells", expected: "names without \"/\"", found: "\"\(cell.name)\"")
    }
    if cell.cycle.isEmpty {
      note("\(place)/cycle", expected: "at least one cycle", found: "none")
    }
    if let stray = cell.cycle.indices.dropFirst().first(where: {
      cell.cycle[$0] <= cell.cycle[$0 - 1]
    }) {
      note(
        "\(place)/cycle", expected: "rising numbers",
        found: "\(cell.cycle[stray]) after \(cell.cycle[stray - 1]) at [\(stray)]")
    }
    for (name, value) in [
      ("temperature", cell.temperature), ("charge_rate", cell.chargeRate),
      ("discharge_rate", cell.dischargeRate),
    ] {
      guard let value, !value.isFinite else { continue }
      note("\(place)@\(name)", expected: "a finite number", found: canonical(value))
    }
    for (group, quantities, others) in [
      ("quantities", cell.quantities, first.quantities), ("curves", cell.curves, first.curves),
    ] {
      checkNames(quantities.map { $0.name }, at: "\(place)/\(group)")
      let (found, expected) = (
        quantities.map { "\($0.name) (\($0.unit))" }, others.map { "\($0.name) (\($0.unit))" }
      )
      if found != expected {
        note(
          "\(place)/\(group)",
          expected: "the same as in cell \(first.name): \(expected.joined(separator: ", "))",
          found: found.joined(separator: ", "))
      }
      for quantity in quantities {
        let (rows, numbers) = (cell.cycle.count, quantity.numbers.count)
        let fits = group == "curves" ? rows > 0 && numbers % rows == 0 : numbers == rows
        if !fits {
          note(
            "\(place)/\(group)/\(quantity.name)", expected: "numbers for \(rows) cycles",
            found: "\(numbers)")
        }
        if quantity.name.contains("/") {
          note(
            "\(place)/\(group)", expected: "names without \"/\"", found: "\"\(quantity.name)\"")
        }
        if let stray = quantity.numbers.firstIndex(where: { $0.isInfinite }) {
          note(
            "\(place)/\(group)/\(quantity.name)", expected: "finite numbers, or NaN",
            found: "an infinity at [\(stray)]")
        }
      }
    }
  }
}
