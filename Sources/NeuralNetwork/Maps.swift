import LinearAlgebra

/// The extents of a batch of maps: images x channels x height x width, or images x channels x width,
/// which counts as a height of 1.
struct Maps: Equatable {
  let images: Int
  let channels: Int
  let height: Int
  let width: Int
  private let hasHeight: Bool

  /// Reads a shape of 3 or 4 axes.
  init(_ shape: Shape) throws(OperatorFault) {
    guard (3...4).contains(shape.rank) else {
      throw OperatorFault("an input of \(shape) is not images x channels x height x width")
    }
    hasHeight = shape.rank == 4
    (images, channels, width) = (shape[0], shape[1], shape[shape.rank - 1])
    height = hasHeight ? shape[2] : 1
  }

  private init(images: Int, channels: Int, height: Int, width: Int, hasHeight: Bool) {
    (self.images, self.channels, self.height, self.width) = (images, channels, height, width)
    self.hasHeight = hasHeight
  }

  /// As many images and axes, other extents.
  func with(channels: Int, height: Int, width: Int) -> Maps {
    Maps(images: images, channels: channels, height: height, width: width, hasHeight: hasHeight)
  }

  /// Elements of one map.
  var positions: Int { height * width }
  /// Elements of the maps of one image.
  var imageCount: Int { channels * positions }

  /// As a tensor's shape.
  func shape() throws(OperatorFault) -> Shape {
    let extents = [images, channels] + (hasHeight ? [height] : []) + [width]
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return shape
  }
}
