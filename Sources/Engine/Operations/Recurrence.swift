import Exact

/// The sizes of a recurrent operation, and how its steps are grouped into blocks.
///
/// Sequences lie as [time, batch, feature], so that a step is one piece of memory. A block holds the steps that
/// one product of inputs and weights serves: few enough to stay in the cache, enough rows to fill the registers.
/// Blocks follow one another in the order in which the sequence is read. Within a block every gate is an
/// array of its own, [steps, batch, hidden].
struct Recurrence {
  let time: Int
  let batch: Int
  let input: Int
  let hidden: Int
  let isReversed: Bool
  private let stepsPerBlock: Int

  init(time: Int, batch: Int, input: Int, hidden: Int, isReversed: Bool) {
    self.time = time
    self.batch = batch
    self.input = input
    self.hidden = hidden
    self.isReversed = isReversed
    stepsPerBlock = max(1, min(time, 128 / max(1, batch)))
  }

  /// The sizes of an operation's operands, which have to fit: biases [gates · hidden], states [batch, hidden].
  init(
    _ name: String, _ x: Tensor, _ weight: Tensor, _ recurrentWeight: Tensor, _ biases: [Tensor],
    gates: Int, states: [Tensor], isReversed: Bool
  ) {
    guard x.shape.rank == 3, x.shape[0] > 0 else {
      fatalError("\(name) over \(x.shape): expected [time, batch, input] with a step at least")
    }
    let hidden = recurrentWeight.shape.rank == 2 ? recurrentWeight.shape[0] : 0
    guard recurrentWeight.shape == [hidden, gates * hidden],
      weight.shape == [x.shape[2], gates * hidden]
    else {
      fatalError(
        "\(name) over \(x.shape) with weights of \(weight.shape) and \(recurrentWeight.shape): expected [input, \(gates) · hidden] and [hidden, \(gates) · hidden]"
      )
    }
    for bias in biases where bias.shape != [gates * hidden] {
      fatalError("\(name) with a bias of \(bias.shape): expected [\(gates * hidden)]")
    }
    for state in states where state.shape != [x.shape[1], hidden] {
      fatalError("\(name) from a state of \(state.shape): expected [\(x.shape[1]), \(hidden)]")
    }
    self.init(
      time: x.shape[0], batch: x.shape[1], input: x.shape[2], hidden: hidden,
      isReversed: isReversed)
  }

  /// Numbers in one step of one gate.
  var stepCount: Int { batch * hidden }

  /// The number of blocks.
  var blocks: Int { (time + stepsPerBlock - 1) / stepsPerBlock }

  /// Numbers from one array of a block to the next: the lines between keep equal places of the arrays from
  /// meeting in one set of the cache.
  var pitch: Int { stepsPerBlock * stepCount + 16 }

  /// The time that is read first.
  var firstTime: Int { isReversed ? time - 1 : 0 }

  /// The time that is read last.
  var lastTime: Int { isReversed ? 0 : time - 1 }

  /// The time read before `t`.
  func time(before t: Int) -> Int { isReversed ? t + 1 : t - 1 }

  /// The times of a block, ascending.
  func times(of block: Int) -> Range<Int> {
    let start = block * stepsPerBlock
    let end = min(time, start + stepsPerBlock)
    return isReversed ? time - end..<time - start : start..<end
  }

  /// Calls `body` for every time of a block in the order of reading, or against it.
  @inline(__always)
  func forEachTime(of block: Int, backwards: Bool = false, _ body: (Int) -> Void) {
    let times = times(of: block)
    for k in 0..<times.count {
      body(isReversed == backwards ? times.lowerBound + k : times.upperBound - 1 - k)
    }
  }

  /// The block that holds a time, and the place of its first number in an array there.
  func place(of t: Int) -> (block: Int, offset: Int) {
    let block = (isReversed ? time - 1 - t : t) / stepsPerBlock
    return (block, (t - times(of: block).lowerBound) * stepCount)
  }
}

extension Recurrence {
  /// A block's inputs times a gate's weight, plus a bias.
  func project(
    _ x: UnsafePointer<Float>, _ weight: MatrixView<Float>, bias: UnsafePointer<Float>, block: Int,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let times = times(of: block)
    let rows = times.count * batch
    multiply(
      MatrixView(x + times.lowerBound * batch * input, rows: rows, columns: input), weight,
      into: MutableMatrixView(sums, rows: rows, columns: hidden), bias: bias)
  }

