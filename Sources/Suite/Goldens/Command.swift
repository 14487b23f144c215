import Configuration
import Foundation

/// One of the things that the tool `assay` does.
public struct Command: Sendable {
  /// The word that calls it.
  public let name: String
  /// What follows the word, as help shows it.
  public let usage: String
  /// What it does, in a sentence.
  public let summary: String
  /// Does it, with the words after its name; the exit code.
  public let perform: @Sendable (_ words: [String], Console, Workplace) throws -> Int32

  /// A command.
  public init(
    _ name: String, _ usage: String, _ summary: String,
    perform: @escaping @Sendable (_ words: [String], Console, Workplace) throws -> Int32
  ) {
    (self.name, self.usage, self.summary) = (name, usage, summary)
    self.perform = perform
  }

  /// A command whose words are sorted by its flags.
  package init(
    _ name: String, _ usage: String, _ summary: String, flags: [Flag], words: ClosedRange<Int>,
    perform: @escaping @Sendable (Arguments, Console, Workplace) throws -> ExitCode
  ) {
    self.init(name, usage, summary) { given, console, workplace in
      let flags = flags + [Flag("help", help: "this text")]
      let arguments = try Arguments(given, flags: flags)
      if arguments.has("help") {
        let lines = flags.map { entry($0.usage, $0.help) }.joined()
        console.write(
          "usage: assay \(name) \(usage)\n\n\(wrapped(summary, indent: 0))\n\n\(lines)")
        return ExitCode.done.rawValue
      }
      guard words.contains(arguments.words.count) else {
        throw SuiteError(.usage, "expected assay \(name) \(usage)")
      }
      return try perform(arguments, console, workplace).rawValue
    }
  }
}

/// A tool of several commands, of which the first word chooses one.
public struct Tool: Sendable {
  let name: String
  let summary: String
  let commands: [Command]

  /// A tool.
  public init(_ name: String, _ summary: String, commands: [Command]) {
    (self.name, self.summary, self.commands) = (name, summary, commands)
  }

  /// Does what the words of a command line say, and returns the exit code.
  public func run(_ words: [String], console: Console, workplace: Workplace) -> Int32 {
    guard let first = words.first, !["help", "--help", "-h"].contains(first) else {
      if words.isEmpty {
        console.note(help)
        return ExitCode.usage.rawValue
      }
      console.write(help)
      return ExitCode.done.rawValue
    }
    guard let command = commands.first(where: { $0.name == first }) else {
      let nearest = nearestName(to: first, among: commands.map(\.name)) ?? ""
      console.note("\(name): there is no command \"\(first)\"; the nearest is \"\(nearest)\"\n")
      return ExitCode.usage.rawValue
    }
    do {
      return try command.perform(Array(words.dropFirst()), console, workplace)
    } catch {
      console.note("\(name) \(command.name): \(error)\n")
      return (error as? any ExitCoded)?.exitCode ?? ExitCode.failed.rawValue
    }
  }

  private var help: String {
    let lines = commands.map { entry("\(name) \($0.name) \($0.usage)", $0.summary, column: 30) }
    return "\(name): \(wrapped(summary, indent: 2))\n\n" + lines.joined() + "\n" + exitCodeHelp
  }
}
