/// How much of a list is in sight.
package struct Excerpt: Equatable, Sendable {
  /// What the list is of, in the plural.
  let name: String
  private let window: Range<Int>
  private let count: Int
  /// Whether more rows would show more of it.
  package let growsWithRows: Bool

  package init(_ name: String, _ window: Range<Int>, of count: Int, growsWithRows: Bool = false) {
    (self.name, self.window, self.count) = (name, window, count)
    self.growsWithRows = growsWithRows
  }

  /// How many are out of sight.
  package var leftOut: Int { count - window.count }

  /// `singular values 1 to 28 of 64`.
  var words: String {
    "\(name) \((window.lowerBound + 1).grouped) to \(window.upperBound.grouped) of \(count.grouped)"
  }
}

extension Canvas {
  /// A line for each list that it has not as a whole, below its text.
  package var excerptWords: String { excerpts.map { "\($0.words)\n" }.joined() }
}
