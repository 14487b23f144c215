import Datasets
import Testing

/// Tables as users have them become datasets.
@Suite struct `Imports` {
  static func read(
    _ importer: Importer, _ text: String, name: String = "a.csv",
    _ options: [(String, String)] = []
  ) throws -> Dataset {
    var choices = ImportOptions()
    for (option, value) in options { try choices.set(option, value) }
    return try importer.read([SourceFile(path: name, bytes: Array(text.utf8))], choices)
  }

  static func series(
    _ importer: Importer, _ text: String, _ options: [(String, String)] = []
  ) throws -> Series {
    let dataset = try read(importer, text, options)
    return try #require(dataset.series)
  }

  // MARK: - Series

  @Test func `a wide series`() throws {
    let series = try Self.series(
      .wideSeries, "date,a,b\n2020-01-01 00:00,1,2\n2020-01-01 01:00,3,4\n2020-01-01 02:00,5,6\n")
    #expect(series.channels == ["a", "b"])
    #expect(try series.values.read(0..<3) == [1, 2, 3, 4, 5, 6])
    #expect(series.time?.step == .seconds(3600) && series.season == nil)
    #expect(series.observed == nil && series.about.name == "a")
  }

  @Test func `rows in any order, gaps and missing fields`() throws {
    let series = try Self.series(
      .wideSeries, "when;a;b;note\n05.01.2020;5;;x\n01.01.2020;1;10;y\n02.01.2020;NA;20;z\n",
      [
        ("delimiter", ";"), ("time", "when"), ("dates", "dmy"), ("drop", "note"), ("season", "2"),
        ("split", "2,3,5"), ("fill", "linear"), ("name", "mine"), ("license", "MIT"),
      ])
    #expect(try series.values.read(0..<5) == [1, 10, 2, 20, 3, 20, 4, 20, 5, 20])
    #expect(try series.observed?.read(0..<5) == [1, 1, 0, 1, 0, 0, 0, 0, 1, 0])
    #expect(series.season == 2 && series.bounds == SplitBounds(train: 2, validation: 3, test: 5))
    #expect(series.about.name == "mine" && series.about.license == "MIT")
    #expect(series.summaries.map { $0.missing } == [3, 3])
  }

  @Test(arguments: [
    ("2000-01-31\n2000-02-29\n2000-03-31\n", "1 month"),
    ("2000-01-01\n2000-04-01\n2000-10-01\n", "3 months"),
    ("1990-01-01\n1991-01-01\n1992-01-01\n", "1 year"),
    ("2000-01-01\n2000-01-08\n2000-01-22\n", "1 week"),
    ("2001-01-01\n2001-01-29\n2001-02-26\n", "4 weeks"),
    ("86400\n86460\n86520\n", "1 minute"),
  ])
  func `steps are worked out`(_ dates: String, _ step: String) throws {
    let rows = dates.split(separator: "\n").enumerated().map { "\($1),\($0)" }
    let series = try Self.series(.wideSeries, "ds,y\n" + rows.joined(separator: "\n"))
    #expect(series.time?.step == TimeStep(step))
  }

  @Test func `a series without dates`() throws {
    let series = try Self.series(.wideSeries, "a,b\n1,2\n3,4\n")
    #expect(series.time == nil && series.count == 2)
    let dated = try Self.series(
      .wideSeries, "1,2\n3,4\n", [("header", "no"), ("start", "2020-01-01"), ("step", "1 day")])
    #expect(dated.time?.step == .seconds(86_400) && dated.channels == ["1", "2"])
  }

  @Test func `a long series`() throws {
    let text =
      "time,shop,sold,price\n2020-01-02,B,4,40\n2020-01-01,B,2,20\n2020-01-01,A,1,10\n"
      + "2020-01-03,A,5,NA\n"
    let series = try Self.series(.longSeries, text, [("series", "shop"), ("channels", "sold")])
    #expect(series.channels == ["A", "B"])
    #expect(try series.observed?.read(0..<3) == [1, 1, 0, 1, 1, 0])
    #expect(try series.filled(.previous).values.read(0..<3) == [1, 2, 1, 4, 5, 4])
    let both = try Self.series(.longSeries, text, [("series", "shop")])
    #expect(both.channels == ["A sold", "A price", "B sold", "B price"])
    #expect(both.summaries.map { $0.count } == [2, 1, 2, 2])
  }

  @Test(arguments: [
    (
      "date,a\n2020-01-01,1\n2020-01-01,2\n2020-01-02,3\n",
      "line 3, column 1 (\"date\"): expected one row"
    ),
    ("date,a\n2020-01-01,1\n2020-01-03,2\nyesterday,3\n", "expected a date (ymd) or whole seconds"),
    ("date,a\n2020-01-01,1\n", "expected two moments"),
    ("date,a\n", "expected at least one row"),
    ("date,a\n2020-01-01,x\n2020-01-02,2\n", "line 2, column 2 (\"a\"): expected a number"),
    (
      "date,a\n2020-01-01 00:00,1\n2020-01-01 00:01,2\n2020-06-01,3\n",
      "expected rows for at least one in a hundred moments"
    ),
    (
      "date,a\n2020-01-01 00:00,1\n2020-01-01 01:00,2\n2020-01-01 02:30,3\n",
      "line 4, column 1 (\"date\"): expected a moment that is a whole number of steps of 1 hour after"
    ),
    ("date\n2020-01-01\n2020-01-02\n", "expected at least one column of numbers"),
  ])
  func `series that are refused`(_ text: String, _ words: String) throws {
    let error = try #require(failure { try Self.series(.wideSeries, text) })
    #expect(error.kind == .badData)
    #expect(error.description.contains(words), "\(error)")
  }

