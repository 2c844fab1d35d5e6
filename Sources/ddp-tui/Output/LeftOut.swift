import Formats
import TerminalUI

/// What is said of images that are left out.
extension Array<LeftOutImage> {
  /// How many are named in a line.
  private static var namedCount: Int { 3 }

  /// A line for standard error that counts them all and names the first; nil when there are none.
  func notice(among count: Int) -> String? {
    guard !isEmpty else { return nil }
    let named = prefix(Self.namedCount).map { "\($0.name): \($0.reason)" }
    let rest = self.count > named.count ? ["and \(self.count - named.count) more"] : []
    return "\(self.count) of \(count.counted("image")) \(self.count == 1 ? "is" : "are") left out: "
      + (named + rest).joined(separator: "; ")
  }
}
