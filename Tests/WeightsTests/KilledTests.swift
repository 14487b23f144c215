import Engine
import Exact
import Glibc
import HDF5
import Testing
import Weights

/// How a process ends: killed at a moment, or while it writes the checkpoint of an epoch.
private enum End: Codable {
  case at(Course.Moment)
  case writing(epoch: Int)
}

/// Goes on with a course until it is killed.
private func runUntilKilled(_ course: Course, _ end: End) throws {
  _ = try course.run { moment in
    switch end {
    case .at(let last):
      if moment == last { kill(getpid(), SIGKILL) }
    case .writing(let epoch):
      guard moment == .before(epoch: epoch) else { return }
      let draft = try HDF5File.create(course.path)
      try draft.write("parameters/first.weight", [1, 2, 3] as [Float])
      kill(getpid(), SIGKILL)
    }
  }
}

/// Every process is a child of its own; what it leaves behind is the checkpoint alone.
@Suite struct `Training killed and resumed` {
  @Test(arguments: Course.Kind.allCases)
  func `ends with the bits of one run`(_ kind: Course.Kind) async throws {
    let folder = try Scratch()
    let whole = try Course(kind: kind, path: folder / "whole.h5").run()
    let path = folder / "run.h5"
    // In the first epoch, before there is a checkpoint; with one written and not; in the middle of an epoch; at once; while
    // writing over an older one.
    let ends: [End] = [
      .at(.step(3)), .at(.before(epoch: 0)), .at(.after(epoch: 1)), .at(.step(6)),
      .at(.step(1)), .writing(epoch: 4), .at(.before(epoch: 4)), .at(.after(epoch: 5)),
    ]
    for end in ends {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [kind, path = path as String, end = end as End] in
        try runUntilKilled(Course(kind: kind, path: path), end)
      }
    }
    await #expect(processExitsWith: .success) { [kind, path = path as String] in
      let outcome = try Course(kind: kind, path: path).run()
      try outcome.parameters.save(to: path + ".end")
    }
    let digest: String = try HDF5File.open(path + ".end").attribute("digest")
    #expect(digest == whole.parameters.digest.description)
    #expect(try bytes(of: path) == bytes(of: folder / "whole.h5"))
    // Resumed once more when it is over, it gives the same again.
    let again = try Course(kind: kind, path: path).run { _ in throw Course.Failure.ended }
    #expect(again.state == whole.state)
    #expect(again.parameters.digest == whole.parameters.digest)
    #expect(kind != .everything || whole.state.records.count == 8)
    // The file that was being written when the process was killed is still there, under another name.
    #expect(try folder.files.filter { $0.hasSuffix(".partial") }.count == 1)
  }
}
