import Configuration
import Exact

extension Command {
  /// Names the first stage at which two runs part, from the evidence in their records.
  public static let diff = Command(
    "diff", "A B",
    "say at which stage two runs part: data, split, configuration, weights, predictions, scores",
    flags: [], words: 2...2
  ) { arguments, console, workplace in
    let runs = try arguments.words.map { word throws in try RunRecord(word, in: workplace) }
    let difference = RunDifference(runs[0], runs[1])
    console.write(difference.text)
    return difference.isEmpty ? .done : .different
  }
}

/// What `experiment.json` says of a run.
struct RunRecord {
  struct Cell {
    let name: String
    let evidence: Evidence
  }

  let file: String
  let title: String
  let cells: [Cell]

  /// Reads the record at a path, or in a dataset's folder of results.
  init(_ word: String, in workplace: Workplace) throws(SuiteError) {
    let place = path(workplace.workingFolder, word)
    file = isFolder(place) ? path(word, "experiment.json") : word
    guard let bytes = try readFile(path(workplace.workingFolder, file)) else {
      throw SuiteError(
        .missing,
        "\(file): no such file; give an experiment.json, or the folder of a dataset's results")
    }
    let json: JSON
    do {
      json = try JSON(reading: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw SuiteError(.badData, "\(file): \(error)")
    }
    guard let record = json["record"], let cells = record["cells"]?.elements,
      let study = json["study"]?.text, let profile = json["profile"]?.text,
      let dataset = record["dataset"]?["name"]?.text
    else { throw SuiteError(.badData, "\(file): expected the record of a run") }
    title = "\(study), \(profile), \(dataset)"
    var read: [Cell] = []
    for cell in cells {
      guard let variant = cell["variant"]?.text, let model = cell["model"]?.text,
        let evidence = cell["evidence"].flatMap({ Evidence($0) })
      else { throw SuiteError(.badData, "\(file): expected cells with their evidence") }
      let seed = cell["seed"]?.integer.map { " seed \($0)" } ?? ""
      read.append(Cell(name: "\(variant) \(model)\(seed)", evidence: evidence))
    }
    self.cells = read
  }
}

/// Where two runs part.
struct RunDifference {
  private let runs: (RunRecord, RunRecord)
  /// Cells of both, and the first stage at which they part.
  let partings: [(cell: String, stage: Evidence.Stage)]
  /// Cells that only one of them has.
  let alone: [String]
  let common: Int

  init(_ left: RunRecord, _ right: RunRecord) {
    runs = (left, right)
    var (partings, common) = ([(cell: String, stage: Evidence.Stage)](), 0)
    for cell in left.cells {
      guard let peer = right.cells.first(where: { $0.name == cell.name }) else { continue }
      common += 1
      if let stage = cell.evidence.parting(from: peer.evidence) {
        partings.append((cell.name, stage))
      }
    }
    self.partings = partings
    self.common = common
    let (names, others) = (left.cells.map(\.name), right.cells.map(\.name))
    alone =
      names.filter { !others.contains($0) }.map { "\($0): only in \(left.file)" }
      + others.filter { !names.contains($0) }.map { "\($0): only in \(right.file)" }
  }

  /// Whether the runs are the same in every stage of every cell.
  var isEmpty: Bool { partings.isEmpty && alone.isEmpty }

  /// The first stage at which any of the cells part, then each cell.
  var text: String {
    var lines = ["A: \(runs.0.file): \(runs.0.title)", "B: \(runs.1.file): \(runs.1.title)"]
    if let first = partings.map(\.stage).min() {
      lines.append("they part at: \(first)")
      lines += partings.map { "  \($0.cell): \($0.stage)" }
      if common > partings.count {
        lines.append("  \(common - partings.count) other cells are the same")
      }
    } else if common > 0 {
      lines.append("\(common) cells are the same at every stage")
    } else {
      lines.append("they have no cell in common")
    }
    return (lines + alone.map { "  \($0)" }).joined(separator: "\n") + "\n"
  }
}
