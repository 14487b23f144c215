/// A matrix cut into panels of sixteen columns, each panel contiguous and row by row.
///
/// Reflections and rotations from the left treat every column alone, so a panel that fits the cache
/// can take thousands of them in one go; the bits are those of one after the other on the whole.
/// Columns that fill up the last panel hold zeros.
struct ColumnPanels {
  /// Columns in a panel.
  static let width = 16

  let rows: Int
  let columns: Int
  private(set) var storage: [Double]

  var count: Int { (columns &+ 15) / 16 }

  /// A matrix of zeros.
  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    storage = [Double](repeating: 0, count: (columns + 15) / 16 * 16 * rows)
  }

  /// The first columns of the identity.
  init(identityRows rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns)
    for j in 0..<min(rows, columns) {
      storage[(j / 16 &* rows &+ j) &* 16 &+ j % 16] = 1
    }
  }

  /// A copy of a matrix, times a power of two.
  init(_ matrix: Matrix64, scaledBy power: Double = 1) {
    self.init(rows: matrix.rows, columns: matrix.columns)
    let (rows, columns) = (rows, columns)
    withPanels { panels in
      matrix.elements.withUnsafeBufferPointer { source in
        for left in stride(from: 0, to: columns, by: 16) {
          let panel = panels + left &* rows
          for i in 0..<rows {
            for j in left..<min(left &+ 16, columns) {
              panel[i &* 16 &+ j &- left] = source[i &* columns &+ j] * power
            }
          }
        }
      }
    }
  }

  /// A copy with rows of zeros added below.
  init(_ other: ColumnPanels, rows: Int) {
    self.init(rows: rows, columns: other.columns)
    for p in 0..<count {
      for i in 0..<other.rows &* 16 {
        storage[p &* rows &* 16 &+ i] = other.storage[p &* other.rows &* 16 &+ i]
      }
    }
  }

  /// The element in a row and a column.
  subscript(row: Int, column: Int) -> Double {
    storage[(column / 16 &* rows &+ row) &* 16 &+ column % 16]
  }

  /// Calls a closure with the first panel; panel p begins `16 * rows * p` elements later.
  mutating func withPanels<Result>(_ body: (UnsafeMutablePointer<Double>) -> Result) -> Result? {
    storage.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return nil }
      return body(start)
    }
  }

  /// The same numbers with rows and columns exchanged.
  var transposed: ColumnPanels {
    var result = ColumnPanels(rows: columns, columns: rows)
    let (rows, columns) = (rows, columns)
    storage.withUnsafeBufferPointer { source in
      _ = result.withPanels { target in
        for left in stride(from: 0, to: columns, by: 16) {
          let width = min(16, columns &- left)
          for i in 0..<rows {
            let from = left &* rows &+ i &* 16
            let to = target + ((i / 16 &* columns &+ left) &* 16 &+ i % 16)
            for j in 0..<width { to[j &* 16] = source[from &+ j] }
          }
        }
      }
    }
    return result
  }

  /// The first rows as an ordinary matrix.
  func matrix(rows taken: Int) -> Matrix64 {
    var result = Matrix64(rows: taken, columns: columns, repeating: 0)
    let (rows, columns) = (rows, columns)
    storage.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        for left in stride(from: 0, to: columns, by: 16) {
          for i in 0..<taken {
            for j in left..<min(left &+ 16, columns) {
              target[i &* columns &+ j] = source[left &* rows &+ i &* 16 &+ j &- left]
            }
          }
        }
      }
    }
    return result
  }
}
