private import Glibc
import LinearAlgebra

/// An image as it is seen a little elsewhere, larger or turned: what is learned must not depend on single
/// pixels (transformation robustness: Olah, Mordvintsev, Schubert, 2017).
///
/// Each pixel is taken between four of the image (bilinear); beyond the image all is grey, 0.5.
struct ImageView: Sendable {
  private static let grey = 0.5

  /// Where one pixel comes from: the place of the upper left of four, and how far beyond it.
  private struct Source {
    let row, column: Int
    let down, across: Double
  }

  private let height, width: Int
  private let sources: [Source]

  /// Every pixel where it is.
  /// - Parameters:
  ///   - height: rows of the image and of the view.
  ///   - width: columns.
  ///   - scale: how much larger things are.
  ///   - angle: by how much they are turned, in radians.
  ///   - shift: by how many rows and columns they are moved.
  init(
    height: Int, width: Int, scale: Double = 1, angle: Double = 0,
    shift: (rows: Double, columns: Double) = (0, 0)
  ) {
    let (middleRow, middleColumn) = (Double(height - 1) / 2, Double(width - 1) / 2)
    let (cosine, sine) = (cos(angle) / scale, sin(angle) / scale)
    self.init(height: height, width: width) { row, column in
      let (down, across) = (row - middleRow - shift.rows, column - middleColumn - shift.columns)
      return (
        middleRow + cosine * down - sine * across, middleColumn + sine * down + cosine * across
      )
    }
  }

  /// A square part of the image, as large as the whole.
  /// - Parameters:
  ///   - height: rows of the image and of the view.
  ///   - width: columns.
  ///   - side: the part's side, as a fraction of the image's.
  ///   - corner: where it begins, as fractions of what is left beside it.
  init(height: Int, width: Int, side: Double, corner: (down: Double, across: Double)) {
    let top = corner.down * (1 - side) * Double(height)
    let left = corner.across * (1 - side) * Double(width)
    self.init(height: height, width: width) { row, column in
      (top + (row + 0.5) * side - 0.5, left + (column + 0.5) * side - 0.5)
    }
  }

  private init(
    height: Int, width: Int, from place: (Double, Double) -> (row: Double, column: Double)
  ) {
    (self.height, self.width) = (height, width)
    sources = (0..<height).flatMap { row in
      (0..<width).map { column in
        let source = place(Double(row), Double(column))
        let (top, left) = (source.row.rounded(.down), source.column.rounded(.down))
        return Source(
          row: Int(top), column: Int(left), down: source.row - top, across: source.column - left)
      }
    }
  }

  /// One of the views that an image is to stand up to: moved by at most 6 of 224 pixels, 0.9 to 1.1 times as
  /// large, turned by at most 10 degrees.
  static func random(
    height: Int, width: Int, _ generator: inout SplitMix
  ) -> ImageView {
    let pixel = Double(min(height, width)) / 224
    let scale = 0.9 + 0.02 * generator.uniform(0, 11).rounded(.down)
    let angle = generator.uniform(-10, 10) * .pi / 180
    let rows = pixel * (generator.uniform(-4, 4) + generator.uniform(-2, 2))
    let columns = pixel * (generator.uniform(-4, 4) + generator.uniform(-2, 2))
    return ImageView(
      height: height, width: width, scale: scale, angle: angle, shift: (rows, columns))
  }

  /// The view of an image, channels x height x width.
  func callAsFunction(_ image: [Double]) -> [Double] {
    let size = height * width
    var view = [Double](repeating: Self.grey, count: image.count)
    for channel in 0..<image.count / max(1, size) {
      let first = channel * size
      for (place, source) in sources.enumerated() {
        var sum = 0.0
        forEach(source) { pixel, weight in
          sum += weight * ((pixel.map { image[first + $0] } ?? Self.grey) - Self.grey)
        }
        view[first + place] += sum
      }
    }
    return view
  }

  /// The gradient with respect to the image of what has a gradient with respect to its view.
  func transposed(_ gradient: [Double]) -> [Double] {
    let size = height * width
    var found = [Double](repeating: 0, count: gradient.count)
    for channel in 0..<gradient.count / max(1, size) {
      let first = channel * size
      for (place, source) in sources.enumerated() {
        let slope = gradient[first + place]
        forEach(source) { pixel, weight in
          if let pixel { found[first + pixel] += weight * slope }
        }
      }
    }
    return found
  }

  /// The four pixels, nil beyond the image, and their weights.
  private func forEach(_ source: Source, _ body: (Int?, Double) -> Void) {
    for (down, rowWeight) in [(0, 1 - source.down), (1, source.down)] {
      let row = source.row + down
      for (across, columnWeight) in [(0, 1 - source.across), (1, source.across)] {
        let column = source.column + across
        let isInside = row >= 0 && row < height && column >= 0 && column < width
        body(isInside ? row * width + column : nil, rowWeight * columnWeight)
      }
    }
  }
}
