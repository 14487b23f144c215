/// Makes interactions of tables of users and items.
enum InteractionImport {
  /// A table with a row for each interaction.
  static func table(
    _ csv: CSV, _ options: ImportOptions, about: About
  ) throws(DataError) -> Interactions {
    let user = try column(csv, options.user, ["user", "user_id", "userId", "userID"], "--user")
    let item = try column(
      csv, options.item, ["item", "item_id", "itemId", "itemID", "movieId"], "--item")
    let rating = try optional(csv, options.rating, ["rating", "count"])
    let timestamp = try optional(csv, options.timestamp, ["timestamp"])
    return try interactions(
      csv, about, user: user, item: item, rating: rating, timestamp: timestamp)
  }

  /// The ratings and films of MovieLens: title, year from its end, and genres.
  static func movielens(
    _ files: [SourceFile], _ options: ImportOptions
  ) throws(DataError) -> Interactions {
    guard let ratings = files.first(where: { $0.name == "ratings.csv" }),
      let movies = files.first(where: { $0.name == "movies.csv" })
    else {
      throw DataError(
        .usage, "movielens", expected: "the files ratings.csv and movies.csv",
        found: files.map { $0.name }.joined(separator: ", "))
    }
    let about = options.about(
      files.map { $0.path },
      About(
        name: "ml-latest-small",
        license: "GroupLens: non-commercial, redistribution under the same terms",
        source: "GroupLens, University of Minnesota (grouplens.org/datasets/movielens)",
        description: "Ratings of films from half a star to five, with genres."))
    let csv = try CSV(ratings.bytes, subject: ratings.path)
    let plain = try interactions(
      csv, about, user: csv.column("userId"), item: csv.column("movieId"),
      rating: csv.column("rating"), timestamp: csv.column("timestamp"))
    let films = try CSV(movies.bytes, subject: movies.path)
    let (id, title, genre) = try (
      films.column("movieId"), films.column("title"), films.column("genres")
    )
    var rows: [String: Int] = [:]
    for row in 0..<films.count { rows[films.text(row, id)] = row }
    let titles = plain.items.map { item in
      rows[item].map { films.text($0, title) } ?? ""
    }
    let genres = plain.items.map { item -> [String] in
      let text = rows[item].map { films.text($0, genre) } ?? ""
      return text == "(no genres listed)" ? [] : text.split(separator: "|").map { String($0) }
    }
    return try Interactions(
      about: about, users: plain.users, items: plain.items, user: plain.user, item: plain.item,
      rating: plain.rating, timestamp: plain.timestamp,
      itemFeatures: [
        Feature("genres", .lists(genres)), Feature("title", .texts(titles)),
        Feature("year", .numbers(titles.map { year(of: $0) })),
      ])
  }

  /// The year in brackets at the end of a title; NaN where there is none.
  private static func year(of title: String) -> Float {
    let end = title.drop { $0 == " " }.reversed().drop { $0 == " " }.prefix(6)
    let text = String(end.reversed())
    guard text.hasPrefix("("), text.hasSuffix(")"), text.count == 6 else { return .nan }
    return Float(text.dropFirst().dropLast()) ?? .nan
  }

  /// The atomic files of RecBole: tab-separated, with a header of `name:type`.
  static func atomic(
    _ files: [SourceFile], _ options: ImportOptions
  ) throws(DataError) -> Interactions {
    func file(_ ending: String) -> SourceFile? { files.first { $0.name.hasSuffix(ending) } }
    guard let inter = file(".inter") else {
      throw DataError(
        .usage, "recbole",
        expected: "a file that ends in .inter, and those in .user and .item if any",
        found: files.map { $0.name }.joined(separator: ", "))
    }
    let table = try AtomicTable(inter)
    let about = options.about(files.map { $0.path })
    let user = try table.column("user_id")
    let item = try table.column("item_id")
    let plain = try interactions(
      table.csv, about, user: user, item: item, rating: table.names.firstIndex(of: "rating"),
      timestamp: table.names.firstIndex(of: "timestamp"))
    return try Interactions(
      about: about, users: plain.users, items: plain.items, user: plain.user, item: plain.item,
      rating: plain.rating, timestamp: plain.timestamp,
      userFeatures: file(".user").map { (file) throws(DataError) in
        try AtomicTable(file).features(of: plain.users, id: "user_id")
      } ?? [],
      itemFeatures: file(".item").map { (file) throws(DataError) in
        try AtomicTable(file).features(of: plain.items, id: "item_id")
      } ?? [])
  }

