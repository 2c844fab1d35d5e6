private import COpenBLAS
public import System

extension Failure {
  /// Some entry is infinite or no number.
  package static let notFinite = notDecomposable(
    "the weight holds values that are not finite; no spectrum exists")
  /// Products of its rows are beyond Float's range.
  package static let beyondFloat = notDecomposable(
    "the products of its filters are beyond the range of 32-bit floats")
  /// A group's vectors are short, but stand in the layer's long ones.
  package static let tooLarge = notDecomposable(
    "the layer has too many groups: its singular vectors take more than 4 GB")
  /// LAPACK's iteration gave up.
  static let noConvergence = notDecomposable(
    "the eigenvalues of the weight's Gram matrix did not converge")

  private static func notDecomposable(_ problem: String) -> Failure {
    Failure(kind: .notDecomposable, problem: problem)
  }
}

/// The singular values of a matrix, found in steps of a fraction of a second.
///
/// They are the square roots of the eigenvalues of the smaller Gram matrix. Its entries are
/// accumulated in Double, so values are exact to `1e-8` of the largest.
package struct SingularValueSweep: Sendable {
  private let matrix: WeightMatrix
  private var gram: GramDecomposition
  /// All `min(rows, columns)` of them, descending; nil until they are found.
  package private(set) var values: [Double]?

  package init(_ matrix: WeightMatrix) {
    self.matrix = matrix
    gram = GramDecomposition(shorterSideOf: matrix, vectors: false)
  }

  /// About the fraction of the work that is done, 0 to 1.
  package var fraction: Double { gram.fraction(of: matrix) }

  /// Goes one step further.
  /// - Throws: `Failure` when an entry is not finite.
  package mutating func advance() throws(Failure) {
    try gram.advance(matrix)
    values = gram.singularValues
  }
}

/// The singular values of a matrix and its left singular vectors, found in steps of a fraction of a second, but
/// for some that LAPACK takes seconds for where the matrix is large.
///
/// A vector belongs to them when its singular value exceeds `cutoff * s_0`. They are eigenvectors of
/// `A A^T` or, where `A^T A` is smaller, come from its eigenvectors: `u_i = A v_i / s_i`. Where a value is
/// so small that its square has lost digits, the matrix itself is decomposed.
package struct SingularVectorSweep: Sendable {
  private let matrix: WeightMatrix
  private let cutoff: Double
  private var gram: GramDecomposition
  /// All `min(rows, columns)` values, descending, and `u_i` as rows, each with its entry of largest magnitude
  /// positive, the first of those within a millionth of it; nil until they are found.
  package private(set) var found: (values: [Double], leftVectors: Matrix)?

  /// The least fraction of the largest singular value whose square leaves vectors orthogonal to 1e-10, as
  /// rounding leaves them to `eps (s_0 / s_i)^2`.
  private static let leastSquared = 1.0 / 256

  /// Begins with a matrix.
  package init(_ matrix: WeightMatrix, cutoff: Double) {
    self.matrix = matrix
    self.cutoff = cutoff
    gram = GramDecomposition(shorterSideOf: matrix, vectors: true)
  }

  /// About the fraction of the work that is done, 0 to 1.
  package var fraction: Double { found == nil ? gram.fraction(of: matrix) : 1 }

  /// Goes one step further.
  /// - Throws: `Failure` when an entry is not finite.
  package mutating func advance() throws(Failure) {
    guard found == nil else { return }
    guard let values = gram.singularValues else { return try gram.advance(matrix) }
    found = try leftVectors(values, gram.takeVectors())
  }

  private func leftVectors(
    _ eigen: [Double], _ eigenvectors: Matrix
  ) throws(Failure) -> (values: [Double], leftVectors: Matrix) {
    var (values, vectors) = (eigen, eigenvectors)
    let rank = values.count { $0 > cutoff * (values.first ?? 0) }
    let isDirect = rank > 0 && values[rank - 1] < Self.leastSquared * values[0]
    if isDirect { (values, vectors) = try matrix.directDecomposition() }
    var found = Matrix(rows: rank, columns: vectors.columns)
    for index in 0..<rank {
      // LAPACK's order of eigenvalues ascends.
      found.replaceRow(index, with: vectors[row: isDirect ? index : vectors.rows - 1 - index])
    }
    if matrix.columns < matrix.rows {
      if !isDirect { for index in 0..<rank { found.scaleRow(index, by: 1 / values[index]) } }
      found = matrix.multiplied(from: found, transposing: true)
      if isDirect { try found.orthonormalizeRows() }
    }
    for index in 0..<rank where found[row: index].peak < 0 { found.scaleRow(index, by: -1) }
    return (values, found)
  }
}

extension WeightMatrix {
  /// All `min(rows, columns)` singular values, descending.
  /// - Throws: `Failure` when an entry is not finite.
  public func singularValues() throws(Failure) -> [Double] {
    var sweep = SingularValueSweep(self)
    while true {
      try sweep.advance()
      if let values = sweep.values { return values }
    }
  }

