/// The implicit QR iteration that turns an upper bidiagonal matrix into a diagonal one.
///
/// Steps without a shift, where a shift would cost small singular values their leading digits, keep
/// them accurate to a few units relative to themselves, given the bidiagonal matrix.
/// (Demmel and Kahan, SIAM J. Sci. Stat. Comput. 11 (1990), with its convergence criteria.)
struct BidiagonalIteration {
  private(set) var diagonal: [Double]
  private var links: [Double]
  /// The left vectors as rows, one below the other.
  private(set) var left: RotationBatch
  /// The right vectors as rows, one below the other.
  private(set) var right: RotationBatch
  private let tolerance = 0x1p-50
  private let threshold: Double

  init(diagonal: [Double], links: [Double], left: ColumnPanels, right: ColumnPanels) {
    self.diagonal = diagonal
    self.links = links
    self.left = RotationBatch(left)
    self.right = RotationBatch(right)
    // Links below this fraction of a lower bound for the smallest singular value count as zero.
    var bound = diagonal.first?.magnitude ?? 0
    var smallest = bound
    for i in 1..<max(1, diagonal.count) where bound > 0 {
      bound = diagonal[i].magnitude * (bound / (bound + links[i - 1].magnitude))
      smallest = min(smallest, bound)
    }
    let size = Double(diagonal.count)
    threshold = max(tolerance * smallest / size.squareRoot(), 0x1p-1000)
  }

  /// Iterates until every link is zero; the diagonal then holds singular values with signs.
  mutating func run() throws(AlgebraError) {
    let allowed = 60 * diagonal.count
    var sweeps = 0
    var last = diagonal.count - 1
    var block = 0...0
    var backwards = false
    while last > 0 {
      if links[last - 1].magnitude <= threshold {
        links[last - 1] = 0
        last -= 1
        continue
      }
      var first = last - 1
      while first > 0 && links[first - 1].magnitude > threshold { first -= 1 }
      if first > 0 { links[first - 1] = 0 }
      if sweeps == allowed { throw .notConverged(index: last, iterations: sweeps) }
      sweeps += 1
      // A block that is what remains of the one before is worked from the same end.
      if first > block.upperBound || last < block.lowerBound || block.count == 1 {
        backwards = diagonal[first].magnitude < diagonal[last].magnitude
      }
      block = first...last
      step(Stretch(start: backwards ? last : first, backwards: backwards), last - first)
    }
    left.flush()
    right.flush()
  }

  /// One sweep over a stretch without zero links, from its end with the larger diagonal element.
  private mutating func step(_ stretch: Stretch, _ last: Int) {
    var largest = diagonal[stretch.position(last)].magnitude
    for i in 0..<last {
      largest = max(
        largest, diagonal[stretch.position(i)].magnitude, links[stretch.link(i)].magnitude)
    }
    let end = diagonal[stretch.position(last)].magnitude
    if links[stretch.link(last - 1)].magnitude <= tolerance * end {
      links[stretch.link(last - 1)] = 0
      return
    }
    var bound = diagonal[stretch.position(0)].magnitude
    var smallest = bound
    for i in 0..<last {
      let link = links[stretch.link(i)].magnitude
      if link <= tolerance * bound {
        links[stretch.link(i)] = 0
        return
      }
      bound = diagonal[stretch.position(i + 1)].magnitude * (bound / (bound + link))
      smallest = min(smallest, bound)
    }
    var shift = 0.0
    if Double(diagonal.count) * tolerance * (smallest / largest) > 0x1p-53 {
      shift = smallerSingularValue(
        diagonal[stretch.position(last - 1)], links[stretch.link(last - 1)],
        diagonal[stretch.position(last)])
      let ratio = shift / diagonal[stretch.position(0)].magnitude
      if ratio * ratio < 0x1p-53 { shift = 0 }
    }
    if shift == 0 {
      sweepWithoutShift(stretch, last)
    } else {
      sweep(stretch, last, shift: shift)
    }
    if links[stretch.link(last - 1)].magnitude <= threshold { links[stretch.link(last - 1)] = 0 }
  }

