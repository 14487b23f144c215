/// The reduction Uᵀ·A·V = B of a matrix with at least as many rows as columns to bidiagonal form.
///
/// Reflections from the left and from the right take turns. The rank-two update of one step and the
/// product with the next left vector go through the matrix in one pass, the product with the next
/// right vector in another.
/// (Golub and Kahan, SIAM J. Numer. Anal. 2 (1965); Golub and Van Loan, Matrix Computations,
/// 4th edition, section 5.4.8.)
struct Bidiagonal {
  /// The diagonal of B.
  let diagonal: [Double]
  /// Element i of B's upper diagonal stands right of diagonal element i; the last is zero.
  let links: [Double]
  /// The reflections from the left; U is their product, the first leftmost.
  let left: Reflectors
  /// The reflections from the right; V is their product, the first leftmost.
  let right: Reflectors

  /// Reduces a matrix, of shape [m, n] with m ≥ n.
  init(_ matrix: Matrix64) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    var left = Reflectors(count: columns, length: rows)
    var right = Reflectors(count: max(0, columns - 1), length: columns)
    var diagonal = [Double](repeating: 0, count: columns)
    var links = diagonal
    var elements = matrix.elements
    // The update that is still to be done, A − u·yᵀ − x·vᵀ, in y, v (by column) and u, x (by row),
    // and the left vector of the step under way.
    var workspace = [Double](repeating: 0, count: 3 * (columns + rows))
    elements.withUnsafeMutableBufferPointer { elements in
      workspace.withUnsafeMutableBufferPointer { workspace in
        guard let a = elements.baseAddress, let y = workspace.baseAddress else { return }
        let (v, product) = (y + columns, y + 2 &* columns)
        let u = y + 3 &* columns
        let (x, next) = (u + rows, u + 2 &* rows)
        for k in 0..<columns {
          let rest = columns &- k &- 1
          diagonal[k] = left.make(k, over: k..<rows) { target in
            for i in k..<rows {
              let element = a[i &* columns &+ k]
              target[i &- k] = element.addingProduct(-u[i], y[k]).addingProduct(-x[i], v[k])
            }
          }
          left.copy(k, to: next)
          for j in 0..<columns { product[j] = 0 }
          for i in k..<rows {
            let row = a + (i &* columns &+ k &+ 1)
            update(
              row, u[i], y + (k &+ 1), x[i], v + (k &+ 1), next[i], product + (k &+ 1), count: rest)
          }
          let leftScale = left.scales[k]
          for j in k &+ 1..<max(columns, k &+ 1) { y[j] = leftScale * product[j] }
          if rest == 0 { break }
          let row = a + (k &* columns &+ k &+ 1)
          let (ahead, top) = (y + (k &+ 1), next[k])
          links[k] = right.make(k, over: k &+ 1..<columns) { target in
            for j in 0..<rest { target[j] = row[j].addingProduct(-top, ahead[j]) }
          }
          right.copy(k, to: v)
          let rightScale = right.scales[k]
          let overlap = laneDot(ahead, v + (k &+ 1), count: rest)
          for i in k &+ 1..<max(rows, k &+ 1) {
            let dot = laneDot(a + (i &* columns &+ k &+ 1), v + (k &+ 1), count: rest)
            x[i] = rightScale * dot.addingProduct(-next[i], overlap)
            u[i] = next[i]
          }
        }
      }
    }
    self.diagonal = diagonal
    self.links = links
    self.left = left
    self.right = right
  }
}

/// Part of a row of A − u·yᵀ − x·vᵀ, and its share of the product of A with the next left vector.
@inline(__always)
private func update(
  _ row: UnsafeMutablePointer<Double>, _ u: Double, _ y: UnsafePointer<Double>, _ x: Double,
  _ v: UnsafePointer<Double>, _ next: Double, _ product: UnsafeMutablePointer<Double>, count: Int
) {
  let (first, second, third) = (
    Lanes(repeating: -u), Lanes(repeating: -x), Lanes(repeating: next)
  )
  var j = 0
  while j &+ 8 <= count {
    let element = lanes8(row + j).addingProduct(first, lanes8(y + j))
      .addingProduct(second, lanes8(v + j))
    store(element, to: row + j)
    store(lanes8(product + j).addingProduct(third, element), to: product + j)
    j &+= 8
  }
  while j < count {
    let element = row[j].addingProduct(-u, y[j]).addingProduct(-x, v[j])
    row[j] = element
    product[j].addProduct(next, element)
    j &+= 1
  }
}
