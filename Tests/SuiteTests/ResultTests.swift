import Exact
import Foundation
import Testing

@Suite struct `Committed results` {
  @Test(arguments: [
    ["--models", "last,mean"], ["--seeds", "0,1"], ["--set", "mean.count=2"],
    ["--dataset", "datasets/even.h5"],
  ])
  func `are left alone by a run that is not the declared one`(words: [String]) throws {
    let playground = try Playground()
    #expect(try playground.run().code == 0)
    let before = try playground.results()
    let ending = try playground.run("tiny", words)
    #expect(ending.code == 0)
    #expect(
      ending.notes.contains(
        "tiny: not the declared run: results go to .assay/results/standard, unless --output says otherwise\n"
      ))
    #expect(try playground.results() == before)
    #expect(!(try playground.results(".assay/results")).isEmpty)
    // Said in so many words, they are replaced.
    #expect(try playground.run("tiny", words + ["--output", "results"]).code == 0)
    #expect(try playground.results() != before)
  }

  @Test(arguments: [
    ["--models", "guess,last,mean"], ["--seeds", "2,1,0"], ["--dataset", "odd"],
    ["--jobs", "1", "--order", "reversed"],
  ])
  func `are those of a declared run, however it is said`(words: [String]) throws {
    let playground = try Playground()
    #expect(try playground.run().code == 0)
    let before = try playground.results()
    let ending = try playground.run("tiny", words)
    #expect(ending.code == 0)
    #expect(ending.output.contains("results/standard/tiny/odd: identical to the committed results"))
    #expect(try playground.results() == before)
    #expect(playground.files(".assay/results").isEmpty)
  }

  @Test func `of a dataset that is not here stay, and it is named`() throws {
    let playground = try Playground()
    try playground.write(playground.numbers(20, from: 2), to: "datasets/fetched/far.h5")
    #expect(try playground.run().code == 0)
    let before = try playground.results()
    #expect(before.count == 21)
    try playground.remove("datasets/fetched/far.h5")
    let ending = try playground.run()
    #expect(ending.code == 0)
    #expect(
      ending.notes.contains(
        "tiny: far: not run: datasets/fetched/far.h5 is not here; `make datasets` fetches it\n"))
    #expect(try playground.results() == before)
  }

  @Test func `that change are named, file by file`() throws {
    let playground = try Playground()
    #expect(try playground.run().output.contains("tiny/even: new (sha256 "))
    try playground.write(playground.numbers(36, from: 0.1), to: "datasets/even.h5")
    let ending = try playground.run()
    #expect(ending.code == 0)
    #expect(
      ending.output.contains(
        "tiny/even: changed: experiment.json, metrics.csv, plots/forecast.csv, published.csv, "
          + "summary.csv, tables/published.md, tables/test.md (sha256 "))
    #expect(ending.output.contains("tiny/odd: identical to the committed results (sha256 "))
  }

  @Test func `do not keep files that are no longer written`() throws {
    let playground = try Playground()
    #expect(try playground.run().code == 0)
    // As if an older version of the study had drawn another figure.
    let manifest = try playground.text("results/standard/MANIFEST.sha256")
    try playground.write("old", to: "results/standard/tiny/even/plots/old.csv")
    try playground.write(
      manifest + "\(SHA256.digest("old"))  tiny/even/plots/old.csv\n",
      to: "results/standard/MANIFEST.sha256")
    try playground.write("mine", to: "results/standard/tiny/even/NOTES")
    let ending = try playground.run()
    #expect(ending.output.contains("tiny/even: changed: plots/old.csv (sha256 "))
    let files = playground.files("results/standard/tiny/even")
    #expect(!files.contains("plots/old.csv") && files.contains("NOTES"))
    #expect(try playground.text("results/standard/MANIFEST.sha256") == manifest)
  }

  @Test func `have the form that is documented`() throws {
    let playground = try Playground()
    let ending = try playground.run("tiny", ["--dataset", "even"])
    let folder = "results/standard/tiny/even"
    let metrics = try playground.text("\(folder)/metrics.csv").split(separator: "\n")
    #expect(metrics[0] == "dataset,variant,model,seed,split,metric,value")
    #expect(metrics[1].hasPrefix("even,1,last,,test,mse,"))
    #expect(metrics[3].hasPrefix("even,1,mean,0,test,mse,"))
    #expect(metrics.count == 1 + 2 * 14)
    let summary = try playground.text("\(folder)/summary.csv").split(separator: "\n")
    #expect(
      summary[0]
        == "dataset,variant,model,split,metric,seeds,mean,sd,low,high,rank,baseline,difference,difference_low,difference_high,wilcoxon_p,warning"
    )
    #expect(summary.count == 1 + 2 * 2 * 3)
    let plot = try playground.text("\(folder)/plots/forecast.csv").split(separator: "\n")
    #expect(plot[0] == "variant,model,seed,place,prediction,truth")
    let table = try playground.text("\(folder)/tables/test.md").split(separator: "\n")
    #expect(table[0] == "# tiny, even, test")
    #expect(
      table[1] == "| model | step 1: MSE | step 1: within one | step 2: MSE | step 2: within one |")
    #expect(
      table.last
        == "Mean ± standard deviation of 3 seeds. Best in **bold**, second <u>underlined</u>.")
    #expect(try playground.text("\(folder)/tables/size.md").contains("| mean | 4 | 4 |"))
    let published = try playground.text("\(folder)/published.csv").split(separator: "\n")
    #expect(published.count == 2 && published[1].hasPrefix("even,1,last,test,mse,1.9,1,"))
    #expect(published[1].hasSuffix("Nobody 2026,made up"))
    #expect(
      try playground.text("\(folder)/tables/published.md").contains(": made up | Nobody 2026 |"))
    // Tables go to standard output, and nothing else does but what became of the results.
    let last = ending.output.split(separator: "\n").last
    #expect(ending.output.hasPrefix("tiny, even, test\n  model "))
    #expect(last?.hasPrefix("results/standard/tiny/even: new (sha256 ") ?? false)
    let times = try playground.text("\(folder)/timing.json")
    #expect(times.contains("\"seconds\": {\"predict\": "))
  }
}

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "no script"))
struct `Progress on a terminal` {
  private func typescript(_ environment: [String: String]) throws -> String {
    let playground = try Playground()
    let words = ["--profile", "paper", "--dataset", "even", "--set", "guess.fault=thrown"]
    let command = ([Playground.executable("tiny")] + words).joined(separator: " ")
    return try playground.run(
      "/usr/bin/script", ["--quiet", "--command", command, "/dev/null"], environment: environment
    ).output
  }

  @Test func `is a live line for each worker, with colours unless they are not wanted`() throws {
    let live = try typescript(["TERM": "xterm"])
    #expect(live.contains("\u{1b}[J"))
    #expect(live.contains(#/place \d+/36  \d+(\.\d)?/s  \d+ s left/#))
    #expect(live.contains("\u{1b}[31mfailed\u{1b}[0m"))
    let plain = try typescript(["TERM": "xterm", "NO_COLOR": "1"])
    #expect(plain.contains("\u{1b}[J") && !plain.contains("\u{1b}[31m"))
  }

  @Test(arguments: [["TERM": "dumb"], ["TERM": "xterm", "CI": "true"]])
  func `is plain lines where lines cannot be written over`(environment: [String: String]) throws {
    let text = try typescript(environment)
    #expect(!text.contains("\u{1b}"))
    #expect(text.contains("even 1 last  0.1 s") || text.contains("even 1 last  0."))
  }
}
