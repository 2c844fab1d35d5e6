import LinearAlgebra
import System

/// Finds the singular values of a layer in steps, each of which takes about a second at most, but for
/// the eigenvalues of one large matrix.
protocol SpectrumSweep: Sendable {
  /// About the fraction of the work that is done, 0 to 1.
  var fraction: Double { get }
  /// Whether all values are found.
  var isDone: Bool { get }
  /// What was found, group by group.
  var pools: [SingularValuePool] { get }
  /// Goes one step further.
  mutating func advance() throws
}

/// The singular values of matrices that are given: blocks of an unfolded matrix, or slices.
struct MatrixSweep: SpectrumSweep {
  private let groups: [[WeightMatrix]]
  private(set) var pools: [SingularValuePool] = []
  /// The matrices of the group under way that are done.
  private var done = 0
  private var values: [Double] = []
  /// The matrix under way.
  private var current: SingularValueSweep?

  /// Each group has matrices of one size.
  init(_ groups: [[WeightMatrix]]) {
    self.groups = groups.filter { !$0.isEmpty }
  }

  init(_ matrix: UnfoldedMatrix) { self.init(matrix.blocks.map { [$0] }) }
  init(_ slices: SliceMatrices) { self.init(slices.groups) }

  var isDone: Bool { pools.count == groups.count }

  var fraction: Double {
    guard !isDone else { return 1 }
    let own = (Double(done) + (current?.fraction ?? 0)) / Double(groups[pools.count].count)
    return (Double(pools.count) + own) / Double(groups.count)
  }

  /// About the largest singular values of all matrices, as `WeightMatrix` finds them.
  /// - Throws: `Failure` when an entry is not finite.
  func largestSingularValues(_ count: Int) throws(Failure) -> [Double] {
    var values: [Double] = []
    for matrix in groups.joined() { values += try matrix.largestSingularValues(count) }
    return Array(values.sorted(by: >).prefix(count))
  }

  /// - Throws: `Failure` when an entry is not finite.
  mutating func advance() throws(Failure) {
    var operations = 0
    while !isDone, operations < 1 << 30 {
      let matrices = groups[pools.count]
      let matrix = matrices[done]
      let (short, long) = (min(matrix.rows, matrix.columns), max(matrix.rows, matrix.columns))
      operations += short * min(short * long, 1 << 23)
      var sweep = current ?? SingularValueSweep(matrix)
      current = nil
      try sweep.advance()
      guard let found = sweep.values else {
        current = sweep
        continue
      }
      values += found
      done += 1
      guard done == matrices.count else { continue }
      pools.append(
        SingularValuePool(
          values: values,
          matrices: LayerMatrices(
            rows: matrix.rows, columns: matrix.columns, groups: groups.count,
            count: matrices.count)))
      (values, done) = ([], 0)
    }
  }
}