  @Test func `long series that are refused`() throws {
    let text = "time,shop,sold\n2020-01-01,A,1\n2020-01-01,A,2\n2020-01-02,A,3\n"
    let twice = try #require(failure { try Self.series(.longSeries, text, [("series", "shop")]) })
    #expect(
      twice.description.contains("line 3, column 1 (\"time\"): expected one row for each moment"))
    let missing = try #require(failure { try Self.series(.longSeries, text) })
    #expect(missing.kind == .usage && missing.description.contains("--series"))
    let many = "time,shop,sold\n" + (0..<4000).map { "\($0 * 100),\($0),1\n" }.joined()
    let vast = try #require(
      failure { try Self.series(.longSeries, many, [("series", "shop"), ("step", "1 second")]) })
    #expect(vast.description.contains("expected at most 2^30 numbers"), "\(vast)")
    let unknown = try #require(
      failure { try Self.series(.longSeries, text, [("series", "store")]) })
    #expect(unknown.description.contains("expected a column \"store\""))
  }

  // MARK: - Tables

  @Test func `a table`() throws {
    let text = "id,age,town,zip,paid\n1,31,Oslo,0150,yes\n2,?,Rome,0150,no\n3,25,?,9999,yes\n"
    let tableDataset = try Self.read(
      .table, text,
      [("target", "paid"), ("drop", "id"), ("categorical", "zip"), ("missing", "?")])
    let table = try #require(tableDataset.table)
    #expect(table.numericalNames == ["age"] && table.summaries[0].missing == 1)
    #expect(table.categorical.map { $0.name } == ["town", "zip"])
    #expect(table.categorical[0].codes == [0, 1, -1])
    #expect(table.target == .classes([1, 0, 1], names: ["no", "yes"]))
    let groupedDataset = try Self.read(
      .table, text,
      [("target", "age"), ("missing", "x"), ("groups", "town"), ("task", "classification")])
    let grouped = try #require(groupedDataset.table)
    #expect(grouped.target == .classes([1, 2, 0], names: ["25", "31", "?"]))
    #expect(grouped.groups == ["Oslo", "Rome", "?"])
  }

  @Test func `classes that are numbers are in their order`() throws {
    let text = "x,y\n1,10\n2,9\n3,10\n"
    let tableDataset = try Self.read(
      .table, text, [("target", "y"), ("task", "classification")])
    let table = try #require(tableDataset.table)
    #expect(table.target == .classes([1, 0, 1], names: ["9", "10"]))
  }

  @Test func `tables that are refused`() throws {
    let text = "x,y\n1,\n2,3\n"
    let missing = try #require(failure { try Self.read(.table, text, [("target", "y")]) })
    #expect(missing.description.contains("line 2, column 2 (\"y\"): expected a target"))
    let none = try #require(failure { try Self.read(.table, text) })
    #expect(none.kind == .usage && none.description.contains("the columns are x, y"))
    let text2 = "x,y\n1,a\n2,b\n"
    let words = try #require(
      failure { try Self.read(.table, text2, [("target", "y"), ("task", "regression")]) })
    #expect(words.description.contains("expected a number, found \"a\""))
  }

  // MARK: - Interactions

  @Test func `interactions`() throws {
    let text = "who,what,stars,when\nb,10,5,100\na,9,1,200\nb,9,3,300\n"
    let dataDataset = try Self.read(
      .interactions, text,
      [("user", "who"), ("item", "what"), ("rating", "stars"), ("timestamp", "when")])
    let data = try #require(dataDataset.interactions)
    #expect(data.users == ["a", "b"] && data.items == ["9", "10"])
    #expect(data.user == [1, 0, 1] && data.item == [1, 0, 0])
    #expect(data.rating == [5, 1, 3] && data.timestamp == [100, 200, 300])
    let error = try #require(failure { try Self.read(.interactions, text) })
    #expect(error.description.contains("--user: expected the name of a column"))
    let missing = try #require(failure { try Self.read(.interactions, "user_id,item_id\na,\n") })
    #expect(missing.description.contains("line 2, column 2 (\"item_id\"): expected a name"))
  }

  @Test func `atomic files`() throws {
    let inter =
      "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
      + "2\t7\t4\t881250949.0\n10\t3\t2.5\t891717742\n"
    let user = "user_id:token\tage:float\tjob:token\n2\t31\tnurse\n99\t50\tcook\n"
    let item = "item_id:token\ttitle:token_seq\n3\tToy \"Story\"\n7\tHeat\n"
    let files = try [("x.item", item), ("x.inter", inter), ("x.user", user)].map {
      try SourceFile(path: $0.0, bytes: Array($0.1.utf8))
    }
    let dataDataset = try Importer.recbole.read(files)
    let data = try #require(dataDataset.interactions)
    #expect(data.users == ["2", "10"] && data.items == ["3", "7"])
    #expect(data.item == [1, 0] && data.timestamp == [881_250_949, 891_717_742])
    #expect(data.itemFeatures == [Feature("title", .lists([["Toy", "\"Story\""], ["Heat"]]))])
    #expect(data.userFeatures[0].name == "age" && data.userFeatures[0].values.count == 2)
    if case .numbers(let ages) = data.userFeatures[0].values {
      #expect(ages[0] == 31 && ages[1].isNaN)
    } else {
      Issue.record("expected numbers")
    }
    #expect(data.userFeatures[1] == Feature("job", .texts(["nurse", ""])))
    #expect(failure { try Importer.recbole.read([files[0]]) }?.kind == .usage)
    let bad = try #require(
      failure { try Self.read(.recbole, "user_id\titem_id:token\n", name: "x.inter") })
    #expect(bad.description.contains("expected columns as name:type"))
  }

  // MARK: - Files of the literature

  @Test func `files of the literature are known by their columns and names`() throws {
    #expect(
      failure { try Self.read(.ett, "date,a\n2020-01-01,1\n2020-01-02,1\n") }?.kind == .badData)
    #expect(failure { try Self.read(.exchangeRate, "1,2\n3,4\n") }?.kind == .badData)
    #expect(failure { try Self.read(.kirkaldy, "a\n1\n", name: "x.csv") }?.kind == .usage)
    #expect(failure { try Self.read(.tju, "a\n1\n", name: "x.csv") }?.kind == .usage)
    #expect(failure { try Self.read(.movielens, "a\n1\n", name: "ratings.csv") }?.kind == .usage)
    #expect(failure { try Importer.table.read([]) }?.kind == .usage)
  }

  @Test func `files of Kirkaldy and of Zhu`() throws {
    let header = "Ageing Cycles,RPT start date,C/10 Capacity [mA h],SoH,LAM PE,LAM NE_tot,LLI\n"
    let text = header + "0,01/07/2020,4878.5,1.0,0.0,0.0,0.0\n78,10/08/2020,,0.9,,0.1,0.2\n"
    let kirkaldyDataset = try Self.read(
      .kirkaldy, text, name: "Expt 5 - cell A (10degC) - Processed Data.csv")
    let kirkaldy = try #require(kirkaldyDataset.cells)
    let cell = kirkaldy.cells[0]
    #expect(cell.name == "A" && cell.temperature == 10 && cell.cycle == [0, 78])
    #expect(cell.quantities.first { $0.name == "C_10 Capacity" }?.unit == "mA h")
    #expect(cell.numbers(of: "RPT start date") == [18_444, 18_484])
    #expect(cell.numbers(of: "LAM PE")?[1].isNaN == true)

    let tjuDataset = try Self.read(
      .tju, "voltage mean,capacity\n4.1,3.2\n4.0,3.1\n",
      name: "x/Dataset_3_NCM_NCA_battery/CY25-025_4-#12.csv")
    let tju = try #require(tjuDataset.cells)
    #expect(tju.cells[0].name == "NCM+NCA CY25-025_4-#12" && tju.cells[0].cycle == [1, 2])
    #expect((tju.cells[0].chargeRate, tju.cells[0].dischargeRate) == (0.25, 4))
    let unknown = try #require(
      failure {
        try Self.read(.tju, "volts\n1\n", name: "Dataset_1_NCA_battery/CY25-05_1-#1.csv")
      })
    #expect(unknown.description.contains("found \"volts\""))
  }

  // MARK: - Options

  @Test(arguments: [
    ("colour", "red"), ("delimiter", ";;"), ("delimiter", "\n"), ("delimiter", ""),
    ("header", "maybe"),
    ("dates", "year"), ("start", "now"), ("step", "soon"), ("split", "1,2"), ("split", "1,2,x"),
    ("season", "0"), ("season", "x"), ("fill", "zero"), ("task", "ranking"),
  ])
  func `options that mean nothing`(_ name: String, _ value: String) throws {
    var options = ImportOptions()
    let error = try #require(failure { try options.set(name, value) })
    #expect(error.kind == .usage && error.exitCode == 64)
    #expect(error.description.split(separator: "\n").count == 1)
  }

  @Test func `every option can be set`() throws {
    let values = [
      "delimiter": "tab", "header": "no", "dates": "mdy", "start": "2020-01-01", "step": "1 hour",
      "split": "1,2,3", "season": "4", "fill": "previous", "task": "regression",
    ]
    for (name, meaning) in ImportOptions.all {
      var options = ImportOptions()
      try options.set(name, values[name] ?? "a")
      #expect(!meaning.isEmpty)
    }
  }
}
