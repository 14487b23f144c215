import Datasets
import Testing

/// Cuts in time and windows over them.
@Suite struct `Windows of series` {
  /// Rows of two channels: 10 · row and 10 · row + 1.
  static func series(_ count: Int, bounds: SplitBounds? = nil) throws -> Series {
    try smallSeries(
      (0..<2 * count).map { Float($0 / 2 * 10 + $0 % 2) }, width: 2, bounds: bounds)
  }

  @Test(arguments: [(10, 7, 8), (7588, 5311, 6071), (101, 70, 81), (17_420, 12_194, 13_936)])
  func `parts are those of the literature`(_ count: Int, _ train: Int, _ validation: Int) throws {
    let split = try Self.series(count).split()
    #expect(split.bounds == SplitBounds(train: train, validation: validation, test: count))
  }

  @Test func `bounds of the file come first, unless others are asked for`() throws {
    let bounds = SplitBounds(train: 4, validation: 6, test: 8)
    let series = try Self.series(10, bounds: bounds)
    #expect(try series.split().bounds == bounds)
    #expect(try series.split(.ratios(train: 0.5, test: 0.3)).bounds.train == 5)
    let other = SplitBounds(train: 1, validation: 2, test: 3)
    #expect(try series.split(.bounds(other)).bounds == other)
  }

  @Test func `windows of each part`() throws {
    let bounds = SplitBounds(train: 10, validation: 14, test: 19)
    let windows = try Self.series(21, bounds: bounds).split().windows(lookBack: 3, horizon: 2)
    #expect(windows.train.count == 6)
    #expect(windows.validation.count == 3)
    #expect(windows.testCount == 4)
    #expect(windows.train.rows == 0..<10 && windows.validation.rows == 7..<14)
    let test = windows.test.open(for: Chosen())
    #expect(test.rows == 11..<19 && test.count == 4)
    // The first row to forecast is the first of the part.
    #expect(windows.validation.firstRow(of: 0) + 3 == 10 && test.firstRow(of: 0) + 3 == 14)
    // The last one is the last of the part.
    #expect(test.firstRow(of: 3) + 3 + 2 == 19)
    var inputs = [Float](repeating: -1, count: 2 * 3 * 2)
    var targets = [Float](repeating: -1, count: 2 * 2 * 2)
    try test.gather([3, 0], inputs: &inputs, targets: &targets)
    #expect(inputs == [140, 141, 150, 151, 160, 161, 110, 111, 120, 121, 130, 131])
    #expect(targets == [170, 171, 180, 181, 140, 141, 150, 151])
  }

  @Test(arguments: [1, 2, 3, 7])
  func `strides skip windows`(_ stride: Int) throws {
    let windows = try Self.series(50).split().windows(lookBack: 4, horizon: 3, stride: stride)
    #expect(windows.train.count == (0...(35 - 7)).count { $0 % stride == 0 })
    var input = [Float](repeating: 0, count: 8)
    var target = [Float](repeating: 0, count: 6)
    for window in 0..<windows.train.count {
      try windows.train.gather(CollectionOfOne(window), inputs: &input, targets: &target)
      #expect(input[0] == Float(window * stride * 10))
      #expect(target[0] == Float((window * stride + 4) * 10))
    }
  }

  @Test func `batches leave nothing out`() throws {
    let windows = try Self.series(50).split().windows(lookBack: 4, horizon: 3).train
    #expect(windows.batches(of: 10) == [0..<10, 10..<20, 20..<29])
    #expect(windows.batches(of: 29) == [0..<29])
    #expect(windows.batches(of: 100) == [0..<29])
  }

  @Test(arguments: [0, 1 << 16, 1 << 30])
  func `windows of a file are those in memory`(memory: Int) throws {
    let folder = try Scratch()
    let whole = try Self.series(40_000)
    try whole.write(to: folder / "a.h5")
    let series = try Series.open(folder / "a.h5", memory: memory)
    let expected = try whole.split().scaled(.standard).windows(lookBack: 96, horizon: 24).train
    let windows = try series.split().scaled(.standard).windows(lookBack: 96, horizon: 24).train
    #expect(windows.count == expected.count)
    let some = (0..<64).map { $0 * 7919 % windows.count }
    var (a, b) = ([Float](repeating: 0, count: 64 * 192), [Float](repeating: 1, count: 64 * 192))
    var (c, d) = ([Float](repeating: 0, count: 64 * 48), [Float](repeating: 1, count: 64 * 48))
    try windows.gather(some, inputs: &a, targets: &c)
    try expected.gather(some, inputs: &b, targets: &d)
    #expect(a == b && c == d)
  }

