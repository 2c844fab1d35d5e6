import LinearAlgebra

/// The extents of a batch of maps: images x channels x height x width.
///
/// Images x channels x width count as a height of 1; of three axes the last two count as the width.
struct Maps: Equatable {
  let images: Int
  let channels: Int
  let height: Int
  let width: Int
  /// The axes of the tensor behind its channels.
  private let axes: [Int]

  /// Reads a shape of 3 to 5 axes.
  init(_ shape: Shape) throws(OperatorFault) {
    guard (3...5).contains(shape.rank) else {
      throw OperatorFault("an input of \(shape) is not images x channels x height x width")
    }
    (images, channels) = (shape[0], shape[1])
    axes = Array(shape.extents[2...])
    height = axes.count == 1 ? 1 : axes[0]
    width = axes.dropFirst(axes.count == 1 ? 0 : 1).reduce(1, *)
  }

  private init(images: Int, channels: Int, height: Int, width: Int, axes: [Int]) {
    (self.images, self.channels, self.height, self.width) = (images, channels, height, width)
    self.axes = axes
  }

  /// As many images and axes, other extents.
  /// - Precondition: the width is the same where it stands for two axes.
  func with(channels: Int, height: Int, width: Int) -> Maps {
    Maps(images: images, channels: channels, height: height, width: width, axes: axes)
  }

  /// Elements of one map.
  var positions: Int { height * width }
  /// Elements of the maps of one image.
  var imageCount: Int { channels * positions }

  /// As a tensor's shape.
  func shape() throws(OperatorFault) -> Shape {
    let rows = axes.count == 1 ? [] : [height]
    let extents = [images, channels] + rows + (axes.count == 3 ? Array(axes[1...]) : [width])
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return shape
  }
}
