import TerminalUI

/// How much of the screen panes have, in place of what they have by default.
package struct Shares: Equatable, Sendable {
  /// The columns of the layers, as a share of all.
  package var layers: Double?
  /// Those of the spectrum, as a share of what the layers leave.
  package var spectrum: Double?
  /// Those of the hypergraph.
  package var hypergraph: Double?
  /// The rows of the upper panes.
  package var upper: Double?

  package init() {}

  /// The least columns and rows of a pane.
  private static let least = (columns: 20, rows: 6)

  /// So many of some columns, or as many as there are by default; both sides keep what they need.
  static func columns(_ share: Double?, of columns: Int, else usual: Int) -> Int {
    split(share, of: columns, else: usual, least: least.columns)
  }

  static func rows(_ share: Double?, of rows: Int, else usual: Int) -> Int {
    split(share, of: rows, else: usual, least: least.rows)
  }

  private static func split(_ share: Double?, of count: Int, else usual: Int, least: Int) -> Int {
    guard let share, count >= 2 * least else { return usual }
    return Int((share * Double(count)).rounded()).clamped(to: least..<count - least + 1)
  }
}
