import Formats
import TerminalUI

/// What is said of images that are left out.
extension Array<LeftOutImage> {
  /// How many are named in a line.
  private static var namedCount: Int { 3 }

  /// Says on standard error how many there are, and names the first, if there are any.
  /// - Parameter count: how many images there are beside them.
  func mention(beside count: Int) {
    guard !isEmpty else { return }
    let named = prefix(Self.namedCount).map { "\($0.name): \($0.reason)" }
    let rest = self.count > named.count ? ["and \(self.count - named.count) more"] : []
    complain(
      "\(self.count) of \((self.count + count).counted("image")) "
        + "\(self.count == 1 ? "is" : "are") left out: " + (named + rest).joined(separator: "; "))
  }
}
