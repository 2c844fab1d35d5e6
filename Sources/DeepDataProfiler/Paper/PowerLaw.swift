private import Glibc

/// A continuous power law fitted to the tail of a sample.
///
/// Clauset, Shalizi, Newman, *Power-law distributions in empirical data*, SIAM Review 51, 2009,
/// section 3; with the conventions of the Python package powerlaw 1.5.
public struct PowerLaw: Equatable, Sendable {
  /// The exponent: `1 + n / sum ln(x / xmin)` over the tail.
  public let alpha: Double
  /// The smallest value of the tail.
  public let xmin: Double
  /// The Kolmogorov-Smirnov distance between the tail and the law.
  public let distance: Double
  /// The standard error of alpha, `(alpha - 1) / sqrt(n)`.
  public let sigma: Double
  /// How many values the tail has.
  public let tailCount: Int

  package init(alpha: Double, xmin: Double, distance: Double, sigma: Double, tailCount: Int) {
    self.alpha = alpha
    self.xmin = xmin
    self.distance = distance
    self.sigma = sigma
    self.tailCount = tailCount
  }

  /// Why a law could not be fitted.
  public enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// There are fewer than two distinct positive values.
    case tooFewValues

    /// The reason in words.
    public var description: String { "fewer than 2 distinct positive values" }
  }

  /// Fits a law by trying each distinct value but the largest as xmin; the first with the smallest
  /// distance wins.
  /// - Parameter sample: values in any order; those that are not positive are left out.
  /// - Throws: `Fault` when there are fewer than two distinct positive values.
  public init(fitting sample: [Double]) throws(Fault) {
    let values = Self.ascending(sample)
    var search = Search(values)
    let candidates = search.candidates
    // The distance of the best of a few rules out most of the others at a glance.
    for place in stride(from: 0, to: candidates.count, by: max(1, candidates.count / 1024)) {
      search.visit(place)
    }
    for place in candidates { search.visit(place) }
    guard let (place, distance) = search.best else { throw .tooFewValues }
    let tail = search.tail(from: place)
    let count = values.count - tail.first
    self.init(
      alpha: 1 + tail.exponent, xmin: values[tail.first], distance: distance,
      sigma: tail.exponent / Double(count).squareRoot(), tailCount: count)
  }

  /// A candidate for xmin, and the law of the tail from it on.
  public struct Candidate: Equatable, Sendable {
    /// The smallest value of the tail.
    public let xmin: Double
    /// The exponent.
    public let alpha: Double
    /// The Kolmogorov-Smirnov distance between the tail and the law.
    public let distance: Double

    package init(xmin: Double, alpha: Double, distance: Double) {
      (self.xmin, self.alpha, self.distance) = (xmin, alpha, distance)
    }
  }

  /// Candidates for xmin of a sample, evenly spread over its distinct values.
  /// - Parameters:
  ///   - sample: values in any order; those that are not positive are left out.
  ///   - count: the most that are wanted; at least 2.
  /// - Returns: in ascending order all of them, or as many as are wanted.
  public static func candidates(of sample: [Double], atMost count: Int) -> [Candidate] {
    let values = ascending(sample)
    let search = Search(values)
    let all = search.candidates
    guard all.count > 1 else { return all.map { search.candidate($0, among: values) } }
    let wanted = min(max(2, count), all.count)
    return (0..<wanted).map { index in
      search.candidate(index * (all.count - 1) / (wanted - 1), among: values)
    }
  }

  private static func ascending(_ sample: [Double]) -> [Double] {
    sample.filter { $0 > 0 && $0.isFinite }.sorted()
  }

  /// The candidates for xmin that were visited, and the best of them.
  private struct Search {
    /// Of all values, ascending.
    let logarithms: [Double]
    /// Where each distinct value first stands.
    let firsts: [Int]
    /// Of the logarithms from each value on.
    let sums: [Double]
    /// The distinct value with the smallest distance, the first of equals.
    private(set) var best: (place: Int, distance: Double)?
    /// Where the law was far from the counts for the last candidate, as it likely is for the next.
    private var farthest = 0

    init(_ values: [Double]) {
      logarithms = values.map { log($0) }
      firsts = values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }
      var sums = logarithms
      for index in values.indices.dropLast().reversed() { sums[index] += sums[index + 1] }
      self.sums = sums
    }

    /// The distinct values that may be xmin: all but the largest.
    var candidates: Range<Int> { firsts.indices.dropLast() }

    func candidate(_ place: Int, among values: [Double]) -> Candidate {
      let tail = tail(from: place)
      return Candidate(
        xmin: values[tail.first], alpha: 1 + tail.exponent,
        distance: tail.farthest(from: place, below: .infinity).distance)
    }

    func tail(from place: Int) -> Tail {
      let first = firsts[place]
      let count = Double(logarithms.count - first)
      return Tail(
        logarithms: logarithms, firsts: firsts, first: first,
        exponent: count / (sums[first] - count * logarithms[first]))
    }

    mutating func visit(_ place: Int) {
      let tail = tail(from: place)
      let limit =
        best.map { place < $0.place ? $0.distance.nextUp : $0.distance } ?? Double.infinity
      if farthest > place, tail.distance(at: farthest) >= limit { return }
      let found = tail.farthest(from: place, below: limit)
      farthest = found.place
      if found.distance < limit { best = (place, found.distance) }
    }
  }

  /// The values from a candidate for xmin on, beside the law fitted to them.
  private struct Tail {
    /// Of all values, ascending.
    let logarithms: [Double]
    /// Where each distinct value first stands.
    let firsts: [Int]
    /// Where the tail begins.
    let first: Int
    /// `alpha - 1`.
    let exponent: Double

    /// The fraction of the tail below a distinct value, by the law and by count.
    private func fractions(_ place: Int) -> (law: Double, counted: Double) {
      let index = firsts[place]
      return (
        1 - exp(-exponent * (logarithms[index] - logarithms[first])),
        Double(index - first) / Double(logarithms.count - first)
      )
    }

    /// The difference between the two fractions.
    func distance(at place: Int) -> Double {
      let fractions = fractions(place)
      return abs(fractions.law - fractions.counted)
    }

    /// Where the two fractions differ most, and by how much; or where they differ by `limit` or more.
    ///
    /// Both grow with the value, so that their ends bound the difference within a stretch of
    /// values; only stretches that might hold the largest are looked into. Most candidates take
    /// few steps, where each value of each tail would take quadratic time.
    func farthest(from place: Int, below limit: Double) -> (place: Int, distance: Double) {
      let last = firsts.count - 1
      let (start, end) = (fractions(place), fractions(last))
      var farthest = (place: place, distance: abs(start.law - start.counted))
      func look(_ place: Int, _ fractions: (law: Double, counted: Double)) {
        let distance = abs(fractions.law - fractions.counted)
        if distance > farthest.distance { farthest = (place, distance) }
      }
      look(last, end)
      var stretches = [(place, start, last, end)]
      while farthest.distance < limit, let (from, a, to, b) = stretches.popLast() {
        guard to - from > 1, max(b.law - a.counted, b.counted - a.law) > farthest.distance else {
          continue
        }
        let middle = (from + to) / 2
        let m = fractions(middle)
        look(middle, m)
        stretches.append((from, a, middle, m))
        stretches.append((middle, m, to, b))
      }
      return farthest
    }
  }
}
