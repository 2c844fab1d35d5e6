/// An image of a data set that is left out, for its file can't be read.
public struct UnreadableImage: Equatable, Sendable {
  /// Its place in the data set, counted from 0.
  public let image: Int
  /// Its file, as seen from the data set's folder.
  public let file: String
  /// What is wrong with the file, in a few words.
  public let reason: String

  /// A description of an image that can't be read.
  public init(image: Int, file: String, reason: String) {
    self.image = image
    self.file = file
    self.reason = reason
  }
}
