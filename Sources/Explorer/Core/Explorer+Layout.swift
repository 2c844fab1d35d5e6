import TerminalUI

extension Explorer {
  /// Where the panes lie on a screen.
  func layout(_ size: Size) -> Layout {
    Layout(
      headerRows: HeaderPicture.rows(self, columns: size.columns), isZoomed: isZoomed,
      focus: focusedSlot, size: size)
  }

  /// The room that the pane in focus has within its border.
  var room: Size {
    let size = layout(size).placements.first { $0.slot == focusedSlot }?.size
    return Size(columns: (size?.columns ?? 0) - 2, rows: (size?.rows ?? 0) - 2)
  }

  /// How many rows a page of a list has in it.
  var listRows: Int { max(1, room.rows - 3) }
}
