/// A key as a person presses it.
package enum Key: Hashable, Sendable {
  case character(Character)
  case control(Character)
  case up, down, left, right, home, end, pageUp, pageDown
  case enter, escape, tab, backTab, backspace, delete
}
