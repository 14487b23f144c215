import Exact

/// Something known about each user or each item.
public struct Feature: Hashable, Sendable {
  /// What is known.
  public enum Values: Hashable, Sendable {
    /// Numbers, NaN where one is missing.
    case numbers([Float])
    /// A text, empty where it is missing.
    case texts([String])
    /// Any number of texts, such as the genres of a film.
    case lists([[String]])

    /// How many users or items it is about.
    public var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .texts(let texts): texts.count
      case .lists(let lists): lists.count
      }
    }
  }

  /// The feature's name.
  public let name: String
  /// One value for each user or item.
  public let values: Values

  /// A feature of that name.
  public init(_ name: String, _ values: Values) { (self.name, self.values) = (name, values) }
}

/// Users and items that met, with ratings and moments if known: a dataset of the schema `interactions/1`.
public struct Interactions: Sendable {
  /// What the dataset is.
  public let about: About
  /// The name of each user.
  public let users: [String]
  /// The name of each item.
  public let items: [String]
  /// The user of each interaction, by its position among ``users``.
  public let user: [Int32]
  /// The item of each interaction, by its position among ``items``.
  public let item: [Int32]
  /// The rating of each interaction, or how often it happened.
  public let rating: [Float]?
  /// When each interaction happened, in seconds since 1970.
  public let timestamp: [Int64]?
  /// What is known about the users.
  public let userFeatures: [Feature]
  /// What is known about the items.
  public let itemFeatures: [Feature]
  /// Latitude and longitude of each item in degrees, [item, 2]; NaN where they are not known.
  public let coordinates: [Float]?

  /// The number of interactions.
  public var count: Int { user.count }

  /// Interactions of these parts, all of which are checked.
  ///
  /// - Throws: `badData` with all that is wrong with them.
  public init(
    about: About, users: [String], items: [String], user: [Int32], item: [Int32],
    rating: [Float]? = nil, timestamp: [Int64]? = nil, userFeatures: [Feature] = [],
    itemFeatures: [Feature] = [], coordinates: [Float]? = nil
  ) throws(DataError) {
    var inspection = Inspection(about.name)
    self = try Interactions(
      about: about, users: users, items: items, user: user, item: item, rating: rating,
      timestamp: timestamp, userFeatures: userFeatures, itemFeatures: itemFeatures,
      coordinates: coordinates, &inspection)
  }

  /// Checks the parts of a file, in which other problems may have been found.
  init(
    about: About, users: [String], items: [String], user: [Int32], item: [Int32],
    rating: [Float]?, timestamp: [Int64]?, userFeatures: [Feature], itemFeatures: [Feature],
    coordinates: [Float]?, _ inspection: inout Inspection
  ) throws(DataError) {
    self.about = about
    (self.users, self.items) = (users, items)
    (self.user, self.item) = (user, item)
    (self.rating, self.timestamp) = (rating, timestamp)
    (self.userFeatures, self.itemFeatures) = (userFeatures, itemFeatures)
    self.coordinates = coordinates
    inspection.checkNames(users, at: "/users")
    inspection.checkNames(items, at: "/items")
    if user.isEmpty {
      inspection.note("/user", expected: "at least one interaction", found: "none")
    }
    for (place, found) in [
      ("/item", item.count), ("/rating", rating?.count), ("/timestamp", timestamp?.count),
    ] {
      guard let found, found != user.count else { continue }
      inspection.note(
        place, expected: "\(user.count) elements, one for each of /user", found: "\(found)")
    }
    for (place, names, codes) in [("/user", users, user), ("/item", items, item)] {
      let strays = codes.indices.filter { !names.indices.contains(Int(codes[$0])) }
      guard let first = strays.first else { continue }
      inspection.note(
        place, expected: "positions among the \(names.count) names of \(place)s",
        found: "\(codes[first]) at [\(first)]" + others(strays))
    }
    if let rating, let stray = rating.firstIndex(where: { !$0.isFinite }) {
      inspection.note(
        "/rating", expected: "finite numbers", found: "\(canonical(rating[stray])) at [\(stray)]",
        advice: "leave out interactions without a rating")
    }
    for (place, features, names) in [
      ("/user_features", userFeatures, users), ("/item_features", itemFeatures, items),
    ] {
      inspection.checkNames(features.map { $0.name }, at: place)
      for feature in features where feature.values.count != names.count {
        inspection.note(
          "\(place)/\(feature.name)", expected: "\(names.count) values, one for each name",
          found: "\(feature.values.count)")
      }
      for feature in features { inspection.check(feature, at: place) }
    }
    if let coordinates {
      if coordinates.count != 2 * items.count {
        inspection.note(
          "/coordinates", expected: "\(items.count) pairs of latitude and longitude",
          found: "\(coordinates.count) numbers")
      } else if let stray = coordinates.indices.first(where: {
        abs(coordinates[$0]) > ($0 % 2 == 0 ? 90 : 360)
      }) {
        inspection.note(
          "/coordinates", expected: "latitudes within ±90 and longitudes within ±360 degrees",
          found: "\(canonical(coordinates[stray])) at [\(stray / 2), \(stray % 2)]",
          advice: "latitude comes first")
      }
    }
    try inspection.finish()
  }

  /// The digest of what results depend on: everything but ``about``.
  public func digest() -> Digest {
    var digest = TensorDigest()
    digest.add("schema", shape: [], [Schema.interactions.rawValue])
    digest.add("users", shape: [users.count], users)
    digest.add("items", shape: [items.count], items)
    digest.add("user", shape: [user.count], user)
    digest.add("item", shape: [item.count], item)
    if let rating { digest.add("rating", shape: [rating.count], rating) }
    if let timestamp { digest.add("timestamp", shape: [timestamp.count], timestamp) }
    if let coordinates { digest.add("coordinates", shape: [items.count, 2], coordinates) }
    for (place, features) in [("user_features", userFeatures), ("item_features", itemFeatures)] {
      for feature in features {
        let name = "\(place)/\(feature.name)"
        switch feature.values {
        case .numbers(let numbers): digest.add(name, shape: [numbers.count], numbers)
        case .texts(let texts): digest.add(name, shape: [texts.count], texts)
        case .lists(let lists):
          digest.add("\(name)/texts", shape: [lists.joined().count], lists.flatMap { $0 })
          digest.add("\(name)/counts", shape: [lists.count], lists.map { Int64($0.count) })
        }
      }
    }
    return digest.finalize()
  }
}

extension Inspection {
  /// Notes what a file could not hold of a feature.
  fileprivate mutating func check(_ feature: Feature, at place: String) {
    let place = "\(place)/\(feature.name)"
    if feature.name.contains("/") {
      note(place, expected: "a name without \"/\"", found: "\"\(feature.name)\"")
    }
    switch feature.values {
    case .numbers(let numbers):
      if let stray = numbers.firstIndex(where: { $0.isInfinite }) {
        note(place, expected: "finite numbers, or NaN", found: "an infinity at [\(stray)]")
      }
    case .texts: break
    case .lists(let lists):
      for (index, list) in lists.enumerated() {
        guard let stray = list.first(where: { $0.isEmpty || $0.contains("|") }) else { continue }
        note(
          place, expected: "texts that are not empty and without \"|\"",
          found: "\"\(stray)\" at [\(index)]")
        return
      }
    }
  }
}
