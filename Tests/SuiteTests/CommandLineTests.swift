import Configuration
import Foundation
import Testing

@Suite struct `Command line of a study` {
  @Test(
    arguments: [
      (["--model", "last"], 64, "unknown flag --model; the nearest is --models; --help lists all"),
      (["-x"], 64, "unknown flag -x; the nearest is --set; --help lists all"),
      (["stray"], 64, "expected flags alone, found \"stray\"; --help lists them"),
      (["--models", "gues"], 64, "--models: there is no model \"gues\"; the nearest is \"guess\""),
      (
        ["--models", "last,,mean"], 64,
        "--models: expected names with commas between, found \"last,,mean\""
      ),
      (["--seeds", "0,x"], 64, "--seeds: expected whole numbers of at least 0, found \"x\""),
      (["--seeds", "-1"], 64, "--seeds: expected whole numbers of at least 0, found \"-1\""),
      (["--seeds=1,1"], 64, "--seeds: 1 is there twice"),
      (
        ["--set", "guess.widht=1"], 64,
        "--set: guess: there is no parameter \"widht\"; the nearest is \"width\""
      ),
      (
        ["--set", "gess.width=1"], 64, "--set: there is no model \"gess\"; the nearest is \"guess\""
      ),
      (
        ["--set", "guess.width=12"], 64,
        "--set: guess: width: expected a number from 0.0 to below 10.0, found \"12\""
      ),
      (
        ["--set", "mean.count=2.5"], 64,
        "--set: mean: count: expected a whole number from 1 to 8, found \"2.5\""
      ),
      (["--set", "width=3"], 64, "--set: expected MODEL.PARAMETER=VALUE, found \"width=3\""),
      (["--set", "guess.width=1", "--set=guess.width=2"], 64, "--set: guess.width is set twice"),
      (
        ["--set", "guess.shape=uniform", "guess.width=0"], 64,
        "guess for even, 1: a uniform distribution needs a width above 0"
      ),
      (["--jobs", "0"], 64, "--jobs: expected a whole number of at least 1, found \"0\""),
      (["--jobs", "1", "--jobs", "2"], 64, "--jobs is given twice; give it once"),
      (
        ["--profile", "fast"], 64, "--profile: expected quick or standard or paper, found \"fast\""
      ),
      (["--profile"], 64, "--profile quick|standard|paper: expected a value, found none"),
      (["--fresh=yes"], 64, "--fresh takes no value, found \"yes\""),
      (
        ["--matmul", "fast"], 64, "--matmul: expected ordered or openblas, found \"fast\""
      ),
      (
        ["--dataset", "a/even.h5", "even"], 64,
        "--dataset: a/even.h5 and datasets/even.h5 would have the same name \"even\""
      ),
      (["--dataset", "none.h5"], 66, "none.h5: no such file"),
      (["--dataset", "far"], 66, "no dataset is here; nothing was run"),
      (["--config", "none.json"], 66, "--config: none.json: no such file"),
    ] as [([String], Int32, String)])
  func `ends in one line where it makes no sense, and writes nothing`(
    words: [String], code: Int32, message: String
  ) throws {
    let playground = try Playground()
    let before = playground.files()
    let ending = try playground.run("tiny", words)
    #expect(ending.code == code)
    #expect(ending.notes.split(separator: "\n").last ?? "" == "tiny: \(message)")
    #expect(code != 64 || ending.notes == "tiny: \(message)\n")
    #expect(ending.output == "")
    #expect(playground.files() == before)
  }

  @Test func `help is made from the declarations`() throws {
    let playground = try Playground()
    let file = URL(fileURLWithPath: "\(#filePath)").deletingLastPathComponent()
      .appendingPathComponent("Help.txt")
    let help = try playground.run("tiny", ["--help"])
    #expect(help.code == 0)
    #expect(help.notes == "")
    #expect(try help.output == String(contentsOf: file, encoding: .utf8))
    #expect(try playground.run("tiny", ["-h"]).output == help.output)
    #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let quick = try playground.run("tiny", ["--help", "--profile", "quick"])
    #expect(quick.output.contains("profile quick\n  seeds                   0\n"))
    #expect(!playground.files().contains { $0.hasPrefix(".assay") })
  }

