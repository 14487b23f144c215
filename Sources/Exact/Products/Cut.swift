/// A length cut into blocks of nearly equal size, each a multiple of a step (the last one but for that).
struct Blocks {
  let length: Int
  let count: Int
  let size: Int

  /// Cuts `length` into as few blocks of at most `limit` as will do; up to `limit + slack` stays whole.
  init(_ length: Int, atMost limit: Int, slack: Int = 0, multipleOf step: Int = 1) {
    self.length = length
    guard length > limit + slack else {
      size = length
      count = 1
      return
    }
    let pieces = (length + limit - 1) / limit
    let even = (length + pieces - 1) / pieces
    size = (even + step - 1) / step * step
    count = (length + size - 1) / size
  }

  /// Where a block starts; for `count`, where the last one ends.
  func start(_ block: Int) -> Int { min(length, block * size) }
}

/// How many rows and columns the tiles of a product hold.
///
/// A tile keeps at least eight chains in flight where the shape allows it, which is what two
/// multiply–add units of four cycles' latency can work on, and at most twelve, which leaves four of
/// sixteen registers for the factors; eight where each needs a load of its own.
struct Cut<V: SIMD> {
  let vectors: Int
  let strips: EvenStrips

  /// The largest tile in elements: the room for a tile that hangs over the last column.
  static var edge: Int { 12 * V.scalarCount }

  init(rows: Int, columns: Int) {
    if columns < 2 * V.scalarCount {
      vectors = 1
    } else {
      vectors = rows >= 4 ? 2 : rows == 1 ? 8 : 4
    }
    strips = EvenStrips(rows, atMost: vectors == 1 ? 8 : 12 / vectors)
  }

  /// Columns of a full tile, and of a packed panel.
  var width: Int { vectors * V.scalarCount }

  /// Whether the right factor is copied into panels first.
  func packs(_ b: MatrixView<V.Scalar>, rows: Int) -> Bool {
    if b.isTransposed || b.columns < V.scalarCount { return true }
    let bytes = MemoryLayout<V.Scalar>.stride
    let isLarge = b.rows * b.columns * bytes > 512 * 1024
    return isLarge && rows >= 24
  }
}

/// A number of rows dealt out into strips whose heights differ by one at most.
struct EvenStrips {
  let count: Int
  private let height: Int
  private let taller: Int

  init(_ rows: Int, atMost limit: Int) {
    count = (rows + limit - 1) / limit
    height = rows / count
    taller = rows % count
  }

  /// Where a strip starts; for `count`, where the last one ends.
  func start(_ strip: Int) -> Int { strip * height + min(strip, taller) }
}
