/// Makes cells of the battery literature of the files of its authors.
enum BatteryImport {
  /// The processed data of experiment 5 of Kirkaldy and others, 2024: cells LG M50T at 10, 25 and 40 °C, with
  /// capacity, state of health and the losses of active material and lithium at reference tests.
  ///
  /// Columns are named `quantity [unit]`; `/` in names becomes `_`. Dates, as day/month/year, become days
  /// since 1970. The file named only by its temperature of 40 °C is that of cell F.
  static func kirkaldy(
    _ files: [SourceFile], _ options: ImportOptions
  ) throws(DataError) -> BatteryCells {
    var cells: [BatteryCell] = []
    for file in files {
      let csv = try CSV(file.bytes, subject: file.path)
      let (name, temperature) = try kirkaldyCell(file)
      let cycle = try csv.column("Ageing Cycles")
      let cycles = try csv.integers(cycle)
      var quantities: [BatteryCell.Quantity] = []
      for column in 0..<csv.width where column != cycle {
        let (name, unit) = quantityName(csv.header[column])
        if csv.header[column].hasSuffix(" date") {
          quantities.append(
            BatteryCell.Quantity(name, unit: "days since 1970", try days(csv, column)))
        } else {
          quantities.append(BatteryCell.Quantity(name, unit: unit, try csv.floats(column)))
        }
      }
      cells.append(
        BatteryCell(
          name: name, chemistry: "NMC811 against graphite with silicon", temperature: temperature,
          cycle: try narrow(cycles, csv), quantities: sorted(quantities)))
    }
    let about = options.about(
      files.map { $0.path },
      About(
        name: "kirkaldy-expt5", license: "CC BY 4.0",
        source: "Kirkaldy et al. 2024, Imperial College London, experiment 5",
        description: "Eight cells LG M50T aged at 10, 25 and 40 °C: capacity, state of health and "
          + "losses of active material and lithium at sixteen reference tests each."))
    return try BatteryCells(
      about: about, cells: cells, targets: ["SoH", "LAM PE", "LAM NE_tot", "LLI"])
  }

  /// The cell and the temperature that a file's name tells.
  private static func kirkaldyCell(
    _ file: SourceFile
  ) throws(DataError) -> (name: String, temperature: Float) {
    for temperature in [10, 25, 40] where file.name.contains("\(temperature)degC") {
      for cell in ["A", "B", "C", "D", "E", "F", "G", "H"]
      where file.name.contains("cell \(cell) (\(temperature)degC)") {
        return (cell, Float(temperature))
      }
      if temperature == 40, file.name.contains("Expt 5 - 40degC") { return ("F", 40) }
    }
    throw DataError(
      .usage, file.path, expected: "a name as \"Expt 5 - cell A (10degC) - Processed Data.csv\"",
      found: "\"\(file.name)\"")
  }

  private static func days(_ csv: CSV, _ column: Int) throws(DataError) -> [Float] {
    var problems: [Problem] = []
    var days: [Float] = []
    for row in 0..<csv.count {
      if csv.isMissing(row, column) {
        days.append(.nan)
      } else if let date = CivilTime(csv.text(row, column), order: .dayMonthYear) {
        days.append(Float(date.secondsSince1970 / 86_400))
      } else {
        problems.append(
          Problem(
            csv.place(row, column), expected: "a date as 31/12/2020",
            found: "\"\(csv.text(row, column))\""))
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, csv.subject, problems.limited()) }
    return days
  }

  /// The name and the unit of a column named `quantity [unit]`.
  private static func quantityName(_ header: String) -> (name: String, unit: String) {
    let name = header.replacing("/", with: "_")
    guard name.hasSuffix("]"), let open = name.lastIndex(of: "[") else { return (name, "1") }
    let unit = header[header.index(after: open)...].dropLast()
    return (String(name[..<open].reversed().drop { $0 == " " }.reversed()), String(unit))
  }