  /// One step's states, or gradients, times a gate's recurrent weight, or its transpose.
  func recur(
    _ state: UnsafePointer<Float>, _ weight: MatrixView<Float>,
    into sums: UnsafeMutablePointer<Float>, accumulating: Bool = true
  ) {
    multiply(
      MatrixView(state, rows: batch, columns: hidden), weight,
      into: MutableMatrixView(sums, rows: batch, columns: hidden), accumulating: accumulating)
  }

  /// A gate's gradients in a block times its transposed weight: the gradient of the block's inputs.
  func unproject(
    _ gradient: UnsafePointer<Float>, _ transposedWeight: MatrixView<Float>, block: Int,
    into inputs: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    let times = times(of: block)
    let rows = times.count * batch
    multiply(
      MatrixView(gradient, rows: rows, columns: hidden), transposedWeight,
      into: MutableMatrixView(
        inputs + times.lowerBound * batch * input, rows: rows, columns: input),
      accumulating: accumulating)
  }

  /// Adds the sums over a block's steps and sequences to `sums`, one number for each hidden unit.
  func addSums(
    of gradient: UnsafePointer<Float>, block: Int, to sums: UnsafeMutablePointer<Double>
  ) {
    let rows = times(of: block).count * batch
    let hidden = hidden
    for i in 0..<rows {
      let row = gradient + i &* hidden
      for j in 0..<hidden { sums[j] += Double(row[j]) }
    }
  }
}

extension Pool {
  /// Memory for `count` zeros.
  func zeros(_ count: Int) -> Buffer {
    let buffer = take(count)
    buffer.base.update(repeating: 0, count: count)
    return buffer
  }
}

/// Arrays of a recurrent operation, block by block: all blocks where they are kept for the derivative, else one
/// that every block uses in turn.
struct BlockArrays {
  private let recurrence: Recurrence
  private let arrays: Int
  private let isKept: Bool
  private let buffer: Buffer

  init(_ recurrence: Recurrence, arrays: Int, isKept: Bool, in pool: Pool) {
    self.recurrence = recurrence
    self.arrays = arrays
    self.isKept = isKept
    buffer = pool.take((isKept ? recurrence.blocks : 1) * arrays * recurrence.pitch)
  }

  /// Where a block's array starts.
  func array(_ array: Int, block: Int) -> UnsafeMutablePointer<Float> {
    buffer.base + ((isKept ? block * arrays : 0) + array) * recurrence.pitch
  }

  /// Where the numbers of a time start in an array.
  func step(_ array: Int, at t: Int) -> UnsafeMutablePointer<Float> {
    let (block, offset) = recurrence.place(of: t)
    return self.array(array, block: block) + offset
  }
}

/// A matrix [rows, gates · hidden] as one contiguous matrix a gate.
struct GateMatrices {
  private let rows: Int
  private let columns: Int
  private let buffer: Buffer

  /// Copies every gate's columns, or their transposes.
  init(_ weight: Tensor, gates: Int, transposed: Bool = false) {
    let height = weight.shape[0]
    let width = weight.shape[1] / gates
    rows = transposed ? width : height
    columns = transposed ? height : width
    buffer = weight.pool.take(weight.count)
    var target = buffer.base
    for gate in 0..<gates {
      for i in 0..<rows {
        for j in 0..<columns {
          let (row, column) = transposed ? (j, i) : (i, j)
          target[j] = weight.read[row &* (gates &* width) &+ gate &* width &+ column]
        }
        target += columns
      }
    }
  }

  /// Zeros, to gather the gradient of such a matrix in.
  init(zerosFor weight: Tensor, gates: Int) {
    rows = weight.shape[0]
    columns = weight.shape[1] / gates
    buffer = weight.pool.take(weight.count)
    buffer.base.update(repeating: 0, count: weight.count)
  }

  /// The matrix of a gate.
  subscript(gate: Int) -> MatrixView<Float> {
    MatrixView(UnsafePointer(buffer.base) + gate * rows * columns, rows: rows, columns: columns)
  }

  /// Adds left · right to the matrix of a gate.
  func add(_ left: MatrixView<Float>, _ right: MatrixView<Float>, to gate: Int) {
    multiply(
      left, right,
      into: MutableMatrixView(
        buffer.base + gate * rows * columns, rows: rows, columns: columns), accumulating: true)
  }

  /// Hands the gathered gradient to the matrix that it belongs to.
  func pass(to weight: Tensor) {
    let gates = weight.count / max(1, rows * columns)
    weight.node?.receive { target, accumulating in
      for gate in 0..<gates {
        for i in 0..<rows {
          let source = buffer.base + (gate &* rows &+ i) &* columns
          let row = target + (i &* gates &+ gate) &* columns
          for j in 0..<columns { row[j] = accumulating ? row[j] + source[j] : source[j] }
        }
      }
    }
  }
}

