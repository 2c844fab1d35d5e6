import DeepDataProfiler

/// What the sample knows of images beside each other.
extension Sample {
  /// Most alike at the position itself, and less the farther from it; of the optimised image the same halved.
  static func similarity(_ asked: SimilarityQuestion) -> SimilarityOverlay {
    let side = asked.layer == 0 ? 26 : 24
    let image: ShownImage?
    let strength: Float
    switch asked.subject {
    case .image(let other):
      image = shownImage(other)
      strength = other == asked.image ? 1 : 0.9 - Float(other % 8) / 20
    case .optimized(let question):
      image = ShownImage(optimizedImage(question.recipe))
      strength = 0.5
    }
    let values = (0..<side * side).map { place -> Float in
      let (y, x) = (Float(place / side - asked.row), Float(place % side - asked.column))
      return strength * (1 - (x * x + y * y) / 600)
    }
    return SimilarityOverlay(height: side, width: side, values: values, over: image)
  }

  /// Of each image a signal along each vector that looks arbitrary.
  static func imageHypergraph(_ asked: ImageHypergraphQuestion) -> ImageHypergraph {
    let count = [9, 32, 120, 10][asked.layer]
    return ImageHypergraph(
      images: asked.images, quantile: asked.quantile, polarity: asked.polarity,
      threshold: Float(asked.quantile - 0.5) * 4,
      signals: asked.images.map { image in
        (0..<count).map { 2 * noise($0 * 41 + image) / Float(1 + $0 / 8) }
      }, deviations: (0..<count).map { 1 / Double(1 + $0 / 8) })
  }
}
