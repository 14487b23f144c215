/// A plane rotation: c² + s² = 1.
struct Rotation {
  var cosine: Double
  var sine: Double
  /// The length of the vector that made it.
  var length: Double

  /// The rotation that turns (x, y) into (length, 0): c·x + s·y = length, c·y − s·x = 0.
  ///
  /// Where squares would leave the range the pair is scaled by a power of two first.
  @inline(__always)
  init(_ x: Double, _ y: Double) {
    if y == 0 {
      (cosine, sine, length) = (1, 0, x)
      return
    }
    if x == 0 {
      (cosine, sine, length) = (0, 1, y)
      return
    }
    let largest = max(x.magnitude, y.magnitude)
    if largest > 0x1p-400 && largest < 0x1p400 {
      length = (x * x).addingProduct(y, y).squareRoot()
      (cosine, sine) = (x / length, y / length)
    } else {
      let power = balancingPower(largest)
      let (a, b) = (x * power, y * power)
      let norm = (a * a).addingProduct(b, b).squareRoot()
      (cosine, sine, length) = (a / norm, b / norm, norm / power)
    }
  }
}

/// Rotations of neighbouring rows, noted while an iteration runs and carried out in batches.
///
/// A rotation at row i sets rows (i, i + 1) to (c·xᵢ + s·xᵢ₊₁, c·xᵢ₊₁ − s·xᵢ). A batch goes through
/// one panel of sixteen columns after the other, which stays in the cache; every column still sees
/// every rotation in the order noted.
struct RotationBatch {
  private var upperRows: [Int32] = []
  private var factors: [Double] = []
  private(set) var panels: ColumnPanels
  private let limit: Int

  init(_ panels: ColumnPanels) {
    self.panels = panels
    limit = max(1024, 48 * panels.rows)
    upperRows.reserveCapacity(limit)
    factors.reserveCapacity(2 * limit)
  }

  /// Notes a rotation of rows (i, i + 1).
  @inline(__always)
  mutating func append(row i: Int, cosine: Double, sine: Double) {
    if upperRows.count == limit { flush() }
    upperRows.append(Int32(truncatingIfNeeded: i))
    factors.append(cosine)
    factors.append(sine)
  }

  /// Carries out what was noted.
  mutating func flush() {
    let (total, count, rows) = (upperRows.count, panels.count, panels.rows)
    if total == 0 { return }
    upperRows.withUnsafeBufferPointer { positions in
      factors.withUnsafeBufferPointer { factors in
        _ = panels.withPanels { start in
          guard let positions = positions.baseAddress, let factors = factors.baseAddress else {
            return
          }
          for p in 0..<count {
            replay(positions, factors, count: total, on: start + p &* rows &* 16)
          }
        }
      }
    }
    upperRows.removeAll(keepingCapacity: true)
    factors.removeAll(keepingCapacity: true)
  }
}

/// Carries out rotations on one panel; a row that the next rotation needs too stays in registers.
private func replay(
  _ positions: UnsafePointer<Int32>, _ factors: UnsafePointer<Double>, count: Int,
  on panel: UnsafeMutablePointer<Double>
) {
  var next = 0
  while next < count {
    var i = Int(positions[next])
    if next &+ 1 < count && Int(positions[next &+ 1]) == i &- 1 {
      // Upwards through the rows: the lower row of a rotation is complete, the upper one goes on.
      let carried = panel + (i &+ 1) &* 16
      var (low, high) = (lanes8(carried), lanes8(carried + 8))
      repeat {
        let row = panel + i &* 16
        let c = Lanes(repeating: factors[2 &* next])
        let s = Lanes(repeating: factors[2 &* next &+ 1])
        let (upperLow, upperHigh) = (lanes8(row), lanes8(row + 8))
        store((low * c).addingProduct(-s, upperLow), to: row + 16)
        store((high * c).addingProduct(-s, upperHigh), to: row + 24)
        low = (upperLow * c).addingProduct(s, low)
        high = (upperHigh * c).addingProduct(s, high)
        next &+= 1
        i &-= 1
      } while next < count && Int(positions[next]) == i
      store(low, to: panel + (i &+ 1) &* 16)
      store(high, to: panel + (i &+ 1) &* 16 + 8)
    } else {
      // Downwards: the upper row is complete, the lower one goes on.
      let carried = panel + i &* 16
      var (low, high) = (lanes8(carried), lanes8(carried + 8))
      repeat {
        let row = panel + i &* 16
        let c = Lanes(repeating: factors[2 &* next])
        let s = Lanes(repeating: factors[2 &* next &+ 1])
        let (lowerLow, lowerHigh) = (lanes8(row + 16), lanes8(row + 24))
        store((low * c).addingProduct(s, lowerLow), to: row)
        store((high * c).addingProduct(s, lowerHigh), to: row + 8)
        low = (lowerLow * c).addingProduct(-s, low)
        high = (lowerHigh * c).addingProduct(-s, high)
        next &+= 1
        i &+= 1
      } while next < count && Int(positions[next]) == i
      store(low, to: panel + i &* 16)
      store(high, to: panel + i &* 16 + 8)
    }
  }
}

/// Positions of a stretch of a sequence, counted from whichever end an iteration works from.
///
/// Read backwards, a sweep down the stretch is a sweep up it; a rotation of positions (i, i + 1)
/// then is one of neighbours in the other order, its sine negated.
struct Stretch {
  /// The position that counts as number zero.
  let start: Int
  /// Whether numbers rise where positions fall.
  let backwards: Bool

  /// The position with this number.
  @inline(__always)
  func position(_ i: Int) -> Int { backwards ? start &- i : start &+ i }

  /// The place of the link between the positions numbered i and i + 1, which bears the smaller.
  @inline(__always)
  func link(_ i: Int) -> Int { backwards ? start &- i &- 1 : start &+ i }

  /// Notes a rotation of the rows numbered i and i + 1.
  @inline(__always)
  func note(_ i: Int, _ cosine: Double, _ sine: Double, in batch: inout RotationBatch) {
    batch.append(row: link(i), cosine: cosine, sine: backwards ? -sine : sine)
  }
}
