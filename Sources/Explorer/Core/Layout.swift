import TerminalUI

/// Where the panes lie on the screen.
struct Layout {
  /// A pane's place.
  struct Placement: Equatable {
    let slot: Slot
    let row, column: Int
    let size: Size
  }

  /// The least screen that shows anything but what it needs.
  static let least = Size(columns: 40, rows: 12)
  /// Panes that are shown together on a narrow screen.
  static let groups: [[Slot]] = [[.layers, .spectrum], [.projection], [.hypergraph, .hierarchy]]

  /// The slots beside those of a network alone.
  private static let illustrated: Set<Slot> = [.projection, .hypergraph, .hierarchy]

  /// The rows of the header.
  let headerRows: Int
  /// Whether a line under the header tells which panes there are, since not all are shown.
  let hasTabs: Bool
  /// The panes that are shown, in order.
  let placements: [Placement]

  /// Slots that have nothing to show without images leave their room to the others, unless one of them is in
  /// focus.
  init(
    headerRows: Int, isZoomed: Bool, focus: Slot, empty: Set<Slot> = [], shares: Shares = Shares(),
    size: Size
  ) {
    let isWhole = size.columns >= 100 && size.rows >= 24
    let isOfNetwork = empty.isSuperset(of: Self.illustrated) && !empty.contains(focus)
    hasTabs = isZoomed || !isWhole || isOfNetwork
    self.headerRows = headerRows
    let top = headerRows + (hasTabs ? 1 : 0)
    let area = (top: top, rows: max(0, size.rows - top - 1), columns: size.columns)
    if isZoomed {
      placements = [
        Placement(
          slot: focus, row: area.top, column: 0,
          size: Size(columns: area.columns, rows: area.rows))
      ]
    } else if isWhole, !isOfNetwork {
      placements = Self.whole(area, shares)
    } else {
      placements = Self.stacked(area, focus: focus, shares)
    }
  }

  private static func whole(
    _ area: (top: Int, rows: Int, columns: Int), _ shares: Shares
  ) -> [Placement] {
    let upper = Shares.rows(shares.upper, of: area.rows, else: area.rows / 2)
    let layers = min(
      area.columns - 40,
      Shares.columns(
        shares.layers, of: area.columns, else: min(60, max(40, area.columns * 26 / 100))))
    let rest = area.columns - layers
    let spectrum = Shares.columns(shares.spectrum, of: rest, else: rest / 2)
    let hypergraph = Shares.columns(shares.hypergraph, of: area.columns, else: area.columns / 2)
    return row(
      [(.layers, layers), (.spectrum, spectrum), (.projection, area.columns - layers - spectrum)],
      top: area.top, rows: upper)
      + row(
        [(.hypergraph, hypergraph), (.hierarchy, area.columns - hypergraph)],
        top: area.top + upper, rows: area.rows - upper)
  }

  private static func row(_ widths: [(Slot, Int)], top: Int, rows: Int) -> [Placement] {
    var column = 0
    return widths.map { slot, width in
      defer { column += width }
      return Placement(
        slot: slot, row: top, column: column, size: Size(columns: width, rows: rows))
    }
  }

  /// The group of the focused pane: its panes one above the other, or side by side on a wide
  /// screen; the focused one alone when there are few rows.
  private static func stacked(
    _ area: (top: Int, rows: Int, columns: Int), focus: Slot, _ shares: Shares
  ) -> [Placement] {
    let group = groups.first { $0.contains(focus) } ?? [focus]
    guard let first = group.first, let second = group.last, group.count == 2 else {
      return row([(focus, area.columns)], top: area.top, rows: area.rows)
    }
    if area.columns >= 100 {
      let half =
        first == .layers
        ? Shares.columns(shares.layers, of: area.columns, else: area.columns * 2 / 5)
        : Shares.columns(shares.hypergraph, of: area.columns, else: area.columns / 2)
      return row(
        [(first, half), (second, area.columns - half)], top: area.top, rows: area.rows)
    }
    guard area.rows >= 16 else {
      return row([(focus, area.columns)], top: area.top, rows: area.rows)
    }
    let upper = Shares.rows(
      shares.upper, of: area.rows, else: first == .layers ? area.rows * 2 / 5 : area.rows / 2)
    return row([(first, area.columns)], top: area.top, rows: upper)
      + row([(second, area.columns)], top: area.top + upper, rows: area.rows - upper)
  }
}

extension Size {
  /// What a border of this size leaves.
  var withinBorder: Size { Size(columns: columns - 2, rows: rows - 2) }
}
