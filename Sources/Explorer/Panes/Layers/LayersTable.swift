import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// The table of layers: number and name, then as many other columns as there is room for, and the shape
/// of each spectrum.
struct LayersTable {
  let list: LayerList
  let order: LayerColumn
  let isReversed: Bool
  /// How many of the other columns are out of sight on the left.
  let scroll: Int
  /// The columns that the sizes of matrices take.
  private let widestMatrix: Int
  let context: PaneContext
  private let columns: [LayerColumn]

  init(
    list: LayerList, order: LayerColumn, isReversed: Bool, scroll: Int, widestMatrix: Int,
    context: PaneContext
  ) {
    self.list = list
    self.order = order
    self.isReversed = isReversed
    self.scroll = scroll
    self.widestMatrix = widestMatrix
    self.context = context
    columns = LayerColumn.columns(context).filter { $0 != .number && $0 != .name }
  }

  private var layers: [LinearLayer] { context.findings.model.layers }

  /// Where the columns stand.
  private struct Widths {
    let number: Int
    var name: Int
    /// Which of the other columns are in sight, and how wide they are.
    var shown: Range<Int>
    var columns: [Int]
    var sparkline = 0
  }

  private func widths(_ width: Int) -> Widths {
    let number = LayerColumn.number.width(layers.count, widestMatrix: widestMatrix)
    let columns = columns.map { $0.width(layers.count, widestMatrix: widestMatrix) }
    let longest = list.longest
    // The last column is that of the bar.
    let room = width - 2 - number - 2
    let spare = room - columns.reduce(0, +)
    var widths = Widths(
      number: number, name: max(4, min(longest, spare)), shown: columns.indices, columns: columns)
    guard context.isZoomed, spare < min(longest, 16) else {
      // Names come first, then the words of verdicts; bars that are left fewer columns tell nothing.
      var left = spare - min(longest, max(16, spare - 13)) - 2
      if self.columns.last == .verdict, left > 0 {
        let words = min(left + 2, Self.verdict - (columns.last ?? 0))
        widths.columns[columns.count - 1] += words
        left -= words
      }
      widths.sparkline = left < 6 ? 0 : min(24, left)
      let used = widths.columns.reduce(0, +) + (left < 6 ? 0 : widths.sparkline + 2)
      widths.name = max(4, min(longest, room - used))
      return widths
    }
    widths.name = min(longest, max(12, 2 * room / 5))
    let most = room - widths.name
    // The columns from one on for which there is room, one at least.
    func shown(from first: Int) -> Range<Int> {
      var (end, used) = (first, 0)
      while end < columns.count, end == first || used + columns[end] <= most {
        used += columns[end]
        end += 1
      }
      return first..<end
    }
    let last = columns.indices.first { shown(from: $0).upperBound == columns.count } ?? 0
    widths.shown = shown(from: scroll.clamped(to: 0..<last + 1))
    if widths.shown.upperBound == columns.count, let end = columns.indices.last {
      widths.columns[end] = max(
        columns[end], most - columns[widths.shown].dropLast().reduce(0, +))
    }
    return widths
  }

  /// The columns that the words of most verdicts take.
  private static let verdict = 44

  /// Which columns beside number and name are in sight in a room, and how many there are.
  func columnsInSight(_ width: Int) -> (shown: Range<Int>, count: Int) {
    (widths(width).shown, columns.count)
  }

  /// The columns in sight in a room beside number and name.
  func shownColumns(_ width: Int) -> [LayerColumn] { Array(columns[widths(width).shown]) }

  /// How many columns are to be out of sight on the left so that one is in sight.
  func scroll(to column: LayerColumn, width: Int) -> Int {
    guard let place = columns.firstIndex(of: column) else { return scroll }
    let shown = widths(width).shown
    return shown.contains(place)
      ? shown.lowerBound : place < shown.lowerBound ? place : place - shown.count + 1
  }

  func draw(on canvas: inout Canvas) {
    let widths = widths(canvas.size.columns)
    let hasHeading = canvas.size.rows > 2
    let rows = widths.name >= list.longest ? list.rows : list.rows(width: widths.name)
    let selected = context.selection.layer
    let cursor =
      rows.firstIndex { $0.holds(selected) }
      ?? rows.firstIndex { ($0.stop ?? -1) >= selected } ?? rows.count - 1
    let top = hasHeading ? 1 : 0
    let window = List.window(rows.count, around: cursor, rows: canvas.size.rows - top)
    if hasHeading { drawHeading(on: &canvas, widths, above: rows[window].first) }
    for (line, row) in rows[window].enumerated() {
      switch row.content {
      case .layer(let layer): draw(row, layers[layer], on: &canvas, line: top + line, widths)
      case .group(let group, let isFolded):
        draw(row, group, isFolded: isFolded, on: &canvas, line: top + line, widths)
      }
    }
    List.drawBar(
      on: &canvas, rows: top..<top + window.count, window: window, of: rows.count,
      glyphs: context.glyphs)
    canvas.note(.init("layers", window, of: rows.count, growsWithRows: true))
  }