  @Test func `list says what would be run, and runs nothing`() throws {
    let playground = try Playground()
    let list = try playground.run("tiny", ["--list", "--models", "last,mean", "--seeds", "4,2"])
    #expect(
      list.output == """
        tiny, profile standard
          seeds                   2, 4
          step                    1, 2
        datasets
          even                    datasets/even.h5
          odd                     datasets/odd.h5
          far                     not run: datasets/fetched/far.h5 is not here; `make
                                  datasets` fetches it
        models
          last                    The last number.
          mean                    The mean of some numbers.
        12 cells

        """)
    #expect(!playground.files().contains { $0.hasPrefix(".assay") })
  }

  @Test(
    arguments: [
      ("[1]", 65, "run.json: expected an object, found a list"),
      ("{", 65, "run.json: line 1, column 2: expected a name in quotes"),
      (
        "{\"model\": 1}", 65,
        "run.json: expected the names of flags, found \"model\"; the nearest is \"models\""
      ),
      (
        "{\"study\": \"huge\"}", 65,
        "run.json: \"study\": expected \"tiny\", found the text \"huge\""
      ),
      (
        "{\"seeds\": {}}", 65,
        "run.json: \"seeds\": expected what --seeds 0,1,2 takes, found an object"
      ),
      (
        "{\"fresh\": \"yes\"}", 65,
        "run.json: \"fresh\": expected what --fresh takes, found the text \"yes\""
      ),
      ("{\"jobs\": 0}", 64, "--jobs: expected a whole number of at least 1, found \"0\""),
    ] as [(String, Int32, String)])
  func `refuses a configuration file that is none`(
    text: String, code: Int32, message: String
  ) throws {
    let playground = try Playground()
    try playground.write(text, to: "run.json")
    let ending = try playground.run("tiny", ["--config", "run.json"])
    #expect(ending.code == code)
    #expect(ending.notes == "tiny: \(message)\n")
  }

  @Test func `flags stand above the configuration file`() throws {
    let playground = try Playground()
    try playground.write(
      """
      {"study": "tiny", "profile": "quick", "models": ["last", "guess"], "seeds": "5,6",
       "set": {"guess.width": 0.75, "guess.shape": "uniform"}, "dataset": ["odd"], "fresh": true,
       "jobs": 1}
      """, to: "run.json")
    let ending = try playground.run("tiny", ["--config", "run.json", "--seeds", "3"])
    #expect(ending.code == 0, "\(ending.notes)")
    let record = try JSON(
      reading: playground.text(".assay/results/quick/tiny/odd/experiment.json"))
    #expect(record["models"] == ["last", "guess"])
    #expect(record["seeds"] == [3])
    #expect(record["set"] == ["guess.shape": "uniform", "guess.width": "0.75"])
    let cells = try #require(record["record"]?["cells"]?.elements)
    #expect(cells.count == 2)
    #expect(
      cells[1]["parameters"] == ["width": .number("0.75"), "shape": "uniform", "fault": .null])
  }

  @Test func `the record of a run runs it again`() throws {
    let playground = try Playground()
    let words = ["--models", "mean,guess", "--set", "guess.width=2", "--seeds", "1,7"]
    #expect(try playground.run("tiny", words).code == 0)
    let before = try playground.results(".assay/results")
    for dataset in ["even", "odd"] {
      let ending = try playground.run(
        "tiny", ["--config", ".assay/results/standard/tiny/\(dataset)/experiment.json", "--fresh"])
      #expect(ending.code == 0)
      #expect(
        ending.output.split(separator: "\n").last?.hasPrefix(
          ".assay/results/standard/tiny/\(dataset): identical to the results that were there")
          ?? false)
    }
    #expect(try playground.results(".assay/results") == before)
  }
}