/// What a backward pass gathers, block by block: the gradients of weights and biases.
struct RecurrentGradients {
  private let recurrence: Recurrence
  private let weight: GateMatrices
  private let recurrentWeight: GateMatrices

  init(_ recurrence: Recurrence, _ weight: Tensor, _ recurrentWeight: Tensor, gates: Int) {
    self.recurrence = recurrence
    self.weight = GateMatrices(zerosFor: weight, gates: gates)
    self.recurrentWeight = GateMatrices(zerosFor: recurrentWeight, gates: gates)
  }

  /// Adds a block's share for one gate: xᵀ·gradient and, with the states before each step, hᵀ·gradient.
  ///
  /// - Parameters:
  ///   - g: the gradient of the gate's sum of inputs, [steps, batch, hidden].
  ///   - r: the gradient of the gate's sum of states.
  ///   - initial: the state before the first step; nil for zeros.
  func add(
    gate: Int, block: Int, x: UnsafePointer<Float>, states: UnsafePointer<Float>,
    initial: UnsafePointer<Float>?, g: UnsafePointer<Float>, r: UnsafePointer<Float>
  ) {
    let (batch, hidden) = (recurrence.batch, recurrence.hidden)
    let times = recurrence.times(of: block)
    let rows = times.count * batch
    weight.add(
      MatrixView(
        x + times.lowerBound * batch * recurrence.input, rows: rows, columns: recurrence.input
      ).transposed, MatrixView(g, rows: rows, columns: hidden), to: gate)

    /// The share of some times in a row, whose states before start at `before`.
    func addStates(_ before: UnsafePointer<Float>, _ part: Range<Int>) {
      let rows = part.count * batch
      let place = (part.lowerBound - times.lowerBound) * recurrence.stepCount
      recurrentWeight.add(
        MatrixView(before, rows: rows, columns: hidden).transposed,
        MatrixView(r + place, rows: rows, columns: hidden), to: gate)
    }
    var part = times
    if times.contains(recurrence.firstTime) {
      let first = recurrence.firstTime
      if let initial { addStates(initial, first..<first + 1) }
      part = recurrence.isReversed ? times.lowerBound..<first : first + 1..<times.upperBound
    }
    if !part.isEmpty {
      addStates(
        states + recurrence.time(before: part.lowerBound) * recurrence.stepCount, part)
    }
  }

  /// Hands the gathered gradients on.
  func pass(to weight: Tensor, _ recurrentWeight: Tensor) {
    self.weight.pass(to: weight)
    self.recurrentWeight.pass(to: recurrentWeight)
  }
}

/// Calls `body` for pieces that stay in the first cache while several loops go over them: where each starts, and
/// its length.
///
/// A loop that writes to one or two arrays is vectorised; one that writes to many would need more checks for
/// overlap than the compiler makes.
@inline(__always)
func forEachPiece(_ count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
  var start = 0
  while start < count {
    body(start, min(512, count &- start))
    start &+= 512
  }
}

/// Calls `body` for vectors of eight numbers: where each starts, and how many of its lanes count.
@inline(__always)
func forEachVector(_ count: Int, _ body: (_ start: Int, _ lanes: Int) -> Void) {
  var i = 0
  while i &+ 8 <= count {
    body(i, 8)
    i &+= 8
  }
  if i < count { body(i, count &- i) }
}

extension UnsafePointer<Float> {
  /// The vector that starts here; lanes that do not count are zero.
  @inline(__always)
  func vector(_ lanes: Int) -> SIMD8<Float> {
    if lanes == 8 { return UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Float>.self) }
    var vector = SIMD8<Float>()
    for lane in 0..<lanes { vector[lane] = self[lane] }
    return vector
  }
}

extension UnsafeMutablePointer<Float> {
  /// The vector that starts here; lanes that do not count are zero.
  @inline(__always)
  func vector(_ lanes: Int) -> SIMD8<Float> { UnsafePointer(self).vector(lanes) }

  /// Writes the lanes that count.
  @inline(__always)
  func set(_ vector: SIMD8<Float>, _ lanes: Int) {
    if lanes == 8 {
      UnsafeMutableRawPointer(self).storeBytes(of: vector, as: SIMD8<Float>.self)
    } else {
      for lane in 0..<lanes { self[lane] = vector[lane] }
    }
  }
}
