/// How alike a layer's activation at one position of an image is to those at all positions of another
/// (similarity overlays: Fong, Mordvintsev, Vedaldi, Olah, 2021; paper figure 10).
public struct SimilarityOverlay: Equatable, Sendable {
  /// The rows of the layer's positions.
  public let height: Int
  /// The columns of the layer's positions.
  public let width: Int
  /// The cosine of the angle between the two activations at each position, row by row: -1 to 1, and 0
  /// where one of them is zero.
  public let values: [Float]
  /// The other image, dark where it is not alike; nil where the network takes no pictures.
  package let picture: ShownImage?

  /// Given similarities.
  /// - Precondition: there are `height * width` of them.
  package init(height: Int, width: Int, values: [Float], over image: ShownImage?) {
    precondition(values.count == height * width, "a position has one similarity")
    self.height = height
    self.width = width
    self.values = values
    picture = image?.darkened(by: values, height: height, width: width)
  }

  /// The similarities of an activation to those of an image.
  ///
  /// Each is summed map by map in double precision. Takes time linear in the number of activations.
  /// - Parameters:
  ///   - activation: a number for each map.
  ///   - maps: the activations of the other image.
  ///   - image: the other image.
  init(of activation: [Float], to maps: FeatureMaps, over image: ShownImage?) {
    let count = maps.height * maps.width
    var products = [Double](repeating: 0, count: count)
    var squares = products
    for (map, number) in activation.prefix(maps.count).enumerated() {
      for (place, value) in maps[map].enumerated() {
        products[place] += Double(number) * Double(value)
        squares[place] += Double(value) * Double(value)
      }
    }
    let norm = activation.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let values = zip(products, squares).map { product, square -> Float in
      if norm == 0 || square == 0 { return 0 }
      let cosine = product / (norm * square.squareRoot())
      return cosine.isNaN ? .nan : Float(min(max(cosine, -1), 1))
    }
    self.init(height: maps.height, width: maps.width, values: values, over: image)
  }

  /// The largest similarity; nil where none is finite.
  package var greatest: Float? { values.filter(\.isFinite).max() }
}

extension FeatureMaps {
  /// What all maps have at one position.
  func activation(row: Int, column: Int) -> [Float] {
    (0..<count).map { values[($0 * height + row) * width + column] }
  }
}