  /// The singular values, and the left vectors of those that are not zero, as `SingularVectorSweep` finds them.
  /// - Throws: `Failure` when an entry is not finite.
  package func decomposed(
    cutoff: Double
  ) throws(Failure) -> (values: [Double], leftVectors: Matrix) {
    var sweep = SingularVectorSweep(self, cutoff: cutoff)
    while true {
      try sweep.advance()
      if let found = sweep.found { return found }
    }
  }
}

/// The Gram matrix of a matrix's shorter side and its eigenvalues, found step by step.
private struct GramDecomposition: Sendable {
  private var gram: GramSum
  private var decomposition: SymmetricDecomposition?
  private let wantsVectors: Bool

  init(shorterSideOf matrix: WeightMatrix, vectors: Bool) {
    gram = GramSum(shorterSideOf: matrix)
    wantsVectors = vectors
  }

  /// The singular values, descending; nil until they are found.
  var singularValues: [Double]? { decomposition?.eigenvalues?.singularValues }

  mutating func takeVectors() -> Matrix {
    decomposition?.takeVectors() ?? Matrix(rows: 0, columns: 0)
  }

  func fraction(of matrix: WeightMatrix) -> Double {
    // Operations; a reduction to a tridiagonal matrix has a quarter of a product's speed.
    let (order, length) = (Double(matrix.order), Double(matrix.length))
    let (product, reduction) = (order * order * length, 16 / 3 * order * order * order)
    let done =
      decomposition.map { product + $0.fraction * reduction } ?? gram.fraction * product
    return done / max(1, product + reduction)
  }

  mutating func advance(_ matrix: WeightMatrix) throws(Failure) {
    guard decomposition == nil else { return try advanceDecomposition() }
    if !gram.isComplete { gram.addPanel(of: matrix) }
    guard gram.isComplete else { return }
    let begun = try SymmetricDecomposition(gram.takeMatrix(), vectors: wantsVectors)
    decomposition = begun
    // That of a small matrix is no step by itself.
    if begun.isSmall { try advanceDecomposition() }
  }

  private mutating func advanceDecomposition() throws(Failure) { try decomposition?.advance() }
}

/// The Gram matrix of a matrix's shorter side, `A A^T` or `A^T A`, added up panel by panel.
private struct GramSum: Sendable {
  /// Its upper triangle, row-major.
  private var matrix: Matrix
  private var panels: WeightMatrix.Panels
  private let length: Int
  private var done = 0

  init(shorterSideOf weight: WeightMatrix) {
    matrix = Matrix(rows: weight.order, columns: weight.order)
    panels = WeightMatrix.Panels(weight)
    length = weight.order == 0 ? 0 : weight.length
  }

  var isComplete: Bool { done == length }
  var fraction: Double { length == 0 ? 1 : Double(done) / Double(length) }

  mutating func addPanel(of weight: WeightMatrix) {
    guard let panel = panels.next(of: weight) else { return }
    let (order, isAcross) = (weight.order, weight.isAcross)
    unsafe panels.buffer.withUnsafeBufferPointer { a in
      unsafe matrix.values.withUnsafeMutableBufferPointer { c in
        withOpenBLAS {
          unsafe cblas_dsyrk(
            CblasRowMajor, CblasUpper, isAcross ? CblasTrans : CblasNoTrans, blasInt(order),
            blasInt(panel.extent), 1, a.baseAddress, blasInt(isAcross ? order : panel.extent),
            panel.start == 0 ? 0 : 1, c.baseAddress, blasInt(order))
        }
      }
    }
    done += panel.extent
  }

  /// Gives the matrix away, with the room that the sum took.
  mutating func takeMatrix() -> Matrix {
    defer {
      self = GramSum(shorterSideOf: WeightMatrix(rows: 0, columns: 0, elements: .floats([])))
    }
    return matrix
  }
}

extension [Double] {
  /// The singular values that belong to ascending eigenvalues of a Gram matrix.
  fileprivate var singularValues: [Double] { reversed().map { Swift.max(0, $0).squareRoot() } }
}

extension ArraySlice<Double> {
  /// The element of largest magnitude, the first of those within a millionth of it; 0 when there is
  /// none.
  fileprivate var peak: Double {
    let magnitude = reduce(0) { Swift.max($0, abs($1)) }
    return first { abs($0) >= magnitude * (1 - 1e-6) } ?? 0
  }
}

extension Matrix {
  fileprivate mutating func replaceRow(_ row: Int, with elements: ArraySlice<Double>) {
    values.replaceSubrange(row * columns..<(row + 1) * columns, with: elements)
  }

  fileprivate mutating func scaleRow(_ row: Int, by factor: Double) {
    for index in row * columns..<(row + 1) * columns { values[index] *= factor }
  }
}
