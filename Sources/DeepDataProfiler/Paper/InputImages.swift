package import Formats

/// Some images of the data set as they are shown: as large as the network takes them, bytes as they are, and
/// floats between the least and the greatest of the whole set.
package struct InputImages: Equatable, Sendable {
  private let shown: [Int: ShownImage]
  /// The images that could not be read, or have a value that is not finite.
  package let leftOut: [LeftOutImage]

  /// Images that are known, by their numbers.
  package init(_ shown: [Int: ShownImage], leftOut: [LeftOutImage] = []) {
    self.shown = shown
    self.leftOut = leftOut
  }

  /// About how many bytes of memory they take.
  var byteCount: Int {
    shown.values.reduce(64 * leftOut.count) { $0 + 64 + 4 * $1.values.count }
  }

  /// An image; nil where it could not be read, and where it has no shape that a picture could have.
  package subscript(image: Int) -> ShownImage? { shown[image] }
}
