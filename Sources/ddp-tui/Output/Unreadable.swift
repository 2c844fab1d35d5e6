import Explorer
import Formats

/// What is said of images that are left out, for their files can't be read.
extension Array<UnreadableImage> {
  /// How many are named in a line.
  private static var namedCount: Int { 3 }

  /// A line for standard error that counts them all and names the first; nil when there are none.
  func notice(among count: Int) -> String? {
    guard !isEmpty else { return nil }
    let named = prefix(Self.namedCount).map { "\($0.file): \($0.reason)" }
    let rest = self.count > named.count ? ["and \(self.count - named.count) more"] : []
    return "\(self.count) of \(count.counted("image")) could not be read and are left out: "
      + (named + rest).joined(separator: "; ")
  }

  /// A member of a JSON object.
  var json: (String, JSON) {
    (
      "unreadable",
      .array(
        map {
          .object([
            ("image", .int($0.image)), ("file", .string($0.file)), ("reason", .string($0.reason)),
          ])
        })
    )
  }
}
