private import Glibc

/// How many matrices of which size a layer's weight is made into, and how far noise in their place
/// would reach.
public struct LayerMatrices: Equatable, Sendable {
  /// Rows of each matrix.
  public let rows: Int
  /// Columns of each matrix.
  public let columns: Int
  /// The layer's groups; each has as many matrices, of weights of its own.
  public let groups: Int
  /// How many matrices a group has.
  public let count: Int
  /// How many of a group's are independent of one another when its weights are.
  public let independent: Int

  /// Describes matrices, by default one.
  public init(rows: Int, columns: Int, groups: Int = 1, count: Int = 1, independent: Int? = nil) {
    self.rows = rows
    self.columns = columns
    self.groups = groups
    self.count = count
    self.independent = independent ?? count
  }

  /// Whether they are sums of others with complex factors, as those at the frequencies of a map.
  private var isComplex: Bool { independent > 1 && independent < count }

  /// The extent of the longer side.
  var long: Double { Double(max(rows, columns)) }
  /// The extent of the shorter side.
  var short: Double { Double(min(rows, columns)) }

  /// `max(rows, columns) * eps(Float)`, the precision of singular values as a fraction of the largest.
  var precision: Double { long * Double(Float.ulpOfOne) }

  /// How much the largest eigenvalue of noise varies, as a fraction of the bulk's upper edge:
  /// `(1 / sqrt(n_max) + 1 / sqrt(n_min))^(1/3) / (sqrt(n_max) + sqrt(n_min))`.
  ///
  /// Johnstone, *On the distribution of the largest eigenvalue in principal components analysis*,
  /// Annals of Statistics 29, 2001.
  private var fluctuation: Double {
    cbrt(1 / long.squareRoot() + 1 / short.squareRoot())
      / (long.squareRoot() + short.squareRoot())
  }

  /// The fraction of the upper edge by which the largest eigenvalue of all matrices exceeds it in 1 of
  /// 100 layers of noise, and in fewer of small matrices: the fluctuation times a number of Tracy and
  /// Widom's distribution.
  ///
  /// The largest of a map's frequencies is as large as that of two real matrices
  /// (`Documentation/Noise.md`).
  var allowance: Double {
    fluctuation * Self.tracyWidomQuantile(trials: groups * (isComplex ? 2 : independent))
  }

  /// What the largest of some independent numbers of Tracy and Widom's distribution of order 1 exceeds
  /// with a probability of 1 %: 2.0234 for one (Bejan, *Largest eigenvalues and sample covariance
  /// matrices*, 2005).
  ///
  /// Beyond it the probability falls as `exp(-2/3 t^(3/2)) / t^(3/4)`.
  static func tracyWidomQuantile(trials: Int) -> Double {
    let first = 2.0234
    var t = first
    // The logarithm of that is convex, and Newton's steps come from below.
    for _ in 0..<20 {
      let fallen = 2 / 3 * (pow(t, 1.5) - pow(first, 1.5)) + 0.75 * log(t / first)
      t -= (fallen - log(Double(max(1, trials)))) / (t.squareRoot() + 0.75 / t)
    }
    return t
  }

  /// How far the counts of eigenvalues below any value may differ between two layers of noise.
  ///
  /// Eigenvalues of a random matrix keep their places, so that counts of `n` of them differ by no more
  /// than `2 + 0.55 ln n` in 99 of 100 pairs. Those of independent matrices add up like independent
  /// numbers, those of dependent ones move together, and those of complex ones vary half as much
  /// (`Documentation/Noise.md`).
  var countAllowance: Double {
    let total = Double(groups * count)
    let independence = Double(groups * independent).squareRoot()
    return (2 + 0.55 * log(short)) * total / independence * (isComplex ? 0.5.squareRoot() : 1)
  }

  /// How many times as large one layer's largest eigenvalue may be as another's when both are noise.
  var largestAllowance: Double { 1 + max(0.2, 4.5 * fluctuation) }
}
