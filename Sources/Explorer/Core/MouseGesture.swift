/// What a person did with the mouse, at a cell of the screen.
package struct MouseGesture: Equatable, Sendable {
  package enum Kind: Sendable {
    case press, drag, release, wheelUp, wheelDown
  }

  package let kind: Kind
  /// The cell, counted from 0.
  package let row, column: Int

  package init(kind: Kind, row: Int, column: Int) {
    self.kind = kind
    self.row = row
    self.column = column
  }
}
