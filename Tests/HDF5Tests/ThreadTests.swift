import HDF5
import Testing

/// The library is not safe to enter twice at a time; the module is.
@Suite struct `Several threads` {
  @Test func `read one file, write their own, and fail, all at once`() async throws {
    let folder = try Scratch()
    let shared = folder / "shared.h5"
    let values = (0..<5000).map { Float($0) }
    try HDF5File.create(shared) { file in
      try file.write("x", values, shape: [500, 10], compression: .deflate(1))
      try file.write("texts", values.prefix(100).map { "\($0)" })
    }
    let file = try HDF5File.open(shared)
    let dataset = try file.dataset("x")
    let wrong = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          var wrong = 0
          for round in 0..<25 {
            do {
              let start = (task * 31 + round * 17) % 490
              let rows: [Double] = try dataset.read(rows: start..<start + 10)
              if rows != values[start * 10..<start * 10 + 100].map({ Double($0) }) { wrong += 1 }
              let texts: [String] = try HDF5File.open(shared).dataset("texts").read(rows: 0..<50)
              if texts != values.prefix(50).map({ "\($0)" }) { wrong += 1 }
              let error = failure { _ = try file.dataset("missing \(task)") }
              if error?.path != "/missing \(task)" { wrong += 1 }
              let own = folder / "\(task).h5"
              try HDF5File.create(own) { file in
                try file.write("x", rows, compression: .deflate(1))
                try file.setAttribute("task", task)
              }
              let read = try HDF5File.open(own)
              if try read.dataset("x").read() != rows || read.attribute("task") != task {
                wrong += 1
              }
            } catch {
              wrong += 1
            }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
    #expect(folder.files.count == 9)
  }
}
