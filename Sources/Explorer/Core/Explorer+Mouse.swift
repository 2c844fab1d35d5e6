import TerminalUI

extension Explorer {
  /// Does what the mouse asks for: a click focuses a pane and goes to what is under it, a drag moves a
  /// border, the wheel moves the cursor of the pane that it is over.
  /// - Returns: an action that is to be performed.
  mutating func take(_ gesture: MouseGesture) -> Action? {
    let place = layout(size).placements.first { $0.contains(gesture.row, gesture.column) }
    if gesture.kind != .drag { dragged = nil }
    switch (overlay, gesture.kind) {
    case (nil, .drag):
      if let dragged { drag(dragged, row: gesture.row, column: gesture.column) }
    case (nil, .press):
      message = nil
      dragged = border(row: gesture.row, column: gesture.column)
      guard let place else { return nil }
      focus(on: place.slot)
      guard let id = shown[place.slot] else { return nil }
      let canvas = frame(of: id, size: place.size, theme: theme)
      if let target = canvas.target(
        row: gesture.row - place.row, column: gesture.column - place.column)
      {
        go(to: target)
      }
    case (nil, .wheelUp), (nil, .wheelDown):
      guard let place else { return nil }
      focus(on: place.slot)
      return gesture.kind == .wheelUp ? .up : .down
    case (_, .wheelUp): return .up
    case (_, .wheelDown): return .down
    default: break
    }
    return nil
  }

  /// Goes to what a picture says stands in a cell of it, in the words of a jump.
  private mutating func go(to target: String) {
    if let jump = try? Jump(target, from: self) { selection = jump.selection }
  }
}

extension Layout.Placement {
  func contains(_ row: Int, _ column: Int) -> Bool {
    (self.row..<self.row + size.rows).contains(row)
      && (self.column..<self.column + size.columns).contains(column)
  }
}
