import LinearAlgebra

/// What an optimised image is to bring out in a layer: the signals of some singular vectors
/// (paper equations 19 and 20).
public struct VisualizationObjective: Hashable, Sendable {
  /// A singular vector and how much its signal counts.
  public struct Term: Hashable, Sendable {
    /// The singular vector, from 0.
    public let vector: Int
    /// What its signal is multiplied by; below 0 the negated signal counts.
    public let weight: Double

    /// A term of the sum.
    public init(vector: Int, weight: Double = 1) {
      self.vector = vector
      self.weight = weight
    }

    /// The vector, with the sign that is brought out: `v3`, or `-v3`.
    package var name: String { (weight < 0 ? "-v" : "v") + String(vector) }
  }

  /// How the signals of receptive fields become one number.
  public enum Pool: Hashable, Sendable {
    /// Their mean, which signal tables have.
    case mean
    /// Their sum, as in the paper.
    case sum
    /// That at one position, counted from 0.
    case position(row: Int, column: Int)
  }

  /// The vectors.
  public let terms: [Term]
  /// How positions are pooled.
  public let pool: Pool

  /// The weighted signals of some vectors.
  public init(_ terms: [Term], pool: Pool = .mean) {
    self.terms = terms
    self.pool = pool
  }
}

extension VisualizationObjective {
  /// The signals of a group's vectors, those of negative nodes negated (equation 20).
  public init(_ group: SemanticHierarchy.Group, pool: Pool = .mean) {
    self.init(
      group.nodes.map { Term(vector: $0.vector, weight: $0.isNegative ? -1 : 1) }, pool: pool)
  }
}

extension VisualizationObjective {
  /// The objective as a linear function of a layer's output before its bias: the sum of `w_i u_i` at each
  /// position that counts.
  struct Direction: Sendable {
    /// `sum w_i u_i` over the largest `|w_i|`, a number for each map of the output: only the ratios of weights
    /// decide on the way up.
    let values: [Double]
    /// The largest `|w_i|`.
    let magnitude: Double
    /// The positions that count.
    let positions: Range<Int>
    /// What each position counts.
    let share: Double
    /// How many positions there are.
    let positionCount: Int

    /// The objective over `magnitude` for one image's output: maps x positions.
    func value(of output: ArraySlice<Float>) -> Double {
      var sum = 0.0
      for (map, weight) in values.enumerated() where weight != 0 {
        let start = output.startIndex + map * positionCount
        sum +=
          weight
          * output[start + positions.lowerBound..<start + positions.upperBound]
          .reduce(0) { $0 + Double($1) }
      }
      return sum * share
    }

    /// Its gradient with respect to the output: maps x positions.
    var gradient: [Float] {
      values.flatMap { weight in
        (0..<positionCount).map { positions.contains($0) ? Float(weight * share) : 0 }
      }
    }
  }

  /// The objective for outputs of a shape.
  /// - Parameters:
  ///   - leftVectors: `u_i` as columns.
  ///   - shape: one image's output, maps x rows x columns.
  /// - Returns: nil for a position that is not there.
  func direction(_ leftVectors: Matrix, shape: Shape) -> Direction? {
    let most = terms.map { abs($0.weight) }.max() ?? 0
    let magnitude = most > 0 ? most : 1
    var values = [Double](repeating: 0, count: leftVectors.rows)
    for term in terms {
      let weight = term.weight / magnitude
      for map in values.indices { values[map] += weight * leftVectors[map, term.vector] }
    }
    let extents = shape.extents.dropFirst()
    let count = extents.reduce(1, *)
    switch pool {
    case .mean:
      return Direction(
        values: values, magnitude: magnitude, positions: 0..<count, share: 1 / Double(count),
        positionCount: count)
    case .sum:
      return Direction(
        values: values, magnitude: magnitude, positions: 0..<count, share: 1, positionCount: count)
    case .position(let row, let column):
      let width = extents.last ?? 1
      let height = count / max(1, width)
      guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
      let place = row * width + column
      return Direction(
        values: values, magnitude: magnitude, positions: place..<place + 1, share: 1,
        positionCount: count)
    }
  }
}