  // MARK: - Parts of all

  private static func interactions(
    _ csv: CSV, _ about: About, user: Int, item: Int, rating: Int?, timestamp: Int?
  ) throws(DataError) -> Interactions {
    var problems: [Problem] = []
    for row in 0..<csv.count {
      for column in [user, item] where csv.isMissing(row, column) {
        problems.append(Problem(csv.place(row, column), expected: "a name", found: "none"))
      }
    }
    guard problems.isEmpty else { throw DataError(.badData, csv.subject, problems.limited()) }
    let userNames = (0..<csv.count).map { csv.text($0, user) }
    let itemNames = (0..<csv.count).map { csv.text($0, item) }
    let (users, items) = (sortedIdentifiers(userNames), sortedIdentifiers(itemNames))
    let moments = try timestamp.map { (column) throws(DataError) in try csv.integers(column) }
    return try Interactions(
      about: about, users: users, items: items, user: positions(of: userNames, among: users),
      item: positions(of: itemNames, among: items),
      rating: rating.map { (column) throws(DataError) in try csv.floats(column) },
      timestamp: moments?.map { Int64($0) })
  }

  private static func column(
    _ csv: CSV, _ name: String?, _ usual: [String], _ option: String
  ) throws(DataError) -> Int {
    if let column = try optional(csv, name, usual) { return column }
    throw DataError(
      .usage, csv.subject, at: option, expected: "the name of a column",
      found: "none, and no column named \(usual.joined(separator: ", "))",
      advice: "the columns are \(csv.header.joined(separator: ", "))")
  }

  private static func optional(
    _ csv: CSV, _ name: String?, _ usual: [String]
  ) throws(DataError) -> Int? {
    if let name { return try csv.column(name) }
    return csv.header.firstIndex { usual.contains($0) }
  }
}

/// A tab-separated table whose header says the type of each column, as RecBole reads and writes them.
private struct AtomicTable {
  let csv: CSV
  let names: [String]
  let types: [String]

  init(_ file: SourceFile) throws(DataError) {
    csv = try CSV(
      file.bytes, subject: file.path, format: CSVFormat(delimiter: "\t", hasQuotes: false))
    let parts = csv.header.map { $0.split(separator: ":", maxSplits: 1).map { String($0) } }
    let known = ["token", "token_seq", "float", "float_seq"]
    for (header, part) in zip(csv.header, parts) {
      guard part.count == 2, known.contains(part[1]) else {
        throw DataError(
          .badData, file.path, at: "line 1",
          expected: "columns as name:type with a type of \(known.joined(separator: ", "))",
          found: "\"\(header)\"")
      }
    }
    names = parts.map { $0[0] }
    types = parts.map { $0[1] }
  }

  func column(_ name: String) throws(DataError) -> Int {
    if let column = names.firstIndex(of: name) { return column }
    throw DataError(
      .badData, csv.subject, at: "line 1", expected: "a column \(name):token",
      found: csv.header.joined(separator: ", "))
  }

  /// What the table says about each user or item; nothing of those that it lacks.
  func features(of identifiers: [String], id: String) throws(DataError) -> [Feature] {
    let key = try column(id)
    var rows: [String: Int] = [:]
    for row in 0..<csv.count { rows[csv.text(row, key)] = row }
    let places = identifiers.map { rows[$0] }
    var features: [Feature] = []
    for column in 0..<csv.width where column != key {
      switch types[column] {
      case "float":
        let numbers = try csv.floats(column)
        features.append(
          Feature(names[column], .numbers(places.map { $0.map { numbers[$0] } ?? .nan })))
      case "token":
        features.append(
          Feature(names[column], .texts(places.map { $0.map { csv.text($0, column) } ?? "" })))
      case "token_seq":
        let lists = places.map { row in
          row.map { csv.text($0, column).split(separator: " ").map { String($0) } } ?? []
        }
        features.append(Feature(names[column], .lists(lists)))
      default:
        throw DataError(
          .badData, csv.subject, at: "line 1", expected: "columns of token, token_seq or float",
          found: "\"\(csv.header[column])\"", advice: "leave the column out")
      }
    }
    return features.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
