import DeepDataProfiler
import Formats
import LinearAlgebra
import NeuralNetwork
import Reports
import TerminalUI

extension PaneContext {
  /// An image of the data set; nil while it is not known, and where it is no picture.
  func shownImage(_ image: Int) -> ShownImage? {
    findings[InputImagesQuestion([image])].answer?[image]
  }

  /// The same to be drawn.
  func picture(ofImage image: Int) -> ImageTile? { ImageTile(shownImage(image)) }

  /// The images that have no signal, where that is known.
  var leftOutImages: [LeftOutImage]? {
    findings[SignalsQuestion(layer: selection.layer)].answer?.leftOut
  }

  /// Whether it is known what an image is.
  func hasRead(image: Int) -> Bool { findings[InputImagesQuestion([image])].isSettled }
}

extension PaneContext {
  /// The extents of the data set's images, as far as the first layer tells.
  var imageExtents: (height: Int, width: Int, numbers: Int) {
    let extents = findings.model.layers.first?.inputShape?.extents ?? []
    let shape = ShownImage.shape(of: extents)
    return (shape?.height ?? 28, shape?.width ?? 28, extents.reduce(1, *))
  }

  /// How many pixels of the data set's images become one within some room, in words; nil where each is one.
  func reductionWords(ofImagesIn room: Size) -> String? {
    let extents = imageExtents
    return Placement(
      height: extents.height, width: extents.width, in: room, isInHalves: display.showsPixels
    ).flatMap { reductionWords(of: $0) }
  }

  /// The same of a placement.
  func reductionWords(of placement: Placement) -> String? {
    let reduction = placement.reduction(on: display)
    return reduction > 1 ? "a pixel for each \(reduction)x\(reduction)" : nil
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
