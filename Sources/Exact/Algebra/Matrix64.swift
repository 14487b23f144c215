/// A Float64 matrix, row by row in one array.
public struct Matrix64: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row by row: element (i, j) is at `i * columns + j`.
  public internal(set) var elements: [Double]

  /// A matrix of the given shape over elements listed row by row.
  public init(rows: Int, columns: Int, elements: [Double]) {
    require(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "a matrix of shape [\(rows), \(columns)] needs \(rows * columns) elements, "
        + "got \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix of the given shape with one value everywhere.
  public init(rows: Int, columns: Int, repeating value: Double) {
    self.init(
      rows: rows, columns: columns, elements: [Double](repeating: value, count: rows * columns))
  }

  /// A square matrix with these values on its diagonal and zero elsewhere.
  public init(diagonal values: [Double]) {
    self.init(rows: values.count, columns: values.count, repeating: 0)
    for i in 0..<values.count { self[i, i] = values[i] }
  }

  /// The identity matrix with this many rows.
  public static func identity(_ rows: Int) -> Matrix64 {
    Matrix64(diagonal: [Double](repeating: 1, count: rows))
  }

  /// The element in a row and a column, both counted from zero.
  public subscript(row: Int, column: Int) -> Double {
    get {
      requireInside(row, column)
      return elements[row &* columns &+ column]
    }
    set {
      requireInside(row, column)
      elements[row &* columns &+ column] = newValue
    }
  }

  /// The elements of one row, left to right.
  public func row(_ i: Int) -> [Double] {
    require(i >= 0 && i < rows, "row \(i) is outside a matrix of shape [\(rows), \(columns)]")
    return [Double](elements[i * columns..<(i + 1) * columns])
  }

  /// The elements of one column, top to bottom.
  public func column(_ j: Int) -> [Double] {
    require(
      j >= 0 && j < columns, "column \(j) is outside a matrix of shape [\(rows), \(columns)]")
    var values: [Double] = []
    values.reserveCapacity(rows)
    for i in 0..<rows { values.append(elements[i &* columns &+ j]) }
    return values
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix64 {
    var result = Matrix64(rows: columns, columns: rows, repeating: 0)
    let (rows, columns, block) = (rows, columns, 8)
    elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        for top in stride(from: 0, to: rows, by: block) {
          for j in 0..<columns {
            for i in top..<min(top &+ block, rows) {
              target[j &* rows &+ i] = source[i &* columns &+ j]
            }
          }
        }
      }
    }
    return result
  }

  @inline(__always)
  private func requireInside(_ row: Int, _ column: Int) {
    require(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "element (\(row), \(column)) is outside a matrix of shape [\(rows), \(columns)]")
  }
}

extension Matrix64 {
  /// Stops the program unless the matrix is square.
  func requireSquare(for purpose: StaticString) {
    require(
      rows == columns, "\(purpose) needs a square matrix, got shape [\(rows), \(columns)]")
  }

  /// Multiplies every element by a number.
  mutating func scale(by factor: Double) {
    for i in elements.indices { elements[i] *= factor }
  }

  /// The largest magnitude, once every element is known to be a finite number.
  ///
  /// With `lower`, only the diagonal and what is below it count.
  func largestMagnitude(lower: Bool = false) throws(AlgebraError) -> Double {
    var largest = 0.0
    for i in 0..<rows {
      for j in 0..<(lower ? min(i &+ 1, columns) : columns) {
        let magnitude = elements[i &* columns &+ j].magnitude
        if !magnitude.isFinite { throw .notFinite(row: i, column: j) }
        if magnitude > largest { largest = magnitude }
      }
    }
    return largest
  }
}
