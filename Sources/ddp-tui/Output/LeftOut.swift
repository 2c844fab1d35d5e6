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
    complain(
      "\(self.count) of \((self.count + count).counted("image")) "
        + "\(self.count == 1 ? "is" : "are") left out: " + words(naming: Self.namedCount))
  }
}
