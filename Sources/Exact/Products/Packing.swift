/// Copies columns of the right factor into panels that a tile reads front to back.
///
/// A panel is `width` columns wide (a multiple of a vector) and lies row by row. What the last panel holds
/// beyond the last column is never part of a result.
enum Packing<V: SIMD> where V.Scalar: BinaryFloatingPoint & SIMDScalar {
  typealias Scalar = V.Scalar

  /// Packs a block of `depth` rows and `columns` columns that lies row by row.
  static func rows(
    _ source: UnsafePointer<Scalar>, step: Int, depth: Int, columns: Int, width: Int,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    var first = 0
    while first < columns {
      let used = min(width, columns &- first)
      var target = panels + first &* depth
      var row = source + first
      // Whole vectors may be read where they end before the block's last element does.
      let reach = (depth &- 1) &* step &+ columns &- first &- width
      let whole = reach < 0 ? 0 : min(depth, reach / step &+ 1)
      var q = 0
      if width == V.scalarCount {
        while q < whole {
          store(load(row, as: V.self), to: target)
          target += V.scalarCount
          row += step
          q &+= 1
        }
      }
      while q < whole {
        var j = 0
        while j < width {
          store(load(row + j, as: V.self), to: target + j)
          j &+= V.scalarCount
        }
        target += width
        row += step
        q &+= 1
      }
      while q < depth {
        target.update(repeating: 0, count: width)
        copyFew(used, from: row, to: target)
        target += width
        row += step
        q &+= 1
      }
      first &+= width
    }
  }

  /// Packs a block of `depth` rows and `columns` columns whose columns are stored rows, `step` apart.
  static func transposed(
    _ source: UnsafePointer<Scalar>, step: Int, depth: Int, columns: Int, width: Int,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    let padded = (columns &+ width &- 1) / width &* width
    var j = 0
    while j < padded {
      // A vector's worth of columns, in the panel that holds them.
      let panel = panels + (j / width &* width &* depth &+ j % width)
      let rows = source + j &* step
      let used = min(V.scalarCount, columns &- j)
      var q = 0
      if used == 8 && MemoryLayout<Scalar>.size == MemoryLayout<Float>.size {
        q = blocks(UnsafeRawPointer(rows), step: 4 &* step, depth: depth, width: width, into: panel)
      }
      while q < depth {
        let target = panel + q &* width
        for i in 0..<V.scalarCount { target[i] = i < used ? rows[i &* step &+ q] : 0 }
        q &+= 1
      }
      j &+= V.scalarCount
    }
  }

  /// Eight columns of Float in blocks of four rows; returns the number of rows done.
  @inline(__always)
  private static func blocks(
    _ rows: UnsafeRawPointer, step: Int, depth: Int, width: Int,
    into panel: UnsafeMutablePointer<Scalar>
  ) -> Int {
    let even = depth & ~3
    var q = 0
    while q < even {
      let block = Block8x4(rows + 4 &* q, step: step)
      let target = UnsafeMutableRawPointer(panel + q &* width)
      for i in 0..<4 {
        target.storeBytes(
          of: block.columns[i], toByteOffset: 4 &* i &* width, as: SIMD8<Float>.self)
      }
      q &+= 4
    }
    return q
  }
}

/// Copies fewer than 64 elements, by vectors that may overlap.
@inline(__always)
func copyFew<Scalar: SIMDScalar>(
  _ count: Int, from source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>
) {
  if count >= 8 {
    let last = count &- 8
    var j = 0
    while j < last {
      store(load(source + j, as: SIMD8<Scalar>.self), to: target + j)
      j &+= 8
    }
    store(load(source + last, as: SIMD8<Scalar>.self), to: target + last)
  } else if count >= 4 {
    let head = load(source, as: SIMD4<Scalar>.self)
    let tail = load(source + (count &- 4), as: SIMD4<Scalar>.self)
    store(head, to: target)
    store(tail, to: target + (count &- 4))
  } else if count >= 2 {
    let head = load(source, as: SIMD2<Scalar>.self)
    let tail = load(source + (count &- 2), as: SIMD2<Scalar>.self)
    store(head, to: target)
    store(tail, to: target + (count &- 2))
  } else if count == 1 {
    target[0] = source[0]
  }
}