  /// The headings, that of the sorted column with an arrow; above names whose group begins further up
  /// stands that of the group.
  private func drawHeading(on canvas: inout Canvas, _ widths: Widths, above first: LayerRow?) {
    func heading(_ column: LayerColumn) -> String {
      guard column == order, column != .number || isReversed else {
        return column.rawValue + (column.isOfWords ? "" : " ")
      }
      return column.rawValue
        + String(isReversed ? context.glyphs.below : context.glyphs.above)
    }
    var name = heading(.name)
    if let tree = list.tree, let first, first.level > 0 {
      let layer =
        switch first.content {
        case .layer(let layer): layer
        case .group(let group, _): group.layers.lowerBound
        }
      let groups = tree.groups(around: layer)
      if groups.indices.contains(first.level - 1) {
        name = groups[first.level - 1].prefix.tail(to: widths.name)
      }
    }
    var text =
      "  " + heading(.number).aligned(to: widths.number) + name.padded(to: widths.name + 1)
    for index in widths.shown {
      let column = columns[index]
      let words = heading(column)
      text +=
        column.isOfWords
        ? (" " + words).padded(to: widths.columns[index])
        : words.aligned(to: widths.columns[index])
    }
    if widths.sparkline >= 8 { text += "  spectrum" }
    canvas.write(text, row: 0, column: 0, style: .role(.inactive))
  }

  private func draw(
    _ row: LayerRow, _ layer: LinearLayer, on canvas: inout Canvas, line: Int, _ widths: Widths
  ) {
    let isSelected = layer.index == context.selection.layer
    let style = isSelected ? context.selected : Style()
    canvas.fill(rows: line..<line + 1, style: style)
    canvas.mark(
      "layer \(layer.index + 1)", row: line, column: 0,
      size: Size(columns: canvas.size.columns, rows: 1))
    var column = canvas.write(
      (isSelected ? context.marker : " ") + " "
        + "\(layer.index + 1) ".aligned(to: widths.number)
        + (indentation(row) + row.name).padded(to: widths.name) + " ",
      row: line, column: 0, style: style)
    for index in widths.shown {
      let cell = columns[index].cell(layer, context)
      var cellStyle = style
      if cell.role != .foreground, !isSelected || cell.role != .inactive {
        cellStyle.foreground = .role(cell.role)
      }
      let width = widths.columns[index]
      let text =
        columns[index].isOfWords
        ? (" " + cell.text).padded(to: width) : cell.text.aligned(to: width)
      column += canvas.write(text, row: line, column: column, style: cellStyle)
    }
    guard widths.sparkline > 0, let spectrum = context.spectrum(ofLayer: layer.index) else {
      return
    }
    canvas.write(
      Sparkline.spans(
        spectrum.singularValues, width: widths.sparkline, glyphs: context.glyphs,
        on: style.background),
      row: line, column: column + 2, width: widths.sparkline)
  }

  private func indentation(_ row: LayerRow) -> String {
    String(repeating: " ", count: min(row.level, 8))
  }

  /// The name of a group; where it is folded, with how many layers it has and their alphas.
  private func draw(
    _ row: LayerRow, _ group: LayerTree.Group, isFolded: Bool, on canvas: inout Canvas, line: Int,
    _ widths: Widths
  ) {
    let isSelected = row.holds(context.selection.layer)
    let style = isSelected ? context.selected : Style()
    canvas.fill(rows: line..<line + 1, style: style)
    if let layer = group.layers.first {
      let deeds = list.toggling(group).map { ";" + $0.name }.joined()
      canvas.mark(
        "layer \(layer + 1)\(deeds)", row: line, column: 0,
        size: Size(columns: canvas.size.columns, rows: 1))
    }
    let sign = (isFolded ? "+ " : "- ").aligned(to: widths.number)
    canvas.write(
      (isSelected ? context.marker : " ") + " " + sign + indentation(row) + row.name,
      row: line, column: 0, style: isSelected ? style : .role(isFolded ? .foreground : .inactive))
    guard isFolded else { return }
    let left = 2 + widths.number + row.level + row.name.columns + 2
    let alphas = alphas(group)
    let count = group.layers.count
    let words = ["\(count.counted("layer"))  \(alphas)", "\(count.grouped)  \(alphas)", alphas]
    // Below the alphas of layers, or as far to the right as it takes.
    let below = 2 + widths.number + widths.name + widths.columns.reduce(0, +)
    let most = canvas.size.columns - 2
    guard let text = words.first(where: { left + $0.columns <= most }) else { return }
    let end = max(below, left + text.columns)
    canvas.write(text, row: line, endingAt: end, style: style)
  }

  /// The smallest and the largest alpha of a group's layers, as far as they are known.
  private func alphas(_ group: LayerTree.Group) -> String {
    let found = group.layers.map { context.findings[SpectrumQuestion(layer: $0)] }
    let alphas = found.compactMap { $0.answer?.alpha }
    let isWhole = found.allSatisfy(\.isSettled)
    let rest = isWhole ? "" : " \(context.glyphs.ellipsis)"
    guard let least = alphas.min(), let most = alphas.max() else {
      return isWhole ? "no fit" : "\(context.glyphs.ellipsis)"
    }
    func text(_ alpha: Double) -> String { alpha.text(decimals: alpha < 100 ? 2 : 0) }
    let (a, b) = (text(least), text(most))
    return (a == b ? a : "\(a) to \(b)") + rest
  }
}
