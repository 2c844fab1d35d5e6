public import LinearAlgebra
public import System

/// `W1 = U S V^T`, with signs fixed: the entry of `u_i` of largest magnitude is positive, the
/// lowest index of those within a millionth of it (paper section 4; without a rule for signs, signals
/// would depend on the LAPACK at hand).
///
/// Vectors past the rank are left out. Those of a grouped convolution are zero outside their block.
/// `U` and `S` are held; rows of `V^T`, which may be many times as large, are made when they are
/// wanted.
public struct SingularValueDecomposition: Equatable, Sendable {
  /// `u_i` as columns: rows of `W1` x rank.
  public let leftVectors: Matrix
  /// All singular values, descending.
  public let singularValues: [Double]
  /// The matrix that was decomposed.
  public let matrix: UnfoldedMatrix
  /// The block of the matrix that each vector belongs to.
  public let blocks: [Int]

  /// The number of vectors.
  public var rank: Int { leftVectors.columns }

  /// The most elements that `U` may have: 4 GB.
  private static let greatestCount = 1 << 29

  /// Decomposes a layer's matrix, in Double.
  /// - Throws: `Failure` when a weight is not finite, or a grouped layer has more vectors than
  ///   can be held.
  public init(_ matrix: UnfoldedMatrix) throws(Failure) {
    var sweep = DecompositionSweep(matrix)
    while !sweep.isDone { try sweep.advance() }
    try self.init(matrix, sweep.parts)
  }

  /// Joins the values and left vectors, as rows, of a matrix's blocks.
  /// - Throws: `Failure` when there are more vectors than can be held.
  init(
    _ matrix: UnfoldedMatrix, _ parts: [(values: [Double], leftVectors: Matrix)]
  ) throws(Failure) {
    self.matrix = matrix
    if let (values, vectors) = parts.first, parts.count == 1 {
      singularValues = values
      leftVectors = vectors.transposed
      blocks = Array(repeating: 0, count: vectors.rows)
      return
    }
    var found: [(value: Double, block: Int, vector: Int)] = []
    for (index, (values, vectors)) in parts.enumerated() {
      for vector in 0..<vectors.rows { found.append((values[vector], index, vector)) }
    }
    let all = parts.flatMap(\.values).sorted(by: >)
    let cutoff = matrix.rankCutoff * (all.first ?? 0)
    found = found.filter { $0.value > cutoff }
    found.sort { ($1.value, $0.block, $0.vector) < ($0.value, $1.block, $1.vector) }
    // A depthwise convolution of many channels has few weights, but as many vectors as channels.
    guard found.count * matrix.rows <= Self.greatestCount else { throw .tooLarge }
    var left = Matrix(rows: matrix.rows, columns: found.count)
    for (vector, (_, block, source)) in found.enumerated() {
      for (row, entry) in zip(matrix.rows(ofBlock: block), parts[block].leftVectors[row: source]) {
        left[row, vector] = entry
      }
    }
    singularValues = all
    leftVectors = left
    blocks = found.map(\.block)
  }

  /// Some right vectors, `v_i = W1^T u_i / s_i`, as rows: vectors x columns of `W1`.
  /// - Precondition: `vectors` are below `rank`.
  public func rightVectors(_ vectors: Range<Int>) -> Matrix {
    var right = Matrix(rows: vectors.count, columns: matrix.columns)
    for (index, block) in matrix.blocks.enumerated() {
      let own = vectors.filter { blocks[$0] == index }
      guard !own.isEmpty else { continue }
      let product = block.multiplied(from: scaledLeftVectors(own, of: index))
      if matrix.blocks.count == 1 { return product }
      let columns = matrix.columns(ofBlock: index)
      for (row, vector) in own.enumerated() {
        let start = (vector - vectors.lowerBound) * right.columns
        right.values.replaceSubrange(
          start + columns.lowerBound..<start + columns.upperBound, with: product[row: row])
      }
    }
    return right
  }

  /// `u_i / s_i` as rows, within one block.
  private func scaledLeftVectors(_ vectors: [Int], of block: Int) -> Matrix {
    var scaled = leftVectors.transposed(rows: matrix.rows(ofBlock: block), columns: vectors)
    scaled.divideRows(by: vectors.map { singularValues[$0] })
    return scaled
  }

  /// The projection of outputs on each left vector, `U^T Y`.
  /// - Parameter outputs: `Y`, rows of `W1` x places.
  /// - Returns: rank x places.
  func projections(of outputs: Matrix) -> Matrix {
    leftVectors.multiplied(by: outputs, transposingSelf: true)
  }

  /// The correlation of each vector with receptive fields, `V^T Psi`.
  /// - Parameter fields: `Psi`, columns of `W1` x fields.
  /// - Returns: rank x fields.
  func correlations(with fields: Matrix) -> Matrix {
    var outputs = Matrix(rows: matrix.rows, columns: fields.columns)
    for (index, block) in matrix.blocks.enumerated() {
      let own = fields.transposed(
        rows: matrix.columns(ofBlock: index), columns: Array(0..<fields.columns))
      let product = block.multiplied(from: own, transposing: true).transposed
      let start = matrix.rows(ofBlock: index).lowerBound * fields.columns
      outputs.values.replaceSubrange(start..<start + product.values.count, with: product.values)
    }
    var correlations = projections(of: outputs)
    correlations.divideRows(by: singularValues)
    return correlations
  }
}

extension Matrix {
  /// Divides each row by its own number; there may be more numbers than rows.
  fileprivate mutating func divideRows(by divisors: [Double]) {
    for row in 0..<rows {
      let divisor = divisors[row]
      for index in row * columns..<(row + 1) * columns { values[index] /= divisor }
    }
  }
}

/// The decomposition of a layer's matrix block by block, in steps of a fraction of a second, but for some that
/// LAPACK takes seconds for.
struct DecompositionSweep: Sendable {
  private let matrix: UnfoldedMatrix
  /// What was found of the blocks that are done.
  private(set) var parts: [(values: [Double], leftVectors: Matrix)] = []
  /// The block under way.
  private var current: SingularVectorSweep?

  init(_ matrix: UnfoldedMatrix) {
    self.matrix = matrix
  }

  /// Whether all blocks are done.
  var isDone: Bool { parts.count == matrix.blocks.count }

  /// About the fraction of the work that is done, 0 to 1.
  var fraction: Double {
    (Double(parts.count) + (current?.fraction ?? 0)) / Double(max(1, matrix.blocks.count))
  }

  /// Goes one step further.
  /// - Throws: `Failure` when a weight is not finite.
  mutating func advance() throws(Failure) {
    var operations = 0
    while !isDone, operations < 1 << 30 {
      let block = matrix.blocks[parts.count]
      if current == nil { current = SingularVectorSweep(block, cutoff: matrix.rankCutoff) }
      try current?.advance()
      let (short, long) = (min(block.rows, block.columns), max(block.rows, block.columns))
      operations += short * min(short * long, 1 << 23)
      guard let found = current?.found else { continue }
      parts.append(found)
      current = nil
    }
  }
}
