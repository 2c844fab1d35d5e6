/// Something that a key can do.
package enum Action: Hashable, Sendable {
  case up, down, left, right, first, last, pageUp, pageDown
  case focus(View)
  case focusNext, focusPrevious
  case open, close
  case search, nextMatch, previousMatch
  case previousView, nextView
  case lowerQuantile, raiseQuantile, lowerMajority, raiseMajority, polarity
  case strangers
  case sort, reverse
  case mapSize
  case zoom, export, copy, themes, help
  case redraw, cancel, suspend, quit
  case accept, erase, eraseAll
}
