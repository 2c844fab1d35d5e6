import TerminalUI

extension Explorer {
  /// Where the panes lie on a screen.
  func layout(_ size: Size) -> Layout {
    Layout(
      headerRows: HeaderPicture.rows(self, columns: size.columns), isZoomed: isZoomed,
      focus: focusedSlot, size: size)
  }
}
