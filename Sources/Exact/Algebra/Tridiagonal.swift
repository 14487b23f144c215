/// The reduction Qᵀ·A·Q = T of a symmetric matrix to tridiagonal form by Householder reflections.
///
/// Reflections clear the rows from the last upwards, as in EISPACK's tred2. The rank-two update of
/// one step and the matrix–vector product of the next go through the triangle in one pass.
/// (Golub and Van Loan, Matrix Computations, 4th edition, section 8.3.1.)
struct Tridiagonal {
  /// The diagonal of T.
  let diagonal: [Double]
  /// Element i links positions i and i + 1; the last is zero.
  let links: [Double]
  /// Reflection i clears row i; Q is the last times the one before and so on down to the first.
  let reflectors: Reflectors

  /// Reduces a symmetric matrix, reading its lower triangle.
  init(_ matrix: Matrix64) {
    let size = matrix.rows
    var a = matrix.elements
    var scales = [Double](repeating: 0, count: size)
    var ranges = [Range<Int>](repeating: 0..<0, count: size)
    var diagonal = [Double](repeating: 0, count: size)
    var links = [Double](repeating: 0, count: size)
    // The update that is still to be done, A − v·wᵀ − w·vᵀ, and the product under way.
    var w = [Double](repeating: 0, count: size)
    var product = [Double](repeating: 0, count: size)
    a.withUnsafeMutableBufferPointer { a in
      w.withUnsafeMutableBufferPointer { w in
        product.withUnsafeMutableBufferPointer { product in
          guard let a = a.baseAddress, let w = w.baseAddress, let product = product.baseAddress
          else { return }
          for i in stride(from: size &- 1, through: 0, by: -1) {
            let row = a + i &* size
            let pending = i &+ 1 < size ? UnsafePointer(row + size) : nil
            if let pending { update(row, i, pending, w, count: i &+ 1) }
            diagonal[i] = row[i]
            if i == 0 { break }
            let reflection = reflect(row, count: i, onto: i &- 1)
            links[i &- 1] = reflection.value
            scales[i] = reflection.scale
            ranges[i] = 0..<i
            for r in 0..<i {
              let other = a + r &* size
              if let pending { update(other, r, pending, w, count: r &+ 1) }
              product[r] = multiply(other, row, product, count: r).addingProduct(other[r], row[r])
            }
            let scale = reflection.scale
            let half = 0.5 * scale * scale * laneDot(product, row, count: i)
            for j in 0..<i { w[j] = (scale * product[j]).addingProduct(-half, row[j]) }
          }
        }
      }
    }
    self.diagonal = diagonal
    self.links = links
    reflectors = Reflectors(vectors: a, length: size, scales: scales, ranges: ranges)
  }

  /// The orthogonal factor Q, transposed.
  func transposedBasis() -> ColumnPanels {
    let size = diagonal.count
    var basis = ColumnPanels(identityRows: size, columns: size)
    let panels = basis.count
    _ = basis.withPanels { start in
      for p in 0..<panels {
        // Reflection i leaves the columns of the identity from i on alone.
        let first = p &* 16 &+ 1
        if first < size {
          reflectors.apply(from: first, through: size &- 1, to: start + p &* size &* 16)
        }
      }
    }
    return basis.transposed
  }
}

/// Row r of A − v·wᵀ − w·vᵀ, up to the diagonal.
@inline(__always)
private func update(
  _ row: UnsafeMutablePointer<Double>, _ r: Int, _ v: UnsafePointer<Double>,
  _ w: UnsafePointer<Double>, count: Int
) {
  let (first, second) = (-v[r], -w[r])
  for j in 0..<count {
    row[j] = row[j].addingProduct(first, w[j]).addingProduct(second, v[j])
  }
}

/// One row's part in a symmetric product with v, from the elements left of the diagonal.
///
/// They count for the row itself, which gets their dot product, and for the elements of the
/// product that they stand above, each one further link in its chain.
@inline(__always)
private func multiply(
  _ row: UnsafePointer<Double>, _ v: UnsafePointer<Double>,
  _ product: UnsafeMutablePointer<Double>, count: Int
) -> Double {
  let own = v[count]
  var lanes = Lanes.zero
  var j = 0
  while j &+ 8 <= count {
    let elements = lanes8(row + j)
    lanes.addProduct(elements, lanes8(v + j))
    store(lanes8(product + j).addingProduct(elements, Lanes(repeating: own)), to: product + j)
    j &+= 8
  }
  while j < count {
    lanes[j & 7] = lanes[j & 7].addingProduct(row[j], v[j])
    product[j].addProduct(row[j], own)
    j &+= 1
  }
  return combine(lanes)
}
