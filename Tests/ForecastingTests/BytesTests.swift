import Foundation
import Testing

@Suite struct `Bytes of the study` {
  @Test func `do not depend on jobs, order, locale or working directory`() throws {
    let workshop = try Workshop()
    try workshop.writeSeries("waves.h5")
    let words = ["--profile", "quick", "--dataset", workshop / "waves.h5"]
    func manifest(
      _ name: String, _ more: [String], in folder: String = "",
      _ environment: [String: String] = [:]
    ) throws -> String {
      let ending = try workshop.run(
        words + more + ["--output", workshop / name, "--store", workshop / "\(name).store"],
        in: folder, environment: environment)
      #expect(ending.code == 0, "\(ending.notes)")
      return try workshop.text("\(name)/quick/MANIFEST.sha256")
    }
    let plain = try manifest("plain", ["--jobs", "1"])
    #expect(plain.split(separator: "\n").count == 17)
    #expect(try manifest("two", ["--jobs", "2"]) == plain)
    #expect(try manifest("reversed", ["--jobs", "1", "--order", "reversed"]) == plain)
    #expect(
      try manifest("turkish", [], ["LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"]) == plain)
    #expect(try manifest("german", [], in: "below/folder", ["LC_ALL": "de_DE.UTF-8"]) == plain)
  }

  @Test func `are the same after killing the run and going on`() throws {
    let workshop = try Workshop()
    try workshop.writeSeries("waves.h5", rows: 1200)
    let words = [
      "--dataset", workshop / "waves.h5", "--models", "tsmixer,dlinear,rlinear,naive", "--jobs",
      "2", "--set", "tsmixer.lookBack=96", "tsmixer.epochs=2",
    ]
    let whole = words + ["--output", workshop / "whole", "--store", workshop / "whole.store"]
    #expect(try workshop.run(whole).code == 0)
    let parts = words + ["--output", workshop / "parts", "--store", workshop / "parts.store"]
    let process = try workshop.start(parts, log: "killed")
    var waited = 0
    while workshop.files("parts.store", ending: ".json").count < 2, waited < 5000 {
      usleep(2000)
      waited += 1
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal, "it was killed in the middle")
    #expect(workshop.files("parts").isEmpty)
    let ending = try workshop.run(parts)
    #expect(ending.code == 0)
    #expect(ending.notes.contains(" of 10 cells were finished before"))
    #expect(
      try workshop.text("parts/standard/MANIFEST.sha256")
        == workshop.text("whole/standard/MANIFEST.sha256"))
  }
}
