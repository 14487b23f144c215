/// What a user says about the files to import; everything else is worked out or usual.
public struct ImportOptions: Sendable {
  /// The dataset's name; the file's without its extension unless given.
  public var name: String?
  /// The licence of the data.
  public var license: String?
  /// Where the data come from; the names of the files unless given.
  public var source: String?
  /// What the data are.
  public var description: String?

  /// The character between fields.
  public var delimiter: Character?
  /// Whether the first record names the columns.
  public var hasHeader = true
  /// Texts that stand for a missing value.
  public var missing: [String]?
  /// Columns that are left out.
  public var dropped: [String] = []

  /// The column with the time of each row.
  public var time: String?
  /// The order of day, month and year in its dates.
  public var dateOrder = DateOrder.yearMonthDay
  /// The moment of the first row, for a series without a column of times.
  public var start: CivilTime?
  /// The time between rows; worked out from the column of times unless given.
  public var step: TimeStep?
  /// The columns with numbers; all others unless given.
  public var channels: [String]?
  /// The column that says which series a row of a long table belongs to.
  public var series: String?
  /// The ends of training, validation and test.
  public var split: SplitBounds?
  /// The rows after which a series repeats; what is usual for its step unless given.
  public var season: Int?
  /// What stands in for missing numbers; they stay missing unless given.
  public var filling: Filling?

  /// The column to predict.
  public var target: String?
  /// What kind of thing the target is; worked out from it unless given.
  public var task: Table.Task?
  /// Columns of categories, besides those with text in them.
  public var categorical: [String] = []
  /// The column that says which rows belong together.
  public var groups: String?

  /// The column of users.
  public var user: String?
  /// The column of items.
  public var item: String?
  /// The column of ratings.
  public var rating: String?
  /// The column of moments, in seconds since 1970.
  public var timestamp: String?

  /// Nothing said.
  public init() {}

  /// Every option by the name that ``set(_:_:)`` takes, with what it means.
  public static let all: [(name: String, meaning: String)] = [
    ("name", "the dataset's name"),
    ("license", "the licence of the data"),
    ("source", "where the data come from"),
    ("description", "what the data are"),
    ("delimiter", "the character between fields; tab for a tab"),
    ("header", "whether the first line names the columns: yes or no"),
    ("missing", "texts that stand for a missing value, separated by commas"),
    ("drop", "columns to leave out, separated by commas"),
    ("time", "the column with the time of each row"),
    ("dates", "the order of day, month and year in dates: ymd, dmy or mdy"),
    ("start", "the moment of the first row, as 2016-07-01 00:00:00"),
    ("step", "the time between rows, as 3600, \"1 hour\" or \"3 months\""),
    ("channels", "the columns with numbers, separated by commas"),
    ("series", "the column that says which series a row belongs to"),
    ("split", "the ends of training, validation and test, as 8640,11520,14400"),
    ("season", "the rows after which a series repeats"),
    ("fill", "what stands in for missing numbers: previous or linear"),
    ("target", "the column to predict"),
    ("task", "regression or classification"),
    ("categorical", "columns of categories, separated by commas"),
    ("groups", "the column that says which rows belong together"),
    ("user", "the column of users"),
    ("item", "the column of items"),
    ("rating", "the column of ratings"),
    ("timestamp", "the column of moments, in seconds since 1970"),
  ]

  /// Sets an option by name, as a command line does.
  ///
  /// - Throws: `usage` for a name that is none and a value that means nothing.
  public mutating func set(_ option: String, _ value: String) throws(DataError) {
    switch option {
    case "name": name = value
    case "license": license = value
    case "source": source = value
    case "description": description = value
    case "delimiter":
      let character = value == "tab" || value == "\\t" ? "\t" : value.first
      guard value == "tab" || value == "\\t" || value.count == 1, let character,
        let byte = character.asciiValue, ![10, 13, 34].contains(byte)
      else { throw mistake(option, value, "a single ASCII character, or tab") }
      delimiter = character
    case "header":
      guard ["yes", "no"].contains(value) else { throw mistake(option, value, "yes or no") }
      hasHeader = value == "yes"
    case "missing": missing = list(value)
    case "drop": dropped = list(value)
    case "time": time = value
    case "dates": dateOrder = try choice(option, value)
    case "start":
      guard let moment = CivilTime(value) else {
        throw mistake(option, value, "a moment as 2016-07-01 00:00:00")
      }
      start = moment
    case "step":
      guard let step = TimeStep(value) else {
        throw mistake(option, value, "a step as 3600, \"1 hour\" or \"3 months\"")
      }
      self.step = step
    case "channels": channels = list(value)
    case "series": series = value
    case "split":
      let ends = list(value).compactMap { Int($0) }
      guard ends.count == 3, list(value).count == 3 else {
        throw mistake(option, value, "three whole numbers separated by commas")
      }
      split = SplitBounds(train: ends[0], validation: ends[1], test: ends[2])
    case "season":
      guard let rows = Int(value), rows > 0 else {
        throw mistake(option, value, "a whole number of rows above 0")
      }
      season = rows
    case "fill": filling = try choice(option, value) as Filling
    case "target": target = value
    case "task": task = try choice(option, value) as Table.Task
    case "categorical": categorical = list(value)
    case "groups": groups = value
    case "user": user = value
    case "item": item = value
    case "rating": rating = value
    case "timestamp": timestamp = value
    default:
      let names = ImportOptions.all.map { $0.name }.joined(separator: ", ")
      throw DataError(
        .usage, "data import", expected: "an option out of \(names)", found: "\"\(option)\"")
    }
  }

  private func list(_ value: String) -> [String] {
    value.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
  }

  private func mistake(_ option: String, _ value: String, _ expected: String) -> DataError {
    DataError(
      .usage, "data import", at: "--\(option)", expected: expected, found: "\"\(value)\"")
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: String, _ value: String
  ) throws(DataError) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: value) else {
      let names = Choice.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw mistake(option, value, "one of \(names)")
    }
    return choice
  }

  // MARK: - What follows from the options

  /// The layout of a text of fields.
  func format(_ usual: CSVFormat = CSVFormat()) -> CSVFormat {
    var format = usual
    if let delimiter = delimiter?.asciiValue { format.delimiter = delimiter }
    format.hasHeader = usual.hasHeader && hasHeader
    if let missing { format.missing = missing }
    return format
  }

  /// What the dataset says about itself.
  func about(_ files: [String], _ usual: About? = nil) -> About {
    let names = files.map { path in path.split(separator: "/").last.map { String($0) } ?? path }
    let stem = names.first.map { name in
      let stem = name.split(separator: ".").first.map { String($0) } ?? name
      return stem.lowercased()
    }
    return About(
      name: name ?? usual?.name ?? stem ?? "dataset",
      license: license ?? usual?.license ?? "not stated",
      source: source ?? usual?.source ?? names.joined(separator: ", "),
      description: description ?? usual?.description
        ?? "Imported from \(names.joined(separator: ", ")).")
  }
}
