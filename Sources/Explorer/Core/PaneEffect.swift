/// What a pane asks the explorer for.
package enum PaneEffect {
  /// To go to another slot.
  case focus(Slot)
  /// To show another pane in its slot, from which Esc comes back.
  case open(PaneID)
  /// To ask the person for a line, and to give it to `Pane.accept`.
  case ask(Prompt)
  /// To say something in the footer.
  case say(String, isError: Bool = false)
}
