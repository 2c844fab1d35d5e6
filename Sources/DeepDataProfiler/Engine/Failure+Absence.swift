package import Formats
package import NeuralNetwork
package import System

/// What there is not, beside what there is.
extension Failure {
  /// An image that a data set of so many does not have.
  package init(noImage image: Int, among count: Int, in file: String?) {
    self.init(
      kind: .outOfRange, subject: file,
      problem: "there is no image \(image); the data set has \(count), counted from 0")
  }

  /// An image of a data set that can't be used.
  package init(leftOut image: LeftOutImage, of file: String?) {
    self.init(
      kind: .unfitting, subject: file,
      problem: "image \(image.image)\(image.file.map { ", \($0)," } ?? "") can't be used: "
        + image.reason, cure: "choose another")
  }

  /// A vector that a layer does not have, of which only so many are not zero.
  init(pastRank vector: Int, of count: Int) {
    self.init(
      kind: .outOfRange,
      problem: "v\(vector) is past the rank: this layer has \(count) vectors",
      cure: count > 0 ? "choose from 0 to \(count - 1)" : "choose another layer")
  }

  /// A position that a layer's output does not have.
  init(noPosition row: Int, _ column: Int, of layer: LinearLayer, height: Int, width: Int) {
    self.init(
      kind: .outOfRange,
      problem: "there is no position \(row),\(column): \(layer.name) has \(height)x\(width) of "
        + "them, counted from 0",
      cure: "choose a row from 0 to \(height - 1) and a column from 0 to \(width - 1)")
  }

  /// A layer that gives one value a map has nothing that an overlay could lie over.
  package init(withoutPositions layer: LinearLayer) {
    self.init(
      kind: .outOfRange,
      problem: "\(layer.name) has no positions: it gives one value a map for a whole image",
      cure: "choose a convolution")
  }
}
