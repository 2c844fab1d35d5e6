extension Explorer {
  /// Shows a pane in its slot, as the one in focus asks for; Esc comes back.
  mutating func open(_ id: PaneID) {
    guard let slot = PaneRegistry.info(id)?.slot else { return }
    let (opener, covered) = (focusedPane, shown[slot].flatMap { panes[$0] })
    enter(slot)
    shown[slot] = id
    panes[id]?.open()
    guard let opener, let covered, opener.info.id != id else { return }
    openers[slot] = Opener(pane: opener, covered: covered)
    message = ("\(keys.name(of: .close)) goes back to \(opener.info.title)", false)
  }

  /// Goes to another slot as the pane in focus asks for; Esc comes back.
  mutating func goDeeper(to slot: Slot) {
    guard slot != focusedSlot, let opener = focusedPane else { return }
    enter(slot)
    openers[slot] = Opener(pane: opener, covered: nil)
  }

  /// Shows again what was there before the pane in focus was opened.
  mutating func goBack(to opener: Opener) {
    enter(opener.pane.info.slot)
    guard let covered = opener.covered else { return }
    for pane in [covered, opener.pane] {
      shown[pane.info.slot] = pane.info.id
      panes[pane.info.id] = pane
    }
  }

  private mutating func enter(_ slot: Slot) {
    if slot != focusedSlot { panes[focus]?.isInside = false }
    focusedSlot = slot
  }

  mutating func focus(on slot: Slot) {
    // Whoever goes away is not led back into another slot later.
    if slot != focusedSlot { openers = openers.filter { $1.pane.info.slot == $0 } }
    enter(slot)
  }

  /// Goes to a pane, or one of the pages of its slot.
  mutating func focus(on id: PaneID, page: String?) {
    if let slot = PaneRegistry.info(id)?.slot { focus(on: slot) }
    _ = show(id, page: page)
  }

  /// The panes that lead to what a slot shows, the first first: where Esc goes, step by step.
  func trail(to slot: Slot) -> [String] {
    var (titles, slot): ([String], Slot) = ([], slot)
    while let opener = openers[slot], titles.count < Slot.allCases.count {
      titles.insert(opener.pane.info.title, at: 0)
      guard opener.pane.info.slot != slot else { break }
      slot = opener.pane.info.slot
    }
    return titles
  }
}
