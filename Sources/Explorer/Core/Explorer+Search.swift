import TerminalUI

extension Explorer {
  /// The places that a pane's search finds, ascending; nil when nothing is searched for.
  var matches: [Int]? {
    let context = context()
    return context.sought.flatMap { focusedPane?.matches($0, context) }
  }

  /// Forgets what is searched for in panes that the person left and that show something else by now.
  mutating func dropSearches() {
    for (id, _) in searches where id != focus {
      let context = context(of: id)
      guard let pane = panes[id], let pattern = context.sought else { continue }
      let isSeen = pane.place(context).map(pane.matches(pattern, context).contains) ?? false
      if !isSeen { searches[id] = nil }
    }
  }

  private var place: Int { focusedPane?.place(context()) ?? -1 }

  private mutating func go(to place: Int) {
    var context = context()
    panes[focus]?.go(to: place, &context)
    selection = context.selection
  }

  /// Goes to the next match after the cursor, round and round.
  mutating func goToMatch(forward: Bool) {
    guard let found = matches else {
      message = ("nothing is searched for: / starts", false)
      return
    }
    let next = forward ? found.first { $0 > place } : found.last { $0 < place }
    if let target = next ?? (forward ? found.first : found.last) { go(to: target) }
    tellMatch()
  }

  /// Says which of the matches the cursor is at.
  mutating func tellMatch() {
    guard let found = matches, let number = found.firstIndex(of: place) else { return }
    message = (
      "match \(number + 1) of \(found.count.grouped); "
        + "\(keys.name(of: .nextMatch)) goes to the next, \(keys.name(of: .close)) clears the filter",
      false
    )
  }

  /// Goes to the first match from the cursor on, unless the cursor is on one.
  mutating func goToNearestMatch() {
    guard let found = matches, let first = found.first else { return }
    if !found.contains(place) { go(to: found.first { $0 > place } ?? first) }
  }
}
