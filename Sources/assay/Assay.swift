import Foundation
import Suite

/// The tool beside the studies: what is done with results after they were computed.
@main
enum Assay {
  static func main() {
    let tool = Tool(
      "assay", "verify, compare, record and cite the results of studies; import and check datasets",
      commands: [.list, .verify, .diff, .bless, .cite, .data])
    exit(
      tool.run(
        Array(CommandLine.arguments.dropFirst()), console: .standard(), workplace: .current()))
  }
}
