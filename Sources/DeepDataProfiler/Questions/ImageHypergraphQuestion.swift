/// What vectors of a layer are significant for some images (paper figure 10).
package struct ImageHypergraphQuestion: Question {
  package typealias Answer = ImageHypergraph

  /// The layer's index.
  package let layer: Int
  /// The images of the data set, from 0, each once.
  package let images: [Int]
  /// The quantile of all signals that is the threshold, 0 to 1.
  package let quantile: Double
  /// Which signals count.
  package let polarity: SignificanceHypergraph.Polarity
  /// How the positions of an image become one signal.
  package let pool: SignalTable.Pool

  /// That of a layer and some images.
  package init(
    layer: Int, between images: [Int], quantile: Double,
    polarity: SignificanceHypergraph.Polarity = .positive, pool: SignalTable.Pool = .mean
  ) {
    self.layer = layer
    self.images = images
    self.quantile = quantile
    self.polarity = polarity
    self.pool = pool
  }

  package func title(naming name: (Int) -> String) -> String {
    "hypergraph \(name(layer)) images \(images.map(String.init).joined(separator: ", "))"
  }
  package func needs(in model: Findings.Model) -> [any Question] {
    [SignalsQuestion(layer: layer, pool: pool)]
  }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<ImageHypergraph> {
    SingleStep { context in
      try ImageHypergraph(
        try context.quickestSignals(of: layer, pool: pool), between: images, quantile: quantile,
        polarity: polarity)
    }
  }

  package static func byteCount(_ hypergraph: ImageHypergraph) -> Int {
    4 * hypergraph.images.count * hypergraph.deviations.count + 8 * hypergraph.deviations.count
      + 64 * hypergraph.hypergraph.incidenceCount
  }
}
