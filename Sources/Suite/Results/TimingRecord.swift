import Configuration
import Exact
import Foundation

/// `timing.json`: how long the cells took, where and when; not tracked, and no result depends on it.
func timingRecord(
  _ cells: [(PlannedCell, FinishedCell)], jobs: Int, root: String
) -> DatasetResults.File {
  let system = ProcessInfo.processInfo
  let record: JSON = [
    "finished": .text(timeStamp()), "host": .text(system.hostName),
    "system": .text(system.operatingSystemVersionString),
    "commit": commit(of: root).map { .text($0) } ?? .null, "jobs": JSON(jobs),
    "cells": .list(
      cells.map { cell, finished in
        [
          "variant": .text(cell.identity.variant), "model": .text(cell.identity.model),
          "seed": cell.identity.seed.map { JSON($0) } ?? .null,
          "seconds": .object(finished.durations.map { JSON.Member($0.name, JSON($0.seconds)) }),
        ]
      }),
  ]
  return DatasetResults.File("timing.json", record.laidOut)
}

/// The commit that is checked out in a folder; nil where git does not say so plainly.
private func commit(of root: String) -> String? {
  func line(_ file: String) -> String? {
    (try? readFile(file)).flatMap {
      String(decoding: $0, as: UTF8.self).split(separator: "\n").first
    }
    .map(String.init)
  }
  var git = path(root, ".git")
  if !isFolder(git), let text = line(git), text.hasPrefix("gitdir: ") {
    git = path(root, String(text.dropFirst(8)))
  }
  guard let head = line(path(git, "HEAD")) else { return nil }
  guard head.hasPrefix("ref: ") else { return head }
  let common = line(path(git, "commondir")).map { path(git, $0) } ?? git
  return line(path(common, String(head.dropFirst(5))))
}
