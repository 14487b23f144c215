/// Reads a vector from memory that need not be aligned to it.
@inline(__always)
func load<V: SIMD>(_ pointer: UnsafePointer<V.Scalar>, as type: V.Type) -> V {
  UnsafeRawPointer(pointer).loadUnaligned(as: type)
}

/// Writes a vector to memory that need not be aligned to it.
@inline(__always)
func store<V: SIMD>(_ vector: V, to pointer: UnsafeMutablePointer<V.Scalar>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: V.self)
}

/// The left factor's elements of one strip of rows: row `r` at depth `q` lies at
/// `starts[r / 3][r % 3 * rowStep + q * depthStep]`.
///
/// A pointer for every three rows, because processors address base, base + step and base + 2·step at no cost;
/// kept in memory, so that the compiler does not make one chain of additions of them again.
struct Strip<Scalar> {
  let starts: InlineArray<3, UnsafePointer<Scalar>>
  let rowStep: Int
  let depthStep: Int

  init(base: UnsafePointer<Scalar>, rowStep: Int, depthStep: Int) {
    starts = [
      base, base + 3 &* rowStep, base + 6 &* rowStep,
    ]
    self.rowStep = rowStep
    self.depthStep = depthStep
  }
}

/// Multiplies `rows` rows by `vectors` vectors of columns, all of it held in registers.
///
/// Every output element is one chain of fused multiply–adds over ascending depth, started from zero or,
/// when accumulating, from what `c` holds. `rows` and `vectors` are constants at every call, so the loops
/// over them unroll and the accumulators become registers; their product is at most 12.
@inline(__always)
func tile<V: SIMD>(
  rows: Int, vectors: Int, depth: Int, a: Strip<V.Scalar>,
  b: UnsafePointer<V.Scalar>, bStep: Int,
  c: UnsafeMutablePointer<V.Scalar>, cStep: Int, accumulating: Bool, as type: V.Type
) where V.Scalar: BinaryFloatingPoint {
  let width = V.scalarCount
  var sums = InlineArray<12, V>(repeating: V())
  if accumulating {
    for r in 0..<rows {
      let row = UnsafePointer(c + r &* cStep)
      for v in 0..<vectors { sums[r &* vectors &+ v] = load(row + v &* width, as: type) }
    }
  }
  let groups = (rows &+ 2) / 3
  var lefts = a.starts
  var right = b
  for _ in 0..<depth {
    var columns = InlineArray<8, V>(repeating: V())
    for v in 0..<vectors { columns[v] = load(right + v &* width, as: type) }
    for group in 0..<groups {
      let left = lefts[group]
      for r in 0..<min(3, rows &- 3 &* group) {
        let factor = V(repeating: left[r &* a.rowStep])
        for v in 0..<vectors {
          let index = (3 &* group &+ r) &* vectors &+ v
          sums[index] = sums[index].addingProduct(factor, columns[v])
        }
      }
    }
    for group in 0..<groups { lefts[group] += a.depthStep }
    right += bStep
  }
  for r in 0..<rows {
    let row = c + r &* cStep
    for v in 0..<vectors { store(sums[r &* vectors &+ v], to: row + v &* width) }
  }
}
