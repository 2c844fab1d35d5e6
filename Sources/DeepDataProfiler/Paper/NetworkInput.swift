import Formats
import System

/// How an image of numbers from 0 to 1 enters a network.
struct NetworkInput: Sendable {
  let channels, height, width: Int
  /// channels x height x width, or features.
  let extents: [Int]
  /// For each channel of the image which of the network's it is, and what it is multiplied by and added to.
  private let entries: [(channel: Int, gain: Double, offset: Double)]

  /// How pictures enter a network.
  /// - Parameters:
  ///   - preparation: how they are prepared.
  ///   - shape: what the network takes.
  ///   - ranges: for each channel of the network what it takes for 0 and for 1, where images are not prepared
  ///     as bytes are.
  /// - Throws: `Failure` for a network that does not take pictures.
  init(
    _ preparation: ModelCard.Input, shape: [Int]?, ranges: [ClosedRange<Double>] = []
  ) throws(Failure) {
    guard let shape, shape.count == 3 else {
      throw Failure(
        kind: .unfitting, problem: "the network takes no pictures, so none can be optimised",
        cure: "set shape = [channels, height, width] under [input] in the model's card")
    }
    (channels, height, width) = (shape[0], shape[1], shape[2])
    extents = shape
    let channels = channels
    let scale = Double(preparation.scale ?? 255)
    func number(_ numbers: [Float]?, _ channel: Int, else standard: Double) -> Double {
      guard let numbers else { return standard }
      return Double(numbers[numbers.count == 1 ? 0 : min(channel, numbers.count - 1)])
    }
    entries = (0..<channels).map { channel in
      let place = preparation.order == .bgr && channels == 3 ? 2 - channel : channel
      if ranges.indices.contains(place) {
        let range = ranges[place]
        return (place, range.upperBound - range.lowerBound, range.lowerBound)
      }
      let std = number(preparation.std, place, else: 1)
      return (place, 255 / scale / std, -number(preparation.mean, place, else: 0) / std)
    }
  }

  private var plane: Int { height * width }

  /// All that decides on what it does.
  var words: [UInt64] {
    extents.map { UInt64($0) }
      + entries.flatMap { [UInt64($0.channel), $0.gain.bitPattern, $0.offset.bitPattern] }
  }

  /// What the network takes of an image.
  func numbers(of image: [Double]) -> [Float] {
    var numbers = [Float](repeating: 0, count: image.count)
    for (channel, entry) in entries.enumerated() {
      for pixel in 0..<plane {
        numbers[entry.channel * plane + pixel] = Float(
          image[channel * plane + pixel] * entry.gain + entry.offset)
      }
    }
    return numbers
  }

  /// The image of what the network takes.
  func image(of numbers: ArraySlice<Float>) -> [Double] {
    var image = [Double](repeating: 0, count: numbers.count)
    for (channel, entry) in entries.enumerated() {
      let first = numbers.startIndex + entry.channel * plane
      // A channel of one number alone is black.
      for pixel in 0..<plane where entry.gain != 0 {
        image[channel * plane + pixel] =
          (Double(numbers[first + pixel]) - entry.offset) / entry.gain
      }
    }
    return image
  }

  /// The gradient with respect to the image of what has a gradient with respect to these numbers.
  func slopes(_ gradient: [Float]) -> [Double] {
    var slopes = [Double](repeating: 0, count: gradient.count)
    for (channel, entry) in entries.enumerated() {
      for pixel in 0..<plane {
        slopes[channel * plane + pixel] =
          Double(gradient[entry.channel * plane + pixel]) * entry.gain
      }
    }
    return slopes
  }
}
