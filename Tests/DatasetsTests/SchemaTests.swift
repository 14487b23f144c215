import Datasets
import Exact
import Foundation
import HDF5
import Testing

/// Files of the other schemas: read, written and read back, refused in words.
@Suite struct `Files of other schemas` {
  static func group(_ path: String) throws -> HDF5Group {
    try fixture("datasets.h5").group(path)
  }

  // MARK: - What is read

  @Test func `a table`() throws {
    let table = try Table(reading: Self.group("tables/classification"))
    #expect(table.count == 4 && table.targetName == "kind")
    #expect(table.numericalNames == ["x", "y"])
    let numbers = try table.numerical.read(0..<4)
    #expect(numbers[3].isNaN && numbers[4] == 5)
    #expect(table.summaries.map { $0.missing } == [0, 1])
    #expect(
      table.categorical == [
        Table.Category(name: "sex", levels: ["f", "m"], codes: [0, 1, 0, 1]),
        Table.Category(name: "town", levels: ["Oslo", "Rome"], codes: [1, -1, 0, 1]),
      ])
    #expect(table.target == .classes([0, 1, 1, 0], names: ["no", "yes"]))
    #expect(table.groups == ["p", "p", "q", "r"])
    let regression = try Table(reading: Self.group("tables/regression"))
    #expect(regression.target == .numbers([0.5, 1, 2, 3]) && regression.target.task == .regression)
    let categories = try Table(reading: Self.group("tables/categories alone"))
    #expect(categories.numericalNames.isEmpty && categories.summaries.isEmpty)
  }

  @Test func `interactions`() throws {
    let data = try Interactions(reading: Self.group("interactions/full"))
    #expect(data.users == ["u1", "u2"] && data.items == ["i1", "i2", "i3"])
    #expect(data.user == [0, 1, 0] && data.item == [2, 1, 0])
    #expect(data.rating == [5, 3.5, 1] && data.timestamp == [10, 20, 1 << 40])
    #expect(
      data.userFeatures == [
        Feature("age", .numbers([31, 44])), Feature("town", .texts(["Oslo", ""])),
      ])
    #expect(data.itemFeatures == [Feature("genres", .lists([["Drama", "War"], [], ["War"]]))])
    #expect(data.coordinates?[1] == 103 && data.coordinates?[5].isNaN == true)
    let bare = try Interactions(reading: Self.group("interactions/bare"))
    #expect(bare.rating == nil && bare.timestamp == nil && bare.coordinates == nil)
    #expect(bare.userFeatures.isEmpty && bare.itemFeatures.isEmpty)
  }

  @Test func `cells`() throws {
    let data = try BatteryCells(reading: Self.group("cells/full"))
    #expect(data.cells.map { $0.name } == ["A", "B"] && data.targets == ["soh"])
    let cell = data.cells[1]
    #expect(cell.cycle == [1, 5, 9])
    #expect((cell.temperature, cell.chargeRate) == (25, 0.5) && cell.dischargeRate == nil)
    #expect(cell.chemistry == "NCA")
    #expect(cell.quantities.map { $0.name } == ["capacity", "soh"])
    #expect(cell.quantities.map { $0.unit } == ["Ah", "1"])
    #expect(cell.numbers(of: "soh") == [1, 0.9, 0.8] && cell.numbers(of: "x") == nil)
    #expect(cell.numbers(of: "capacity")?[2].isNaN == true)
    #expect(cell.curves[0].numbers.count == 12 && data.cells[0].curves[0].numbers.count == 6)
  }

  @Test func `embeddings`() throws {
    let data = try Embeddings(reading: Self.group("embeddings/full"))
    #expect(data.names == ["a", "b", "c", "d"] && data.labels == ["x", "x", "y", "y"])
    #expect(try data.vectors.read(0..<4) == (0..<12).map { Float($0) / 4 })
    #expect(try Embeddings(reading: Self.group("embeddings/no labels")).labels == nil)
    let streamed = try Embeddings(reading: Self.group("embeddings/full"), memory: 0)
    #expect(!streamed.vectors.isInMemory)
    #expect(try streamed.digest() == data.digest())
  }

  // MARK: - What is written

  static let all: [(String, @Sendable (HDF5Group) throws -> Dataset)] = [
    ("tables/classification", { .table(try Table(reading: $0)) }),
    ("tables/regression", { .table(try Table(reading: $0)) }),
    ("tables/numbers alone", { .table(try Table(reading: $0)) }),
    ("tables/categories alone", { .table(try Table(reading: $0)) }),
    ("interactions/full", { .interactions(try Interactions(reading: $0)) }),
    ("interactions/bare", { .interactions(try Interactions(reading: $0)) }),
    ("cells/full", { .cells(try BatteryCells(reading: $0)) }),
    ("embeddings/full", { .embeddings(try Embeddings(reading: $0)) }),
    ("embeddings/no labels", { .embeddings(try Embeddings(reading: $0)) }),
    ("plain/mask of integers", { .series(try Series(reading: $0)) }),
  ]

  @Test(arguments: all.indices)
  func `what is written is read back, and the same bytes each time`(_ index: Int) throws {
    let (path, read) = Self.all[index]
    let dataset = try read(Self.group(path))
    let folder = try Scratch()
    try dataset.write(to: folder / "a.h5")
    try dataset.write(to: folder / "b.h5")
    #expect(
      try Data(contentsOf: URL(filePath: folder / "a.h5"))
        == Data(contentsOf: URL(filePath: folder / "b.h5")))
    let back = try Dataset.open(folder / "a.h5")
    #expect(try back.digest() == dataset.digest())
    #expect(back.schema == dataset.schema && back.about == dataset.about)
    #expect(try back.description() == dataset.description())
  }

  @Test func `digests differ where the data do`() throws {
    let digests = try Self.all.map { try $0.1(Self.group($0.0)).digest() }
    #expect(Set(digests.map { "\($0)" }).count == digests.count)
  }

  // MARK: - What is refused

  static let badTables = [
    BadCase("task", "@task: expected \"regression\" or \"classification\", found \"ranking\""),
    BadCase("no task", "task: expected an attribute \"task\""),
    BadCase("no target", "target: expected a dataset"),
    BadCase("text target", "target: expected numbers, found text"),
    BadCase(
      "nan target", "target: expected finite numbers, found nan in row 2 and 1 more; leave out"),
    BadCase(
      "infinite", "expected finite numbers in \"y\", found an infinity at [1, 1]", "NaN for a"),
    BadCase("rows", "/numerical: expected 4 rows, as in /target, found 3"),
    BadCase(
      "names", "/numerical_names: expected 2 names, one for each column of /numerical, found 1"),
    BadCase("same names", "expected names that differ, found \"sex\" at [1] and again at [2]"),
    BadCase("no names", "numerical_names: expected a dataset"),
    BadCase("no levels", "levels/town: expected a dataset, found no \"town\""),
    BadCase(
      "code", "expected numbers of 2 levels of \"sex\", or -1, found 2 in row 1",
      "of 2 levels of \"town\", or -1, found 7 in row 3", count: 2),
    BadCase("float codes", "categorical: expected int32, found float64"),
    BadCase("class", "target: expected numbers of 1 classes, found 1 in row 1 and 1 more"),
    BadCase("nothing to learn from", "expected at least one column of numbers or categories"),
    BadCase("groups", "/groups: expected 4 rows, as in /target, found 1"),
  ]

  static let badInteractions = [
    BadCase("none", "/user: expected at least one interaction, found none"),
    BadCase(
      "stray", "/user: expected positions among the 2 names of /users, found 2 at [1] and 1 more"),
    BadCase(
      "lengths", "/item: expected 3 elements, one for each of /user, found 2",
      "/rating: expected 3 elements, one for each of /user, found 1", count: 2),
    BadCase("rating", "/rating: expected finite numbers, found nan at [1]"),
    BadCase("float time", "timestamp: expected int64, found float64"),
    BadCase("features", "/user_features/age: expected 2 values, one for each name, found 3"),
    BadCase("same users", "/users: expected names that differ, found \"u1\""),
    BadCase("latitude", "found 103.0 at [0, 0]; latitude comes first"),
    BadCase("places", "/coordinates: expected 3 pairs of latitude and longitude, found 2 numbers"),
    BadCase("no users", "users: expected a dataset"),
  ]

  static let badCells = [
    BadCase("unit", "same as in cell A: capacity (Ah), soh (1), found capacity (mAh), soh (1)"),
    BadCase("cycles fall", "/cells/B/cycle: expected rising numbers, found 1 after 1 at [1]"),
    BadCase("lengths", "/cells/B/quantities/capacity: expected numbers for 3 cycles, found 2"),
    BadCase("infinite", "capacity: expected finite numbers, or NaN, found an infinity at [2]"),
    BadCase("targets", "expected names of quantities: capacity, soh, found \"SoH\""),
    BadCase("no targets", "targets: expected an attribute \"targets\""),
    BadCase("curve", "curves/voltage: expected the axes [cycle, point], found shape [3]"),
    BadCase("temperature", "@charge_rate: expected a finite number, found inf", count: 2),
    BadCase("none", "/cells: expected at least one cell, found none"),
  ]

  static let badEmbeddings = [
    BadCase("nan", "/vectors: expected numbers in \"1\", found NaN at [0, 1] and 3 more"),
    BadCase("names", "\"b\" at [1] and again at [2]", "an empty text at [3]", count: 2),
    BadCase("lengths", "/names: expected 4 texts", "/labels: expected 4 texts", count: 2),
    BadCase("rank", "vectors: expected the axes [item, dimension], found shape [4]; reshape"),
    BadCase("no vectors", "vectors: expected a dataset"),
  ]

  func check(_ bad: BadCase, _ body: () throws -> Void) throws {
    let found = failure(of: body)
    let error = try #require(found)
    #expect(error.kind == .badData)
    #expect(error.problems.count == bad.count, "\(error)")
    for word in bad.words { #expect(error.description.contains(word), "\(error)") }
  }

  @Test(arguments: badTables)
  func `tables with mistakes`(_ bad: BadCase) throws {
    try check(bad) { _ = try Table(reading: Self.group("bad tables/\(bad.name)")) }
  }

  @Test(arguments: badInteractions)
  func `interactions with mistakes`(_ bad: BadCase) throws {
    try check(bad) { _ = try Interactions(reading: Self.group("bad interactions/\(bad.name)")) }
  }

  @Test(arguments: badCells)
  func `cells with mistakes`(_ bad: BadCase) throws {
    try check(bad) { _ = try BatteryCells(reading: Self.group("bad cells/\(bad.name)")) }
  }

  @Test(arguments: badEmbeddings)
  func `embeddings with mistakes`(_ bad: BadCase) throws {
    try check(bad) { _ = try Embeddings(reading: Self.group("bad embeddings/\(bad.name)")) }
  }

  @Test func `all cases are in the lists`() throws {
    let file = try fixture("datasets.h5")
    for (path, cases) in [
      ("bad tables", Self.badTables), ("bad interactions", Self.badInteractions),
      ("bad cells", Self.badCells), ("bad embeddings", Self.badEmbeddings),
    ] {
      #expect(try file.group(path).names == cases.map { $0.name }.sorted(), "\(path)")
    }
  }

  @Test func `files of another schema or none`() throws {
    let folder = try Scratch()
    try smallSeries([1, 2, 3], width: 1).write(to: folder / "a.h5")
    for open: (String) throws -> Void in [
      { _ = try Table.open($0) }, { _ = try Interactions.open($0) },
      { _ = try BatteryCells.open($0) }, { _ = try Embeddings.open($0) },
    ] {
      let error = try #require(failure { try open(folder / "a.h5") })
      #expect(
        error.description.contains("found \"forecasting/1\"; this is a dataset of another kind"))
      #expect(failure { try open(folder / "none.h5") }?.kind == .missing)
    }
    try HDF5File.create(folder / "b.h5") { try $0.setAttribute("assay_schema", "images/1") }
    let unknown = try #require(failure { try Dataset.open(folder / "b.h5") })
    #expect(unknown.description.contains("expected one of forecasting/1, tabular/1"))
    try HDF5File.create(folder / "c.h5") { try $0.write("x", 1) }
    let none = try #require(failure { try Dataset.open(folder / "c.h5") })
    #expect(none.description.contains("expected an attribute \"assay_schema\""))
  }

  @Test func `texts become categories`() {
    let category = Table.Category(name: "c", texts: ["b", nil, "a", "b"])
    #expect(category.levels == ["a", "b"] && category.codes == [1, -1, 0, 1])
  }
}
