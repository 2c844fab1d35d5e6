import TerminalUI

extension Explorer {
  /// Does what the mouse asks for: a click focuses a pane and goes to what is under it, or takes a line of
  /// a list over the panes, and beside that closes it; a drag moves a border, the wheel moves the cursor of
  /// the pane that it is over.
  /// - Returns: the actions that are to be performed.
  mutating func take(_ gesture: MouseGesture) -> [Action] {
    let place = layout(size).placements.first { $0.contains(gesture.row, gesture.column) }
    if gesture.kind != .drag { dragged = nil }
    switch (overlay, gesture.kind) {
    case (nil, .drag):
      if let dragged { drag(dragged, row: gesture.row, column: gesture.column) }
    case (nil, .press):
      message = nil
      dragged = border(row: gesture.row, column: gesture.column)
      guard let place else {
        let canvas = render(size: size, theme: theme)
        return canvas.target(row: gesture.row, column: gesture.column).map { go(to: $0) } ?? []
      }
      focus(on: place.slot)
      guard let id = shown[place.slot] else { return [] }
      let canvas = frame(of: id, size: place.size, theme: theme)
      if let target = canvas.target(
        row: gesture.row - place.row, column: gesture.column - place.column)
      {
        return go(to: target)
      }
    case (nil, .wheelUp), (nil, .wheelDown):
      guard let place else { return [] }
      focus(on: place.slot)
      return [gesture.kind == .wheelUp ? .up : .down]
    case (_, .wheelUp): return [.up]
    case (_, .wheelDown): return [.down]
    case (_, .press):
      let canvas = render(size: size, theme: theme)
      return canvas.target(row: gesture.row, column: gesture.column).flatMap { takeLine($0) } ?? []
    default: break
    }
    return []
  }

  /// Goes to what a picture says stands in a cell of it, in the words of a jump.
  /// - Returns: what is done there, which follows behind semicolons.
  private mutating func go(to target: String) -> [Action] {
    let parts = target.split(separator: ";").map(String.init)
    if let place = parts.first, let jump = try? Jump(place, from: self) {
      selection = jump.selection
    }
    return parts.dropFirst().map(Action.init)
  }

  /// Goes to a line of the list over the panes.
  /// - Returns: what a click does with it, or beside all lines.
  private mutating func takeLine(_ target: String) -> [Action] {
    guard let line = ListBox.line(at: target) else {
      return target.isEmpty ? [.close] : []
    }
    switch overlay {
    case .palette(var palette):
      palette.place = line
      overlay = .palette(palette)
      return [.accept]
    case .jobs: overlay = .jobs(place: line)
    case .themes: themeIndex = line
    default: break
    }
    return []
  }
}

extension Layout.Placement {
  func contains(_ row: Int, _ column: Int) -> Bool {
    (self.row..<self.row + size.rows).contains(row)
      && (self.column..<self.column + size.columns).contains(column)
  }
}
