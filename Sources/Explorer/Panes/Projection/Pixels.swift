import DeepDataProfiler
import TerminalUI

/// The pixels of an image of the data set: red, green and blue planes, 0 to 1.
struct Pixels {
  let height, width: Int
  private(set) var planes: [Float]

  /// An image, its least value black and its largest white; nil where it has no rows and columns, or no
  /// channels that are colours.
  init?(_ images: InputImages, image: Int) {
    guard let values = images[image], images.height * images.width > 1,
      images.maps == 1 || images.maps == 3
    else { return nil }
    (height, width) = (images.height, images.width)
    let (least, largest) = (values.min() ?? 0, values.max() ?? 0)
    let span = largest > least ? largest - least : 1
    let bright = values.map { ($0 - least) / span }
    planes = images.maps == 3 ? bright : bright + bright + bright
  }

  private init(height: Int, width: Int, planes: [Float]) {
    (self.height, self.width, self.planes) = (height, width, planes)
  }

  var tile: ImageTile? {
    ImageTile(planes, maps: 3, height: height, width: width, range: 0...1)
  }

  /// A part of it.
  func part(_ rows: Range<Int>, _ columns: Range<Int>) -> Pixels {
    Pixels(
      height: rows.count, width: columns.count,
      planes: (0..<3).flatMap { plane in
        rows.flatMap { row in
          let start = (plane * height + row) * width
          return planes[start + columns.lowerBound..<start + columns.upperBound]
        }
      })
  }

  /// The same in grey, dark where a map of its size is small, and tinted by the map's sign.
  /// - Parameters:
  ///   - map: a value for each pixel; where it is not a number the image is dark.
  ///   - scale: the magnitude at which the tint is strongest.
  ///   - tints: the colours of negative and of positive values.
  /// - Returns: the tinted image.
  func tinted(by map: [Float], scale: Float, _ tints: (negative: [Float], positive: [Float]))
    -> Pixels
  {
    let count = height * width
    var tinted = planes
    for place in 0..<min(count, map.count) {
      let value = scale > 0 && map[place].isFinite ? map[place] / scale : 0
      let strength = min(abs(value), 1)
      let grey = (planes[place] + planes[count + place] + planes[2 * count + place]) / 3
      let dimmed = grey * (0.35 + 0.65 * strength)
      let tint = value < 0 ? tints.negative : tints.positive
      for plane in 0..<3 {
        tinted[plane * count + place] = dimmed + (tint[plane] - dimmed) * 0.65 * strength
      }
    }
    return Pixels(height: height, width: width, planes: tinted)
  }

  /// The same with a frame around some rows and columns, as far as it lies in the image.
  func framed(
    _ rows: Range<Int>, _ columns: Range<Int>, thickness: Int, _ color: [Float]
  ) -> Pixels {
    var framed = planes
    for row in rows.lowerBound - thickness..<rows.upperBound + thickness
    where (0..<height).contains(row) {
      for column in columns.lowerBound - thickness..<columns.upperBound + thickness
      where (0..<width).contains(column) && !(rows.contains(row) && columns.contains(column)) {
        for plane in 0..<3 { framed[(plane * height + row) * width + column] = color[plane] }
      }
    }
    return Pixels(height: height, width: width, planes: framed)
  }
}

extension PaneContext {
  /// An image of the data set that was read by itself; nil while it is not known, and where it is none
  /// that has pixels.
  func pixels(ofImage image: Int) -> Pixels? {
    findings[InputImagesQuestion([image])].answer.flatMap { Pixels($0, image: image) }
  }

  /// Whether it is known what an image is that was read by itself.
  func hasRead(image: Int) -> Bool { findings[InputImagesQuestion([image])].isSettled }

  /// The red, green and blue of a colour of the theme, 0 to 1.
  func components(_ paint: Paint, else other: [Float]) -> [Float] {
    theme.color(paint).bytes?.map { Float($0) / 255 } ?? other
  }
}
