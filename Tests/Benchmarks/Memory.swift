/// Numbers that start on a cache line, as a tensor's do: both sides of a comparison read the same ones.
final class Memory<Number> {
  let write: UnsafeMutablePointer<Number>
  let count: Int

  var read: UnsafePointer<Number> { UnsafePointer(write) }

  init(_ count: Int, _ value: (Int) -> Number) {
    self.count = count
    write = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Number>.stride, alignment: 64
    ).bindMemory(to: Number.self, capacity: count)
    for index in 0..<count { (write + index).initialize(to: value(index)) }
  }

  deinit { write.deallocate() }
}
