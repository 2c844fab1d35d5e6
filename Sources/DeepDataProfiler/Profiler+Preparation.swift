import LinearAlgebra
package import NeuralNetwork

extension Profiler {
  /// Finds those of some answers that take little, side by side: together they come sooner than one
  /// after the other, each on all threads.
  ///
  /// Whoever asks for one of them then has it at once. What can't be found is left for them, too.
  /// - Parameter requests: spectra and decompositions are found; others are left.
  public func prepare(_ requests: [Request]) {
    var work = requests.map(simplest).filter { known.recall($0) == nil }.compactMap { request in
      smallLayer(of: request).map { (request: request, layer: $0) }
    }
    // The heaviest first, so that all threads end at about the same time.
    work.sort { $0.layer.weightShape.count > $1.layer.weightShape.count }
    let (network, store, sorted) = (network, store, work)
    let answers = concurrently(sorted.count, inPiecesOf: 1) { range in
      let (request, layer) = sorted[range.lowerBound]
      return try? Self.answer(to: request, layer, of: network, store: store)
    }
    for case (let request, let answer?) in zip(sorted.map(\.request), answers) {
      known.store(answer, for: request)
    }
  }

  /// The layer of a request whose answer takes a moment, and memory that several may take at once.
  func smallLayer(of request: Request) -> LinearLayer? {
    switch request {
    case .spectrum(let index, .unfolded), .spectrum(let index, .slices),
      .shuffledSpectrum(let index, .unfolded, _), .shuffledSpectrum(let index, .slices, _),
      .decomposition(let index):
      guard network.layers.indices.contains(index), network.layers[index].isSmall else {
        return nil
      }
      return network.layers[index]
    default: return nil
    }
  }

  /// The answer about a small layer.
  ///
  /// It is found on one thread, even where there is nothing beside it, as sums by several end in other
  /// digits: they are the same whatever else is asked.
  static func answer(
    to request: Request, _ layer: LinearLayer, of network: Network, store: SpectrumStore?
  ) throws -> Answer {
    try onOneThread {
      if case .decomposition = request {
        return .decomposition(
          try SingularValueDecomposition(UnfoldedMatrix(layer, of: network)))
      }
      var spectrum = try BegunSpectrum(request, layer, of: network, store: store)
      while true {
        if let found = spectrum.found { return .spectrum(found) }
        try spectrum.advance()
      }
    }
  }
}

extension LinearLayer {
  /// Whether its decomposition takes a moment.
  package var isSmall: Bool { min(rows, columns) <= 1024 && weightShape.count <= 1 << 23 }
}
