/// An image of a data set that is left out of all that is counted: its file can't be read, or it or
/// what the network makes of it has values that are not finite.
public struct LeftOutImage: Equatable, Sendable {
  /// Its place in the data set, counted from 0.
  public let image: Int
  /// Its own file, as seen from the data set's folder; nil where one file holds all images.
  public let file: String?
  /// What is wrong with it, in a few words.
  public let reason: String

  /// A description of an image that is left out.
  public init(image: Int, file: String? = nil, reason: String) {
    self.image = image
    self.file = file
    self.reason = reason
  }

  /// What it is called: its file, or its number.
  public var name: String { file ?? "image \(image)" }
}

extension [LeftOutImage] {
  /// What is wrong with the first of them, and how many more there are.
  package func words(naming most: Int) -> String {
    let named = prefix(most).map { "\($0.name): \($0.reason)" }
    return (named + (count > most ? ["and \(count - most) more"] : [])).joined(separator: "; ")
  }
}
