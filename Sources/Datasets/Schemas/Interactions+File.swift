import HDF5

extension Interactions {
  /// Opens a file of the schema `interactions/1`.
  ///
  /// - `/users` [user] and `/items` [item]: names, as text;
  /// - `/user` and `/item` [interaction]: positions among those names;
  /// - `/rating` and `/timestamp` [interaction], optional: numbers, and seconds since 1970;
  /// - `/user_features/NAME` [user] and `/item_features/NAME` [item], optional: numbers, or text, which is
  ///   a list of texts where the dataset has an attribute `separator`;
  /// - `/coordinates` [item, 2], optional: latitude and longitude in degrees;
  /// - attributes of the root: `assay_schema`, `name`, `license`, `source`, `description`.
  ///
  /// - Throws: `missing`, or `badData` with all that is wrong with the file.
  public static func open(_ path: String) throws(DataError) -> Interactions {
    try Interactions(reading: readingHDF5 { () throws(HDF5Error) in try HDF5File.open(path) })
  }

  /// Reads interactions from a file, or from a group that is laid out like one.
  public init(reading file: some HDF5Container) throws(DataError) {
    var inspection = Inspection(file.node.place.file)
    inspection.expect(.interactions, in: file)
    let about = inspection.about(file)
    let users: [String]? = inspection.list("users", axis: "user", count: nil, in: file)
    let items: [String]? = inspection.list("items", axis: "item", count: nil, in: file)
    let user: [Int32]? = inspection.list("user", axis: "interaction", count: nil, in: file)
    let item: [Int32]? = inspection.list("item", axis: "interaction", count: nil, in: file)
    var rating: [Float]?
    if file.contains("rating") {
      rating = inspection.list("rating", axis: "interaction", count: nil, in: file)
    }
    var timestamp: [Int64]?
    if file.contains("timestamp") {
      timestamp = inspection.list("timestamp", axis: "interaction", count: nil, in: file)
    }
    var coordinates: [Float]?
    if file.contains("coordinates"),
      let dataset = inspection.numbers("coordinates", axes: ["item", "2"], in: file)
    {
      coordinates = inspection.attempt { () throws(HDF5Error) in try dataset.read() }
    }
    let userFeatures = inspection.features("user_features", axis: "user", of: file)
    let itemFeatures = inspection.features("item_features", axis: "item", of: file)
    guard let about, let users, let items, let user, let item else {
      try inspection.finish()
      fatalError("interactions without users or items in a file without problems")
    }
    self = try Interactions(
      about: about, users: users, items: items, user: user, item: item, rating: rating,
      timestamp: timestamp, userFeatures: userFeatures, itemFeatures: itemFeatures,
      coordinates: coordinates, &inspection)
  }

  /// Writes a file of the schema `interactions/1`, gzipped; the same interactions give the same bytes.
  ///
  /// - Throws: `inputOutput`, and then nothing is left behind and an older file stays as it was.
  public func write(to path: String) throws(DataError) {
    try writing(path) { (file) throws(DataError) in
      try file.describe(.interactions, about)
      try readingHDF5 { () throws(HDF5Error) in
        try file.write("users", users)
        try file.write("items", items)
        try file.write("user", user, compression: .deflate(4))
        try file.write("item", item, compression: .deflate(4))
        if let rating { try file.write("rating", rating, compression: .deflate(4)) }
        if let timestamp { try file.write("timestamp", timestamp, compression: .deflate(4)) }
        if let coordinates {
          try file.write(
            "coordinates", coordinates, shape: [items.count, 2], compression: .deflate(4))
        }
        for (group, features) in [("user_features", userFeatures), ("item_features", itemFeatures)]
        {
          for feature in features {
            let path = "\(group)/\(feature.name)"
            switch feature.values {
            case .numbers(let numbers): try file.write(path, numbers)
            case .texts(let texts): try file.write(path, texts)
            case .lists(let lists):
              let dataset = try file.write(path, lists.map { $0.joined(separator: "|") })
              try dataset.setAttribute("separator", "|")
            }
          }
        }
      }
    }
  }
}

extension Inspection {
  /// The features in a group, in the order of the bytes of their names.
  fileprivate mutating func features(
    _ path: String, axis: String, of file: some HDF5Container
  ) -> [Feature] {
    guard file.contains(path),
      let group = attempt({ () throws(HDF5Error) in try file.group(path) }),
      let names = attempt({ () throws(HDF5Error) in try group.names })
    else { return [] }
    var features: [Feature] = []
    for name in names {
      guard let dataset = dataset(name, axes: [axis], in: group) else { continue }
      guard case .text = dataset.type else {
        if let numbers: [Float] = attempt({ () throws(HDF5Error) in try dataset.read() }) {
          features.append(Feature(name, .numbers(numbers)))
        }
        continue
      }
      guard let texts: [String] = attempt({ () throws(HDF5Error) in try dataset.read() }) else {
        continue
      }
      guard let separator: String = optional("separator", of: dataset) else {
        features.append(Feature(name, .texts(texts)))
        continue
      }
      guard separator.count == 1, let mark = separator.first else {
        note(
          "\(dataset.node.place.path)@separator", expected: "a single character",
          found: "\"\(separator)\"")
        continue
      }
      features.append(
        Feature(name, .lists(texts.map { $0.split(separator: mark).map { String($0) } })))
    }
    return features
  }
}
