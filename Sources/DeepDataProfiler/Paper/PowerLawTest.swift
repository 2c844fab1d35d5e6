private import Glibc
import LinearAlgebra

/// Whether a sample's tail may be of its power law, and whether of another law rather.
///
/// Clauset, Shalizi, Newman, *Power-law distributions in empirical data*, SIAM Review 51, 2009,
/// sections 4.1 and 5.1.
public struct PowerLawTest: Equatable, Sendable {
  /// The fraction of synthetic samples whose tails are as far from their laws as the sample's is, or
  /// farther.
  ///
  /// A synthetic sample has as many values. Each is, with the tail's share of the sample, drawn from
  /// the law, and else one of the values below its tail; xmin and alpha are fitted to it anew.
  public let goodness: Double
  /// How many synthetic samples were made.
  public let samples: Int
  /// The power law's likelihood over that of an exponential tail.
  public let exponential: LikelihoodRatio
  /// The power law's likelihood over that of a lognormal tail.
  public let lognormal: LikelihoodRatio

  package init(
    goodness: Double, samples: Int, exponential: LikelihoodRatio, lognormal: LikelihoodRatio
  ) {
    (self.goodness, self.samples) = (goodness, samples)
    (self.exponential, self.lognormal) = (exponential, lognormal)
  }

  /// Whether the law is ruled out: fewer than a tenth are farther from theirs.
  public var isPoorFit: Bool { goodness < 0.1 }
}

/// A test of a power law on its way.
struct PowerLawBootstrap: Sendable {
  /// The sample, ascending.
  private let values: [Double]
  private let law: PowerLaw
  /// How many values are below the tail.
  private let below: Int
  /// A seed for each synthetic sample, so that none depends on which thread makes it.
  private let seeds: [UInt64]
  private var done = 0
  private var farther = 0

  /// Prepares a test.
  /// - Parameters:
  ///   - sample: positive values in any order, to which the law was fitted.
  ///   - law: the law.
  ///   - samples: how many synthetic samples are made; at least 1.
  ///   - seed: decides on them.
  init(_ sample: [Double], _ law: PowerLaw, samples: Int, seed: UInt64) {
    values = sample.sorted()
    self.law = law
    below = values.count { $0 < law.xmin }
    var generator = SplitMix(seed: seed)
    seeds = (0..<max(1, samples)).map { _ in generator.next() }
  }

  /// The fraction of the work that is done, 0 to 1.
  var fraction: Double { Double(done) / Double(seeds.count) }

  /// What is found; nil until all samples are made.
  var found: PowerLawTest? {
    guard done == seeds.count else { return nil }
    let tail = Array(values[below...])
    return PowerLawTest(
      goodness: Double(farther) / Double(done), samples: done,
      exponential: LikelihoodRatio(of: law, toExponentialTail: tail),
      lognormal: LikelihoodRatio(of: law, toLognormalTail: tail))
  }

  /// The bytes of memory that it takes.
  var byteCount: Int { 8 * (values.count + seeds.count) }

  /// Makes some more samples, as many as take a fraction of a second.
  /// - Throws: `CancellationError` where it is interrupted.
  mutating func advance(_ interruption: Interruption) throws {
    let size = max(1, (1 << 17) / values.count)
    let part = seeds[done..<min(seeds.count, done + size * linearAlgebraThreads())]
    let counts = try concurrently(part.count, inPiecesOf: max(1, size / 4)) { [self] range in
      try interruption.check()
      return part.dropFirst(range.lowerBound).prefix(range.count).count(where: isFarther)
    }
    farther += counts.reduce(0, +)
    done += part.count
  }

  /// Whether the tail of a synthetic sample is farther from its law.
  private func isFarther(_ seed: UInt64) -> Bool {
    var generator = SplitMix(seed: seed)
    let count = Double(values.count)
    let sample = values.indices.map { _ in
      let place = Double.random(in: 0..<count, using: &generator)
      if place < Double(below) { return values[Int(place)] }
      let uniform = Double.random(in: 0..<1, using: &generator)
      return min(
        law.xmin * exp(-log1p(-uniform) / (law.alpha - 1)), Double.greatestFiniteMagnitude)
    }
    // Tails of two values are all equally far, but for rounding.
    return (try? PowerLaw(fitting: sample)).map { $0.distance > law.distance - 1e-9 } ?? false
  }
}
