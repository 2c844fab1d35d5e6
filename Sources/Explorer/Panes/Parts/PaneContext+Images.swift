import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import TerminalUI

extension PaneContext {
  /// An image of the data set, as the network takes it; nil while it is not known, and where it has no
  /// shape that an image could have.
  func picture(ofImage image: Int) -> ImageTile? {
    let input = findings[FeatureMapsQuestion(.input, layer: 0, image: image)].answer
    return input.flatMap {
      ImageTile($0.values, maps: $0.count, height: $0.height, width: $0.width)
    }
  }

  /// An image of the data set that was read by itself; nil while it is not known, and where it is none
  /// that has pixels.
  func shownImage(_ image: Int) -> ShownImage? {
    findings[InputImagesQuestion([image])].answer.flatMap { ShownImage($0, image: image) }
  }

  /// Whether it is known what an image is that was read by itself.
  func hasRead(image: Int) -> Bool { findings[InputImagesQuestion([image])].isSettled }
}

extension InputImages {
  /// An image as a picture; nil where it could not be read, and where it has no shape that one could
  /// have.
  func tile(_ image: Int) -> ImageTile? {
    self[image].flatMap { ImageTile(Array($0), maps: maps, height: height, width: width) }
  }
}

extension PaneContext {
  /// The extents of the data set's images, as far as the first layer tells.
  var imageExtents: (height: Int, width: Int, numbers: Int) {
    let extents = findings.model.layers.first?.inputShape?.extents ?? []
    let numbers = extents.reduce(1, *)
    if extents.count == 3, extents[1] * extents[2] > 1 { return (extents[1], extents[2], numbers) }
    // A row of features may be a square, of three channels perhaps.
    for channels in [1, 3] where numbers % channels == 0 && numbers > channels {
      let side = Int(Double(numbers / channels).squareRoot().rounded())
      if side * side * channels == numbers { return (side, side, numbers) }
    }
    return (28, 28, numbers)
  }

  /// What asks for the images by their signals of the vectors beside the selected one, where that takes
  /// no more than a moment.
  var nextOrders: [AnyQuestion] {
    let (node, layer) = (selection.node, selection.layer)
    return [node.vector + 1, node.vector - 1].filter((0..<vectorCount).contains)
      .map { SignificanceHypergraph.Node(vector: $0, isNegative: node.isNegative) }
      .map { AnyQuestion(ImageOrderQuestion(by: .signal(layer: layer, nodes: [$0]))) }
      .filter(findings.isQuick)
  }
}
