private import Glibc
import LinearAlgebra
public import NeuralNetwork

/// A layer's spectrum as another program reads it, to be compared with what that program prints.
public struct PeerSpectrum: Equatable, Sendable {
  /// The program.
  public enum Peer: String, CaseIterable, Sendable {
    /// `WeightWatcher.analyze()` of version 0.7.7: slices of the weight, of convolutions times the
    /// root of a half.
    case weightwatcher
    /// DeepDataProfiler's `SpectralAnalysis`: the flattened weight, eigenvalues over the number of
    /// filters.
    case deepdataprofiler

    /// What its alpha-hat is, of its own eigenvalues.
    public var convention: AlphaHat.Convention {
      AlphaHat.Convention(isNatural: self == .deepdataprofiler, isMean: true)
    }

    /// How a layer's weight is made into matrices, whatever its groups.
    public var matrization: Matrization {
      switch self {
      case .weightwatcher: .slices
      case .deepdataprofiler: .unfolded
      }
    }

    /// Why it leaves a layer out; nil when it does not.
    public func omission(_ layer: LinearLayer) -> String? {
      let axes = layer.weightShape.extents
      guard axes.count == 2 || axes.count == 4 else {
        return "it takes weights of 2 and 4 axes, and this one has \(axes.count)"
      }
      guard self == .weightwatcher else { return nil }
      let size = Self.size(axes)
      let count = size.short * size.elements
      if count < 8 { return "\(count) eigenvalues are fewer than 8" }
      if count > 15_000 { return "\(count) eigenvalues are more than 15000" }
      return size.long > 50_000 ? "a side of \(size.long) is longer than 50000" : nil
    }

    /// What WeightWatcher takes for the longer and the shorter side of a slice, and how many there are.
    ///
    /// It changes them over once for each slice that has more channels than filters, so that an even
    /// number of slices leaves them as they were.
    static func size(_ axes: [Int]) -> (long: Int, short: Int, elements: Int) {
      let elements = axes.dropFirst(2).reduce(1, *)
      let isFlipped =
        axes.count == 2
        || axes[0] + axes[1] >= axes[2] + axes[3] && !elements.isMultiple(of: 2)
      return axes[0] < axes[1] && isFlipped
        ? (axes[1], axes[0], elements) : (axes[0], axes[1], elements)
    }
  }

  /// The program.
  public let peer: Peer
  /// The number of eigenvalues.
  public let count: Int
  /// The largest eigenvalue.
  public let lambdaMax: Double
  /// The power law, or why none could be fitted.
  public let powerLaw: Result<PowerLaw, PowerLaw.Fault>
  /// What WeightWatcher computes beside; nil of another program.
  public let norms: Norms?

  /// Numbers of WeightWatcher's.
  public struct Norms: Equatable, Sendable {
    /// The number of singular values above `s_0 * max(rows, columns) * eps(Double)`.
    public let rank: Int
    /// `log10` of the sum of the eigenvalues.
    public let logNorm: Double
    /// `log10` of the largest.
    public let logSpectralNorm: Double
    /// `log10 sum lambda^alpha`, when a law was fitted.
    public let logAlphaNorm: Double?
    /// The sum over the largest.
    public let stableRank: Double
    /// The entropy over that of `rank` equal values.
    public let entropy: Double
  }

  /// Alpha times the logarithm of the largest eigenvalue, when a law was fitted.
  public var weightedAlpha: Double? {
    (try? powerLaw.get().alpha).map {
      $0 * (peer.convention.isNatural ? log(lambdaMax) : log10(lambdaMax))
    }
  }

  /// What the program says of the exponent, in its own words; nil where it says nothing.
  public var verdict: String? {
    guard let alpha = try? powerLaw.get().alpha else { return nil }
    return switch peer {
    case .weightwatcher: alpha < 2 ? "over-trained" : alpha > 6 ? "under-trained" : nil
    case .deepdataprofiler:
      alpha <= 3 ? "regularized" : alpha < 4.5 ? "somewhat well regularized" : "not regularized"
    }
  }

  /// Reads singular values as a program does.
  /// - Parameters:
  ///   - singularValues: of the layer's matrices, descending.
  ///   - layer: the layer.
  ///   - peer: the program.
  init(_ singularValues: [Double], of layer: LinearLayer, as peer: Peer) {
    let isConvolution = !layer.kernel.isEmpty
    let unit =
      switch peer {
      case .weightwatcher: isConvolution ? 0.5 : 1
      case .deepdataprofiler: 1 / Double(layer.rows)
      }
    let eigenvalues = singularValues.map { $0 * $0 * unit }
    let largest = eigenvalues.first ?? 0
    self.peer = peer
    count = eigenvalues.count
    lambdaMax = largest
    let powerLaw = Result { () throws(PowerLaw.Fault) in
      switch peer {
      // WeightWatcher takes smaller ones for zeros.
      case .weightwatcher:
        try PowerLaw(asWeightWatcherFits: eigenvalues.reversed().filter { $0 > 1e-5 })
      case .deepdataprofiler: try PowerLaw(fitting: eigenvalues)
      }
    }
    self.powerLaw = powerLaw
    guard peer == .weightwatcher, largest > 0 else {
      norms = nil
      return
    }
    let sum = eigenvalues.reduce(0, +)
    let long = Double(Peer.size(layer.weightShape.extents).long)
    let cutoff = (singularValues.first ?? 0) * long * Double.ulpOfOne
    let rank = singularValues.count { $0 > cutoff }
    // It adds this to each fraction, and to the rank.
    let small = 1e-10
    let entropy = eigenvalues.reduce(0) { entropy, eigenvalue in
      let fraction = eigenvalue / sum + small
      return entropy - fraction * log(fraction)
    }
    norms = Norms(
      rank: rank, logNorm: log10(sum), logSpectralNorm: log10(largest),
      logAlphaNorm: (try? powerLaw.get().alpha).map { alpha in
        alpha * log10(largest)
          + log10(eigenvalues.reduce(0) { $0 + pow($1 / largest, alpha) })
      },
      stableRank: sum / largest, entropy: entropy / log(Double(rank) + small))
  }
}

extension LinearLayer {
  /// The same filters as those of one group, which is how programs see it that know of no groups.
  var withoutGroups: LinearLayer {
    LinearLayer(
      index: index, name: name, kind: kind, weightShape: weightShape, isInputsFirst: isInputsFirst)
  }
}
