/// The eigen-decomposition A = V·Λ·Vᵀ of a symmetric matrix.
///
/// Householder tridiagonalisation, then implicit QL or QR with Wilkinson's shift, from whichever
/// end of a block has the smaller element. The matrix is scaled by a power of two first, so it may
/// be as large or small as numbers go; elements less than 2⁻¹⁰⁷⁴ of the largest count as zero.
/// (Golub and Van Loan, Matrix Computations, 4th edition, section 8.3; Dubrulle, Martin and
/// Wilkinson, Numerische Mathematik 12 (1968).)
public struct SymmetricEigen: Sendable {
  /// The eigenvalues, ascending.
  public let values: [Double]
  /// The eigenvectors as orthonormal columns, in the order of the values.
  ///
  /// In each the component of largest magnitude is positive, the first of them where several are
  /// equally large.
  public let vectors: Matrix64

  /// Decomposes a symmetric matrix, reading only its diagonal and what is below it.
  ///
  /// - Throws: `notFinite` for NaN or an infinity; `notConverged` should the iteration
  ///   not settle, for which no matrix is known.
  public init(_ matrix: Matrix64) throws(AlgebraError) {
    matrix.requireSquare(for: "a symmetric eigen-decomposition")
    let power = balancingPower(try matrix.largestMagnitude(lower: true))
    var scaled = matrix
    scaled.scale(by: power)
    let tridiagonal = Tridiagonal(scaled)
    var iteration = TridiagonalIteration(tridiagonal, tridiagonal.transposedBasis())
    try iteration.run()
    let unsorted = iteration.diagonal
    let order = stableOrder(unsorted) { $0 < $1 }
    values = order.map { unsorted[$0] / power }
    vectors = iteration.rotations.panels.rowsAsColumns(order, signs: nil)
  }
}

/// The implicit QL iteration, which turns a tridiagonal matrix into a diagonal one.
private struct TridiagonalIteration {
  private(set) var diagonal: [Double]
  private var links: [Double]
  private(set) var rotations: RotationBatch

  init(_ tridiagonal: Tridiagonal, _ transposedBasis: ColumnPanels) {
    diagonal = tridiagonal.diagonal
    links = tridiagonal.links
    rotations = RotationBatch(transposedBasis)
  }

  mutating func run() throws(AlgebraError) {
    let size = diagonal.count
    let allowed = 40 * size
    var sweeps = 0
    var first = 0
    var block = 0...0
    var (backwards, sweepsOfBlock) = (false, 0)
    while first &+ 1 < size {
      if isNegligible(first) {
        links[first] = 0
        first &+= 1
        continue
      }
      var last = first &+ 1
      while last &+ 1 < size && !isNegligible(last) { last &+= 1 }
      links[last] = 0
      if first...last != block {
        // A block that is what remains of the one before is worked from the same end.
        if first < block.lowerBound || last > block.upperBound {
          backwards = diagonal[last].magnitude < diagonal[first].magnitude
        }
        (block, sweepsOfBlock) = (first...last, 0)
      }
      if sweepsOfBlock >= 16 && dropsNoise(in: block) { continue }
      if sweeps == allowed { throw .notConverged(index: first, iterations: sweeps) }
      sweeps &+= 1
      sweepsOfBlock &+= 1
      sweep(Stretch(start: backwards ? last : first, backwards: backwards), last &- first)
    }
    rotations.flush()
  }

  /// Whether the link between positions i and i + 1 is lost in the rounding of its neighbours.
  private func isNegligible(_ i: Int) -> Bool {
    let link = links[i].magnitude
    let scale = diagonal[i].magnitude.squareRoot() * diagonal[i &+ 1].magnitude.squareRoot()
    return link <= 0x1p-53 * scale || link <= 0x1p-1000
  }

  /// Clears links that are lost in the rounding of the whole block, and says whether there were any.
  ///
  /// Shifts cannot reach elements that are much smaller still; such a block would stay as it is.
  private mutating func dropsNoise(in block: ClosedRange<Int>) -> Bool {
    var largest = 0.0
    for i in block { largest = max(largest, diagonal[i].magnitude, links[i].magnitude) }
    var dropped = false
    for i in block.lowerBound..<block.upperBound where links[i].magnitude <= 0x1p-53 * largest {
      links[i] = 0
      dropped = true
    }
    return dropped
  }

  /// One sweep from number `last` of a stretch to number zero, with the shift taken at zero.
  private mutating func sweep(_ stretch: Stretch, _ last: Int) {
    let top = diagonal[stretch.position(0)]
    let link = links[stretch.link(0)]
    let ratio = (diagonal[stretch.position(1)] - top) / (2 * link)
    let length = Rotation(ratio, 1).length.magnitude
    var g =
      diagonal[stretch.position(last)] - top + link / (ratio < 0 ? ratio - length : ratio + length)
    var (cosine, sine, shift) = (1.0, 1.0, 0.0)
    for i in stride(from: last &- 1, through: 0, by: -1) {
      let f = sine * links[stretch.link(i)]
      let b = cosine * links[stretch.link(i)]
      let rotation = Rotation(g, f)
      (cosine, sine) = (rotation.cosine, rotation.sine)
      if i &+ 1 < last { links[stretch.link(i &+ 1)] = rotation.length }
      let (upper, lower) = (stretch.position(i), stretch.position(i &+ 1))
      let moved = diagonal[lower] - shift
      let r = (diagonal[upper] - moved) * sine + 2 * cosine * b
      shift = sine * r
      diagonal[lower] = moved + shift
      g = cosine * r - b
      stretch.note(i, cosine, -sine, in: &rotations)
    }
    diagonal[stretch.position(0)] -= shift
    links[stretch.link(0)] = g
  }
}
