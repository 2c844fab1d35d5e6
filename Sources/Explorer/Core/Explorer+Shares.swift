import TerminalUI

extension Explorer {
  /// Gives the pane in focus a larger or a smaller share of the screen.
  mutating func changeShare(of slot: Slot, by step: Double) {
    let placements = Dictionary(
      layout(size).placements.map { ($0.slot, $0) }
    ) { first, _ in first }
    guard !isZoomed, placements.count > 1 else {
      message = ("this pane has the whole screen", false)
      return
    }
    let before = layout(size).placements
    func share(_ slot: Slot, of slots: [Slot]) -> Double {
      let columns = slots.compactMap { placements[$0]?.size.columns }.reduce(0, +)
      return Double(placements[slot]?.size.columns ?? 0) / Double(max(1, columns))
    }
    func limited(_ share: Double) -> Double { min(max(share, 0.05), 0.95) }
    let upper: [Slot] = [.layers, .spectrum, .projection]
    let isUpper = upper.contains(slot)
    if isUpper, placements[.layers] != nil, placements[.spectrum] != nil {
      let layers = share(.layers, of: upper)
      let spectrum = share(.spectrum, of: [.spectrum, .projection])
      switch slot {
      case .layers: shares.layers = limited(layers + step)
      case .spectrum: shares.spectrum = limited(spectrum + step)
      default: shares.spectrum = limited(spectrum - step)
      }
    } else if placements[.hypergraph] != nil, placements[.hierarchy] != nil {
      let hypergraph = share(.hypergraph, of: [.hypergraph, .hierarchy])
      shares.hypergraph = limited(hypergraph + (slot == .hypergraph ? step : -step))
    }
    let rows = before.reduce(0) { max($0, $1.row + $1.size.rows) } - (before.first?.row ?? 0)
    if let first = before.first, first.size.rows < rows {
      let share = Double(first.size.rows) / Double(max(1, rows))
      shares.upper = limited(share + (slot == before.first?.slot || isUpper ? step : -step))
    }
    if layout(size).placements == before {
      message = ("the other panes have as little as they need", false)
    }
  }

  /// The border under a cell, if it can be dragged.
  func border(row: Int, column: Int) -> Border? {
    let placements = layout(size).placements
    guard let first = placements.first, placements.count > 1, !isZoomed else { return nil }
    if let below = placements.first(where: { $0.row > first.row }),
      row == below.row || row == below.row - 1
    {
      return .rows
    }
    let here = placements.first {
      $0.row <= row && row < $0.row + $0.size.rows && $0.column > 0
        && (column == $0.column || column == $0.column - 1)
    }
    return here.map { .columns(before: $0.slot) }
  }

  enum Border: Equatable, Sendable {
    /// Between the upper panes and the lower ones.
    case rows
    /// Before a pane.
    case columns(before: Slot)
  }

  /// Moves a border to a cell.
  mutating func drag(_ border: Border, row: Int, column: Int) {
    let placements = layout(size).placements
    guard let top = placements.first?.row else { return }
    let rows = placements.reduce(0) { max($0, $1.row + $1.size.rows) } - top
    switch border {
    case .rows: shares.upper = Double(row - top) / Double(max(1, rows))
    case .columns(before: .spectrum): shares.layers = Double(column) / Double(max(1, size.columns))
    case .columns(before: .projection):
      let left = placements.first { $0.slot == .spectrum }?.column ?? 0
      shares.spectrum = Double(column - left) / Double(max(1, size.columns - left))
    case .columns(before: .hierarchy):
      shares.hypergraph = Double(column) / Double(max(1, size.columns))
    case .columns: break
    }
  }
}
