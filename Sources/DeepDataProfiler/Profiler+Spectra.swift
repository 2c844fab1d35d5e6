import LinearAlgebra
import NeuralNetwork

/// How spectra, and what follows from them alone, are found. All throw `Pending` when they need another
/// step.
extension Profiler {
  /// A spectrum; takes one step a call.
  func spectrum(of index: Int, for request: Request) throws -> Spectrum {
    var spectrum = try begin(request, of: index)
    if spectrum.found == nil { try spectrum.advance() }
    if let found = spectrum.found { return found }
    goOn(with: spectrum)
    throw Pending(fraction: spectrum.fraction)
  }

  /// A spectrum as another program reads it: of groups it knows nothing.
  func peerSpectrum(
    of layer: LinearLayer, as peer: PeerSpectrum.Peer
  ) throws -> PeerSpectrum {
    let request = Request.spectrum(layer: layer.index, peer.matrization)
    let spectrum =
      try layer.groups == 1 && layer.areGroupsKnown
      ? remember(request).get(Spectrum.self) : ungroupedSpectrum(of: layer, for: request)
    return PeerSpectrum(spectrum.singularValues, of: layer, as: peer)
  }

  /// The spectrum of a grouped layer's weight as if it had one group.
  private func ungroupedSpectrum(of layer: LinearLayer, for request: Request) throws -> Spectrum {
    var spectrum = try BegunSpectrum(
      request, layer.withoutGroups, of: network, store: store)
    while true {
      if let found = spectrum.found { return found }
      try Task.checkCancellation()
      try spectrum.advance()
    }
  }

  /// The first of a layer's singular values, where all of them take long.
  func largestSingularValues(of index: Int) throws -> [Double] {
    let request = Request.spectrum(layer: index)
    if case .spectrum(let spectrum) = known.recall(request) {
      return Array(spectrum.singularValues.prefix(Request.largestCount))
    }
    let spectrum = try begin(request, of: index)
    // Its weight has been read, which takes a while for a large one.
    goOn(with: spectrum)
    return try spectrum.largestSingularValues(Request.largestCount)
  }

  /// Takes a spectrum from those that are not complete, or begins it.
  private func begin(_ request: Request, of layer: Int) throws -> BegunSpectrum {
    if let place = begun.firstIndex(where: { $0.request == request }) {
      return begun.remove(at: place)
    }
    return try BegunSpectrum(request, self.layer(layer), of: network, store: store)
  }

  /// Puts a spectrum to those that are not complete.
  ///
  /// As each holds a weight or more, those longest left are forgotten.
  private func goOn(with spectrum: BegunSpectrum) {
    if begun.count > 3 { begun.removeFirst() }
    begun.append(spectrum)
  }

  /// The test of a power law; makes some of its samples a call.
  func powerLawTest(
    of layer: Int, _ matrization: Matrization, samples: Int, seed: UInt64, for request: Request
  ) throws -> PowerLawTest {
    let spectrum = try remember(.spectrum(layer: layer, matrization)).get(Spectrum.self)
    var test =
      try bootstrap.flatMap { $0.request == request ? $0.test : nil }
      ?? PowerLawBootstrap(spectrum.sample, spectrum.powerLaw.get(), samples: samples, seed: seed)
    try test.advance()
    // As it holds a spectrum, that of another layer is forgotten.
    bootstrap = test.found == nil ? (request, test) : nil
    guard let found = test.found else { throw Pending(fraction: test.fraction) }
    return found
  }
}
