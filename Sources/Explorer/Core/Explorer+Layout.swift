import TerminalUI

extension Explorer {
  /// Where the panes lie on a screen.
  func layout(_ size: Size) -> Layout {
    Layout(
      headerRows: HeaderPicture.rows(self, columns: size.columns), isZoomed: isZoomed,
      focus: focusedSlot, size: size)
  }

  /// How many rows a page of a list has in the pane in focus.
  var listRows: Int {
    let rows = layout(size).placements.first { $0.slot == focusedSlot }?.size.rows ?? 0
    return max(1, rows - 5)
  }
}
