/// The right factor as a strip meets it: panels of columns, each read row by row.
struct Panels<Scalar> {
  let base: UnsafePointer<Scalar>
  /// Elements from one row of a panel to the next.
  let rowStep: Int
  /// Elements from one panel to the next.
  let panelStep: Int
  /// Whether the panels are copies, the last one padded to full width.
  let isPacked: Bool
}

/// One strip of rows and the panels of a block that it meets.
struct StripArguments<Scalar> {
  let depth: Int
  let a: Strip<Scalar>
  let b: Panels<Scalar>
  let columns: Int
  let c: UnsafeMutablePointer<Scalar>
  let cStep: Int
  let accumulating: Bool
  /// Room for one tile that hangs over the last column.
  let edge: UnsafeMutablePointer<Scalar>
  /// Whether what a row's last vector writes beyond its end is written anew later, by the rows that follow.
  let mayOverrun: Bool
}

/// The product of a strip of `rows` rows by panels of `vectors` vectors: one piece of machine code for each
/// pair of sizes, in which both are constants.
enum StripProduct<V: SIMD, let rows: Int, let vectors: Int>
where V.Scalar: BinaryFloatingPoint & SIMDScalar {
  typealias Scalar = V.Scalar

  /// Goes through the panels from left to right.
  static func run(_ strip: StripArguments<Scalar>) {
    let width = vectors &* V.scalarCount
    let a = strip.a
    let step = strip.b.rowStep
    var j = 0
    var panel = strip.b.base
    while j &+ width <= strip.columns {
      tile(
        rows: rows, vectors: vectors, depth: strip.depth, a: a, b: panel, bStep: step,
        c: strip.c + j, cStep: strip.cStep, accumulating: strip.accumulating, as: V.self)
      j &+= width
      panel += strip.b.panelStep
    }
    if j < strip.columns { finish(strip, panel, from: j) }
  }

  /// The columns that do not fill a panel.
  @inline(never)
  private static func finish(
    _ strip: StripArguments<Scalar>, _ panel: UnsafePointer<Scalar>, from first: Int
  ) {
    if strip.mayOverrun {
      tile(
        rows: rows, vectors: 1, depth: strip.depth, a: strip.a, b: panel, bStep: strip.b.rowStep,
        c: strip.c, cStep: strip.cStep, accumulating: false, as: V.self)
    } else if strip.b.isPacked {
      hang(strip, panel, first: first, from: first)
    } else {
      var j = first
      if vectors == 8 { StripProduct<V, rows, 4>.narrow(strip, &j) }
      if vectors >= 4 { StripProduct<V, rows, 2>.narrow(strip, &j) }
      if vectors >= 2 { StripProduct<V, rows, 1>.narrow(strip, &j) }
      if j < strip.columns { StripProduct<V, rows, 1>.overlap(strip, from: j) }
    }
  }

  /// Unpacked columns that fill narrower tiles.
  @inline(never)
  private static func narrow(_ strip: StripArguments<Scalar>, _ j: inout Int) {
    let width = vectors &* V.scalarCount
    while j &+ width <= strip.columns {
      tile(
        rows: rows, vectors: vectors, depth: strip.depth, a: strip.a, b: strip.b.base + j,
        bStep: strip.b.rowStep, c: strip.c + j, cStep: strip.cStep,
        accumulating: strip.accumulating, as: V.self)
      j &+= width
    }
  }

  /// The last columns, fewer than a vector: the tile starts early enough to end with the row, and works
  /// out once more a few columns that are done.
  @inline(never)
  private static func overlap(_ strip: StripArguments<Scalar>, from j: Int) {
    let first = strip.columns &- V.scalarCount
    hang(strip, strip.b.base + first, first: first, from: j)
  }

  /// A tile over columns that start at `first`, of which those from `start` on are wanted: it is
  /// worked out aside and the wanted part copied.
  private static func hang(
    _ strip: StripArguments<Scalar>, _ panel: UnsafePointer<Scalar>, first: Int, from start: Int
  ) {
    let width = vectors &* V.scalarCount
    let count = min(strip.columns, first &+ width) &- start
    let inside = strip.edge + (start &- first)
    let outside = strip.c + start
    if strip.accumulating {
      for r in 0..<rows {
        copyFew(count, from: outside + r &* strip.cStep, to: inside + r &* width)
      }
    }
    tile(
      rows: rows, vectors: vectors, depth: strip.depth, a: strip.a, b: panel,
      bStep: strip.b.rowStep, c: strip.edge, cStep: width, accumulating: strip.accumulating,
      as: V.self)
    for r in 0..<rows {
      copyFew(count, from: inside + r &* width, to: outside + r &* strip.cStep)
    }
  }
}
