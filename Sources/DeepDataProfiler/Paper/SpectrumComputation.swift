import LinearAlgebra
import NeuralNetwork

/// The computation of a spectrum, step by step.
struct SpectrumComputation: Sendable {
  /// The spectrum, once it is complete.
  private(set) var found: Spectrum?
  private var sweep: (any SpectrumSweep)?
  /// Where it is kept then, and under what key.
  private let store: (store: ResultStore, key: ResultStore.Key)?
  /// The bytes of its weight.
  let byteCount: Int

  /// Begins with a spectrum, or finds that it was kept.
  /// - Parameters:
  ///   - layer: the layer that it is of, perhaps as if it had one group.
  ///   - matrization: what matrices are made of its weight.
  ///   - seed: decides on the order that its elements are shuffled to; nil where they stay.
  ///   - subject: the network, and where spectra are kept.
  /// - Throws: `Failure` when there is no weight, or no spectrum of it.
  init(
    of layer: LinearLayer, _ matrization: Matrization, shuffledBy seed: UInt64? = nil,
    in subject: OpenedModel
  ) throws {
    byteCount = 4 * layer.weightShape.count
    let store = subject.store
    if seed == nil, let store, let tensor = subject.network.weightInPlace(of: layer),
      let key = try store.key(layer, inPlace: tensor, matrization), let kept = store.spectrum(key)
    {
      (self.store, found) = ((store, key), kept)
      return
    }
    var weight = try subject.network.weight(of: layer)
    if let seed { weight.elements = weight.elements.shuffled(seed: seed) }
    // That of this copy, as the file may change meanwhile.
    if let store, let key = store.key(layer, weight: weight, matrization) {
      self.store = (store, key)
      found = store.spectrum(key)
      if found != nil { return }
    } else {
      self.store = nil
    }
    sweep =
      switch matrization {
      case .unfolded: MatrixSweep(UnfoldedMatrix(layer, weight: weight))
      case .slices: MatrixSweep(SliceMatrices(layer, weight: weight))
      case .toeplitz(let mapSize): try ToeplitzSweep(layer, weight: weight, mapSize: mapSize)
      }
  }

  /// About the fraction of the work that is done, 0 to 1.
  var fraction: Double { sweep?.fraction ?? 1 }

  /// About the largest singular values, none too large, as long as the spectrum is not complete.
  /// - Returns: at most `count` of them, descending.
  /// - Throws: `Failure` when a weight is not finite.
  func largestSingularValues(_ count: Int) throws -> [Double] {
    if let found { return Array(found.singularValues.prefix(count)) }
    guard let sweep = sweep as? MatrixSweep else { return [] }
    return try sweep.largestSingularValues(count)
  }

  /// Goes one step further.
  /// - Throws: `Failure` when a weight is not finite.
  mutating func advance() throws {
    try sweep?.advance()
    guard let sweep, sweep.isDone else { return }
    let spectrum = Spectrum(sweep.pools)
    if let (store, key) = store { store.save(spectrum, as: key) }
    found = spectrum
    self.sweep = nil
  }
}
