import HDF5

extension BatteryCells {
  /// Opens a file of the schema `battery/1`.
  ///
  /// Every cell is a group `/cells/NAME` with
  /// - `cycle` [cycle]: rising whole numbers;
  /// - `quantities/NAME` [cycle]: numbers, NaN where one is missing, with an attribute `unit`;
  /// - `curves/NAME` [cycle, point], optional: the same along each cycle;
  /// - attributes, all optional: `chemistry`, `temperature` (°C), `charge_rate`, `discharge_rate` (C).
  ///
  /// All cells have the same quantities in the same units. Attributes of the root: `assay_schema`, `name`,
  /// `license`, `source`, `description`, `targets` (the names of the quantities to predict).
  ///
  /// - Throws: `missing`, or `badData` with all that is wrong with the file.
  public static func open(_ path: String) throws(DataError) -> BatteryCells {
    try BatteryCells(reading: readingHDF5 { () throws(HDF5Error) in try HDF5File.open(path) })
  }

  /// Reads cells from a file, or from a group that is laid out like one.
  public init(reading file: some HDF5Container) throws(DataError) {
    var inspection = Inspection(file.node.place.file)
    inspection.expect(.battery, in: file)
    let about = inspection.about(file)
    let targets: [String] =
      inspection.attempt { () throws(HDF5Error) -> [String] in try file.attribute("targets") } ?? []
    var cells: [BatteryCell] = []
    let group = inspection.attempt { () throws(HDF5Error) in try file.group("cells") }
    if let group, let names = inspection.attempt({ () throws(HDF5Error) in try group.names }) {
      for name in names {
        guard let part = inspection.attempt({ () throws(HDF5Error) in try group.group(name) }),
          let cell = inspection.cell(name, part)
        else { continue }
        cells.append(cell)
      }
    }
    guard let about, inspection.isFine else {
      try inspection.finish()
      fatalError("cells without a name in a file without problems")
    }
    self = try BatteryCells(about: about, cells: cells, targets: targets, &inspection)
  }

  /// Writes a file of the schema `battery/1`, gzipped; the same cells give the same bytes.
  ///
  /// - Throws: `inputOutput`, and then nothing is left behind and an older file stays as it was.
  public func write(to path: String) throws(DataError) {
    try writing(path) { (file) throws(DataError) in
      try file.describe(.battery, about)
      try readingHDF5 { () throws(HDF5Error) in
        try file.setAttribute("targets", targets)
        for cell in cells {
          let group = try file.createGroup("cells/\(cell.name)")
          if let chemistry = cell.chemistry { try group.setAttribute("chemistry", chemistry) }
          for (name, value) in [
            ("temperature", cell.temperature), ("charge_rate", cell.chargeRate),
            ("discharge_rate", cell.dischargeRate),
          ] {
            if let value { try group.setAttribute(name, value) }
          }
          try group.write("cycle", cell.cycle)
          for quantity in cell.quantities {
            let dataset = try group.write("quantities/\(quantity.name)", quantity.numbers)
            try dataset.setAttribute("unit", quantity.unit)
          }
          for curve in cell.curves {
            let dataset = try group.write(
              "curves/\(curve.name)", curve.numbers,
              shape: [cell.cycle.count, curve.numbers.count / cell.cycle.count],
              compression: .deflate(4))
            try dataset.setAttribute("unit", curve.unit)
          }
        }
      }
    }
  }
}

extension Inspection {
  fileprivate mutating func cell(_ name: String, _ group: HDF5Group) -> BatteryCell? {
    let cycle: [Int32]? = list("cycle", axis: "cycle", count: nil, in: group)
    let quantities = measured("quantities", axes: ["cycle"], of: group)
    let curves =
      group.contains("curves")
      ? measured("curves", axes: ["cycle", "point"], of: group) : []
    guard let cycle else { return nil }
    return BatteryCell(
      name: name, chemistry: optional("chemistry", of: group),
      temperature: optional("temperature", of: group),
      chargeRate: optional("charge_rate", of: group),
      dischargeRate: optional("discharge_rate", of: group), cycle: cycle, quantities: quantities,
      curves: curves)
  }

  private mutating func measured(
    _ path: String, axes: [String], of group: HDF5Group
  ) -> [BatteryCell.Quantity] {
    guard let part = attempt({ () throws(HDF5Error) in try group.group(path) }),
      let names = attempt({ () throws(HDF5Error) in try part.names })
    else { return [] }
    var quantities: [BatteryCell.Quantity] = []
    for name in names {
      guard let dataset = numbers(name, axes: axes, in: part),
        let values: [Float] = attempt({ () throws(HDF5Error) in try dataset.read() }),
        let unit = text("unit", of: dataset)
      else { continue }
      quantities.append(BatteryCell.Quantity(name, unit: unit, values))
    }
    return quantities
  }
}