  /// The charging features of the cells of Zhu and others, 2022: sixteen numbers and the capacity of each cycle.
  ///
  /// The name of a file, as `CY25-05_1-#22.csv`, tells the temperature, the charging and the discharging
  /// rate (05 is 0.5 C) and the number of the cell; that of its folder, as `Dataset_1_NCA_battery`, the
  /// chemistry.
  static func tju(
    _ files: [SourceFile], _ options: ImportOptions
  ) throws(DataError) -> BatteryCells {
    var cells: [BatteryCell] = []
    for file in files {
      let csv = try CSV(file.bytes, subject: file.path)
      let condition = try TJUName(file)
      let quantities = try (0..<csv.width).map { (column) throws(DataError) in
        BatteryCell.Quantity(
          csv.header[column], unit: try tjuUnit(csv, column), try csv.floats(column))
      }
      cells.append(
        BatteryCell(
          name: "\(condition.chemistry) \(condition.stem)", chemistry: condition.chemistry,
          temperature: condition.temperature, chargeRate: condition.chargeRate,
          dischargeRate: condition.dischargeRate,
          cycle: csv.count > 0 ? (1...Int32(csv.count)).map { $0 } : [],
          quantities: sorted(quantities)))
    }
    let about = options.about(
      files.map { $0.path },
      About(
        name: "tju", license: "none found",
        source: "Zhu et al. 2022 (Tongji University), features by github.com/wang-fujin/PINN4SOH",
        description: "Charging features and capacity of each cycle of 130 cells of three "
          + "chemistries at three temperatures."))
    return try BatteryCells(about: about, cells: cells, targets: ["capacity"])
  }

  /// Units follow from what the names say was measured.
  private static func tjuUnit(_ csv: CSV, _ column: Int) throws(DataError) -> String {
    let units = [
      "voltage mean": "V", "voltage std": "V", "voltage kurtosis": "1", "voltage skewness": "1",
      "CC Q": "Ah", "CC charge time": "s", "voltage slope": "V/s", "voltage entropy": "1",
      "current mean": "A", "current std": "A", "current kurtosis": "1", "current skewness": "1",
      "CV Q": "Ah", "CV charge time": "s", "current slope": "A/s", "current entropy": "1",
      "capacity": "Ah",
    ]
    if let unit = units[csv.header[column]] { return unit }
    throw DataError(
      .badData, csv.subject, at: "line 1", expected: "the columns of the TJU features",
      found: "\"\(csv.header[column])\"")
  }

  private static func narrow(_ cycles: [Int], _ csv: CSV) throws(DataError) -> [Int32] {
    try cycles.map { (cycle) throws(DataError) in
      if let number = Int32(exactly: cycle) { return number }
      throw DataError(
        .badData, csv.subject, expected: "cycles below 2,147,483,648", found: "\(cycle)")
    }
  }

  private static func sorted(_ quantities: [BatteryCell.Quantity]) -> [BatteryCell.Quantity] {
    quantities.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

/// What the name of a file of Zhu and others tells.
private struct TJUName {
  let stem: String
  let chemistry: String
  let temperature: Float
  let chargeRate: Float
  let dischargeRate: Float

  init(_ file: SourceFile) throws(DataError) {
    stem = file.name.hasSuffix(".csv") ? String(file.name.dropLast(4)) : file.name
    let error = DataError(
      .usage, file.path,
      expected: "a name as Dataset_1_NCA_battery/CY25-05_1-#22.csv", found: "\"\(file.path)\"",
      advice: "keep the names of the source")
    let parts = stem.split(separator: "-").map { String($0) }
    let folder = file.path.split(separator: "/").dropLast().last.map { String($0) } ?? ""
    let chemistries = [
      "Dataset_1_NCA_battery": "NCA", "Dataset_2_NCM_battery": "NCM",
      "Dataset_3_NCM_NCA_battery": "NCM+NCA",
    ]
    let rates = parts.count == 3 ? parts[1].split(separator: "_").map { String($0) } : []
    guard let chemistry = chemistries[folder], rates.count == 2, parts[0].hasPrefix("CY"),
      let temperature = Float(parts[0].dropFirst(2)), let charge = TJUName.rate(rates[0]),
      let discharge = TJUName.rate(rates[1]), parts[2].hasPrefix("#"),
      Int(parts[2].dropFirst()) != nil
    else { throw error }
    self.chemistry = chemistry
    self.temperature = temperature
    chargeRate = charge
    dischargeRate = discharge
  }

  /// A rate without its point: `05` is 0.5, `025` 0.25.
  private static func rate(_ text: String) -> Float? {
    text.hasPrefix("0") && text.count > 1 ? Float("0." + text.dropFirst()) : Float(text)
  }
}
