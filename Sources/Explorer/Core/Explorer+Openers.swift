extension Explorer {
  /// Shows a pane in its slot, as the one in focus asks for; Esc comes back.
  mutating func open(_ id: PaneID) {
    guard let slot = PaneRegistry.info(id)?.slot else { return }
    let (opener, covered) = (focusedPane, shown[slot].flatMap { panes[$0] })
    focus(on: slot)
    shown[slot] = id
    panes[id]?.open()
    guard let opener, let covered, opener.info.id != id else { return }
    openers[slot] = Opener(pane: opener, covered: covered)
    message = ("Esc goes back to \(opener.info.title)", false)
  }

  /// Shows again what was there before the pane in focus was opened.
  mutating func goBack(to opener: Opener) {
    focus(on: opener.pane.info.slot)
    for pane in [opener.covered, opener.pane] {
      shown[pane.info.slot] = pane.info.id
      panes[pane.info.id] = pane
    }
  }

  mutating func focus(on slot: Slot) {
    if slot != focusedSlot {
      panes[focus]?.isInside = false
      // Whoever goes away is not led back into another slot later.
      if openers[focusedSlot]?.pane.info.slot != focusedSlot { openers[focusedSlot] = nil }
    }
    focusedSlot = slot
  }
}
