package import Formats

/// Some images of the data set as the network takes them, one behind the other.
package struct InputImages: Equatable, Sendable {
  /// The maps of an image: its channels, or its features where it is a row of them.
  package let maps: Int
  /// Rows and columns of a map; 1 of a feature.
  package let height, width: Int
  /// Maps x height x width of each image that could be read.
  private let values: [Float]
  /// Where each of these images is.
  private let places: [Int: Int]
  /// The images that could not be read, or have a value that is not finite.
  package let leftOut: [LeftOutImage]

  /// Images of given values.
  /// - Parameters:
  ///   - images: which images they are.
  ///   - maps: the maps of an image.
  ///   - height: the rows of a map.
  ///   - width: the columns of a map.
  ///   - values: images x maps x height x width.
  ///   - leftOut: those that are not among them.
  /// - Precondition: there are as many values.
  package init(
    images: [Int], maps: Int, height: Int, width: Int, values: [Float],
    leftOut: [LeftOutImage] = []
  ) {
    precondition(values.count == images.count * maps * height * width, "values of all images")
    (self.maps, self.height, self.width) = (maps, height, width)
    self.values = values
    self.leftOut = leftOut
    places = Dictionary(zip(images, 0...)) { first, _ in first }
  }

  /// About how many bytes of memory they take.
  var byteCount: Int { 4 * values.count + 64 * (places.count + leftOut.count) }

  /// The values of an image: maps x height x width; nil where it could not be read.
  package subscript(image: Int) -> ArraySlice<Float>? {
    let size = maps * height * width
    return places[image].map { values[$0 * size..<($0 + 1) * size] }
  }
}
