import TerminalUI

extension Explorer {
  /// Where the panes lie on a screen.
  func layout(_ size: Size) -> Layout {
    Layout(
      headerRows: HeaderPicture.rows(self, columns: size.columns), isZoomed: isZoomed,
      focus: focusedSlot, empty: emptySlots, shares: shares, size: size)
  }

  /// The slots whose panes have nothing to show, as there are no images.
  private var emptySlots: Set<Slot> {
    guard context().dataFault != nil else { return [] }
    return Set(shownPanes.filter(\.info.needsImages).map(\.info.slot))
  }
}
