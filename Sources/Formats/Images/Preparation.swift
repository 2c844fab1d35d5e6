import LinearAlgebra
import System

/// How pixels become the numbers that a network takes.
extension ModelCard.Input {
  /// How pictures are made to fit the shape.
  ///
  /// Throws when the shape is unknown or no picture can have it.
  func fit(at place: Place) throws(Failure) -> PictureFit {
    guard let shape, shape.count == 3 else {
      throw place.unsupported(
        "pictures are made to fit, but neither the network nor its card tells a size",
        cure: "set shape = [channels, height, width] under [input] in the model's card")
    }
    guard [1, 3].contains(shape[0]) else {
      throw place.unsupported(
        "pictures have 1 or 3 channels, and the network takes \(shape[0])",
        cure: "give it images in a .npz file")
    }
    guard (1...PictureFit.greatestSide).contains(shape[1]),
      (1...PictureFit.greatestSide).contains(shape[2])
    else {
      throw place.unsupported(
        "pictures can't be made \(shape[1])x\(shape[2])",
        cure: "correct shape under [input] in the model's card")
    }
    return PictureFit(
      channels: shape[0], height: shape[1], width: shape[2],
      resizing: resize ?? .shortSide(min(shape[1], shape[2])),
      interpolation: interpolation ?? .bilinear, cutsLow: cutsLow)
  }

  /// How images are prepared that are looked at: as large, but bytes are fractions of 255 and channels in their
  /// own order.
  package var shown: ModelCard.Input {
    var shown = self
    (shown.mean, shown.std, shown.scale, shown.order) = ([0], [1], 255, .rgb)
    return shown
  }

  /// Turns bytes into (pixel / scale - mean) / std, and the channels round for networks of BGR.
  ///
  /// Throws when `mean` or `std` is of another number of channels.
  func normalize(_ images: inout Tensor, at place: Place) throws(Failure) {
    let channels = images.shape[1]
    let (mean, std) = (mean ?? [0], std ?? [1])
    guard [1, channels].contains(mean.count), [1, channels].contains(std.count) else {
      throw place.damaged(
        "\(channels) channels, but mean has \(mean.count) numbers and std \(std.count)",
        cure: "give one number, or one a channel, in the model's card")
    }
    let plane = images.shape[2] * images.shape[3]
    let scale = scale ?? 255
    for image in 0..<images.shape[0] {
      let start = image * channels * plane
      if order == .bgr && channels == 3 {
        for pixel in start..<start + plane { images.values.swapAt(pixel, pixel + 2 * plane) }
      }
      for channel in 0..<channels {
        let mean = mean[mean.count == 1 ? 0 : channel]
        let std = std[std.count == 1 ? 0 : channel]
        let first = start + channel * plane
        for index in first..<first + plane {
          images.values[index] = (images.values[index] / scale - mean) / std
        }
      }
    }
  }
}