  /// The zero-shift sweep, which adds and subtracts nothing.
  private mutating func sweepWithoutShift(_ stretch: Stretch, _ last: Int) {
    var right = Rotation(1, 0)
    var left = Rotation(1, 0)
    for i in 0..<last {
      let (here, next) = (stretch.position(i), stretch.position(i + 1))
      right = Rotation(diagonal[here] * right.cosine, links[stretch.link(i)])
      if i > 0 { links[stretch.link(i - 1)] = left.sine * right.length }
      left = Rotation(left.cosine * right.length, diagonal[next] * right.sine)
      diagonal[here] = left.length
      note(stretch, i, inner: right, outer: left)
    }
    let h = diagonal[stretch.position(last)] * right.cosine
    diagonal[stretch.position(last)] = h * left.cosine
    links[stretch.link(last - 1)] = h * left.sine
  }

  /// The shifted sweep, which chases the bulge from number zero to the last.
  private mutating func sweep(_ stretch: Stretch, _ last: Int, shift: Double) {
    let top = diagonal[stretch.position(0)]
    var f = (top.magnitude - shift) * ((top < 0 ? -1 : 1) + shift / top)
    var g = links[stretch.link(0)]
    for i in 0..<last {
      let (here, next) = (stretch.position(i), stretch.position(i + 1))
      let link = links[stretch.link(i)]
      let right = Rotation(f, g)
      if i > 0 { links[stretch.link(i - 1)] = right.length }
      f = (right.cosine * diagonal[here]).addingProduct(right.sine, link)
      let turned = (right.cosine * link).addingProduct(-right.sine, diagonal[here])
      g = right.sine * diagonal[next]
      let lower = right.cosine * diagonal[next]
      let left = Rotation(f, g)
      diagonal[here] = left.length
      f = (left.cosine * turned).addingProduct(left.sine, lower)
      diagonal[next] = (left.cosine * lower).addingProduct(-left.sine, turned)
      if i + 1 < last {
        g = left.sine * links[stretch.link(i + 1)]
        links[stretch.link(i + 1)] *= left.cosine
      }
      note(stretch, i, inner: right, outer: left)
    }
    links[stretch.link(last - 1)] = f
  }

  /// Notes both rotations of a step; read backwards, the matrix is transposed and the sides change.
  @inline(__always)
  private mutating func note(_ stretch: Stretch, _ i: Int, inner: Rotation, outer: Rotation) {
    if stretch.backwards {
      stretch.note(i, inner.cosine, inner.sine, in: &left)
      stretch.note(i, outer.cosine, outer.sine, in: &right)
    } else {
      stretch.note(i, inner.cosine, inner.sine, in: &right)
      stretch.note(i, outer.cosine, outer.sine, in: &left)
    }
  }
}

/// The smaller singular value of the triangle [f, g; 0, h], accurate to a few units in the last place.
///
/// (Demmel and Kahan's formula, as in LAPACK's dlas2.)
private func smallerSingularValue(_ f: Double, _ g: Double, _ h: Double) -> Double {
  let small = min(f.magnitude, h.magnitude)
  let large = max(f.magnitude, h.magnitude)
  let side = g.magnitude
  if small == 0 { return 0 }
  let sum = 1 + small / large
  let difference = (large - small) / large
  if side < large {
    let square = (side / large) * (side / large)
    return small * 2
      / ((sum * sum + square).squareRoot() + (difference * difference + square).squareRoot())
  }
  let ratio = large / side
  if ratio == 0 { return small * large / side }
  let (a, b) = (sum * ratio, difference * ratio)
  return 2 * (small * (1 / ((1 + a * a).squareRoot() + (1 + b * b).squareRoot()))) * ratio
}
