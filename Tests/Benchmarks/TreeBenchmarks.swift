import Trees

extension Bench {
  /// Boosting against LightGBM, where one is at hand, on one thread and two: binning and 500 trees of 31 leaves,
  /// predictions for 2,000 rows, and their SHAP values.
  mutating func trees() {
    for threads in 1...2 {
      train(rows: 100_000, columns: 20, threads)
      train(rows: 2000, columns: 15, threads)
      predict(threads)
      explain(threads)
    }
  }

  private mutating func train(rows: Int, columns: Int, _ threads: Int) {
    let name = named("train \(rows)x\(columns)", threads: threads)
    guard filter.isEmpty || name.contains(filter), let data = drawn(rows, columns) else { return }
    let settings = settings
    compare(
      name, unit: .milliseconds, threads: threads, amount: 1,
      peer: LightGBM.time("train", rows: rows, columns: columns, threads: threads),
      note: { _ in "500 trees" }, repeats: 5,
      ours: { _ = try? Booster(data, settings, threads: threads) })
  }

  private mutating func predict(_ threads: Int) {
    ask("predict", threads) { _ = try? $0.rawPredictions($1, threads: threads) }
  }

  private mutating func explain(_ threads: Int) {
    ask("treeshap", threads, repeats: 5) { _ = try? $0.contributions($1, threads: threads) }
  }

  /// Asks a model of 15 columns about 2,000 rows.
  private mutating func ask(
    _ work: String, _ threads: Int, repeats: Int? = nil, ours: (TreeModel, Features) -> Void
  ) {
    let name = named(work, threads: threads)
    guard filter.isEmpty || name.contains(filter), let data = drawn(2000, 15),
      let model = try? Booster(data, settings).model
    else { return }
    compare(
      name, unit: .milliseconds, threads: threads, amount: 1,
      peer: LightGBM.time(work, rows: 2000, columns: 15, threads: threads),
      note: { _ in "2,000 rows, 500 trees" }, repeats: repeats,
      ours: { ours(model, data.features) })
  }

  private var settings: BoosterSettings {
    var settings = BoosterSettings()
    settings.iterations = 500
    settings.learningRate = 0.05
    return settings
  }

  /// Columns of uniform numbers and a smooth function of them with noise: those of `lightgbm_times.py`.
  private func drawn(_ rows: Int, _ columns: Int) -> TrainingSet? {
    func uniform(_ position: Int) -> Double {
      var z = (UInt64(position) &+ 1) &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Double(z >> 40) * 0x1p-24
    }
    var values: [Double] = []
    var target: [Float] = []
    for row in 0..<rows {
      let x = (0...columns).map { uniform(row * (columns + 1) + $0) }
      values += x.dropLast()
      let y = 10 * x[0] * x[1] + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4]
      target.append(Float(y + 2 * x[columns]))
    }
    guard let features = try? Features(values, columns: columns) else { return nil }
    return try? TrainingSet(features, target: target)
  }
}

/// The peer of boosting: a script run by an interpreter that can import LightGBM.
enum LightGBM {
  /// The best time in milliseconds; nil where no LightGBM is at hand.
  static func time(_ work: String, rows: Int, columns: Int, threads: Int) -> Double? {
    PeerScript.figures(
      of: "lightgbm_times.py", [work, "\(rows)", "\(columns)", "\(threads)"]
    ).first
  }
}