  @Test func `parts too short for a window are all named`() throws {
    let split = try Self.series(50).split()
    let error = try #require(failure { try split.windows(lookBack: 30, horizon: 20) })
    #expect(error.kind == .badData)
    #expect(error.problems.count == 3)
    #expect(error.description.contains("at least 50 rows of training"))
    #expect(error.description.contains("at least 20 rows of validation"))
    #expect(error.description.contains("at least 20 rows of test"))
    let long = try #require(failure { try split.windows(lookBack: 36, horizon: 1) })
    #expect(
      long.problems.map { $0.expected } == [
        "at least 37 rows of training for a look-back of 36 and a horizon of 1",
        "36 rows before validation to look back on",
      ])
    let tight = try split.windows(lookBack: 30, horizon: 5)
    #expect((tight.train.count, tight.validation.count, tight.testCount) == (1, 1, 6))
  }

  @Test func `windows that make no sense`() throws {
    let split = try Self.series(50).split()
    for (lookBack, horizon, stride) in [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-4, 1, 1)] {
      let error = failure {
        try split.windows(lookBack: lookBack, horizon: horizon, stride: stride)
      }
      #expect(error?.kind == .usage)
    }
  }

  @Test func `parts that leave no rows`() throws {
    let series = try Self.series(9)
    for cut in [
      TimeCut.ratios(train: 0, test: 0.2), .ratios(train: 0.9, test: 0.2),
      .ratios(train: 1, test: 0),
      .ratios(train: .nan, test: 0.2), .ratios(train: 0.05, test: 0.2),
      .bounds(SplitBounds(train: 3, validation: 3, test: 5)),
      .bounds(SplitBounds(train: 3, validation: 5, test: 10)),
    ] {
      #expect(failure { try series.split(cut) }?.kind == .usage, "\(cut)")
    }
    #expect(failure { try Self.series(3).split() }?.kind == .usage)
  }

  @Test func `holes must be filled before`() throws {
    let elements = (0..<40).map { $0 == 21 ? Float.nan : Float($0) }
    let observed = Mask((0..<40).map { $0 != 21 }, width: 2)
    let series = try smallSeries(elements, width: 2, observed: observed)
    let error = try #require(failure { try series.split().windows(lookBack: 2, horizon: 1) })
    #expect(error.description.contains("found NaN at [10, 1], which is marked as missing"))
    let filled = try series.filled(.linear).split().windows(lookBack: 2, horizon: 1)
    #expect(filled.train.count == 12)
  }

  @Test func `channels that do not vary in training are named`() throws {
    var elements: [Float] = []
    for row in 0..<20 { elements += [Float(row), row < 15 ? 3 : 4] }
    let split = try smallSeries(elements, width: 2).split().scaled(.standard)
    #expect(split.constantChannels == ["b"])
    let values = try split.values.read(13..<16)
    #expect([values[1], values[3], values[5]] == [0, 0, 1])
  }
}

/// A test split opens once, and a tally sees that each of its samples is scored.
@Suite struct `Sealed splits` {
  @Test func `open once`() async {
    let sealed = Sealed(7)
    #expect(sealed.open(for: Chosen()) == 7)
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let sealed = Sealed([1, 2])
      _ = sealed.open(for: Chosen())
      _ = sealed.open(for: Chosen())
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("opened a second time, for Chosen"))
  }

  @Test func `a tally`() async {
    var tally = ScoreTally(count: 5)
    tally.score(0..<3)
    #expect(tally.missing == 2 && tally.repeated == 0)
    tally.score([3, 4])
    tally.requireComplete()
    tally.score([4])
    #expect(tally.missing == 0 && tally.repeated == 1)
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var tally = ScoreTally(count: 5)
      tally.score(0..<4)
      tally.requireComplete()
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("scores of 5 samples: expected each once, 1 are missing"))
  }
}
