/// Memory that tensors borrow and give back, so that a steady training step asks the system for none.
///
/// One pool belongs to one training run and to one thread. Sizes are rounded up to a quarter of a power of
/// two; memory given back waits in the list of its size for the next tensor.
public final class Pool {
  /// Bytes that tensors hold now.
  public private(set) var bytesInUse = 0
  /// The most bytes that tensors held at one time.
  public private(set) var peakBytes = 0
  /// Bytes that the pool has taken from the system.
  public private(set) var bytesReserved = 0
  private var idle: [[UnsafeMutablePointer<Float>]] = Array(repeating: [], count: 160)

  /// An empty pool.
  public init() {}

  /// Memory for `count` numbers, with any content, starting on a cache line.
  func take(_ count: Int) -> Buffer {
    let size = SizeClass(holding: count)
    let base: UnsafeMutablePointer<Float>
    if let waiting = idle[size.index].popLast() {
      base = waiting
    } else {
      base = UnsafeMutableRawPointer.allocate(byteCount: 4 * size.capacity, alignment: 64)
        .bindMemory(to: Float.self, capacity: size.capacity)
      bytesReserved += 4 * size.capacity
    }
    bytesInUse += 4 * size.capacity
    peakBytes = max(peakBytes, bytesInUse)
    return Buffer(base: base, count: count, pool: self)
  }

  /// Takes back what a buffer held.
  fileprivate func giveBack(_ base: UnsafeMutablePointer<Float>, count: Int) {
    let size = SizeClass(holding: count)
    bytesInUse -= 4 * size.capacity
    idle[size.index].append(base)
  }

  deinit {
    for list in idle {
      for base in list { base.deallocate() }
    }
  }
}

/// The room for a tensor's numbers, given back to its pool with the last reference.
final class Buffer {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  let pool: Pool
  /// The buffer whose room this is, where it is somebody else's.
  private let owner: Buffer?

  fileprivate init(base: UnsafeMutablePointer<Float>, count: Int, pool: Pool) {
    self.base = base
    self.count = count
    self.pool = pool
    owner = nil
  }

  /// Another buffer's room, whose tensors' operations take theirs from `pool`.
  init(sharing owner: Buffer, in pool: Pool) {
    base = owner.base
    count = owner.count
    self.pool = pool
    self.owner = owner
  }

  deinit {
    if owner == nil { pool.giveBack(base, count: count) }
  }
}

/// A size to which requests are rounded up: one of 64, 80, 96, 112, 128, 160 and so on.
private struct SizeClass {
  let index: Int
  let capacity: Int

  init(holding count: Int) {
    let least = max(64, count)
    let octave = Int.bitWidth - 1 - (least - 1).leadingZeroBitCount
    let quarter = (1 << octave) / 4
    let quarters = (least - (1 << octave) + quarter - 1) / quarter
    capacity = (1 << octave) + quarters * quarter
    index = (octave - 5) * 4 + quarters
  }
}
