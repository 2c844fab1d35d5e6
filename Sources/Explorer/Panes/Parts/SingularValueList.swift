import DeepDataProfiler
import TerminalUI

/// The list of a layer's singular values, the selected one marked, with gaps and notes.
struct SingularValueList {
  /// All of them, descending, or as many as are known.
  let values: [Double]
  /// What they belong to, when it is known as a whole.
  let spectrum: Spectrum?
  let context: PaneContext

  /// A part of a layer's values.
  init(values: [Double], spectrum: Spectrum? = nil, context: PaneContext) {
    self.values = values
    self.spectrum = spectrum
    self.context = context
  }

  /// The values of a layer, as far as they are known.
  init(ofLayer layer: Int, _ context: PaneContext) {
    let spectrum = context.spectrum(ofLayer: layer)
    self.init(values: spectrum?.singularValues ?? [], spectrum: spectrum, context: context)
  }

  /// Where the column of gaps ends; a narrower list has none.
  private static let gapEnd = 26
  /// Where the column of values ends; the bar of a list stands behind it.
  private static let valueEnd = 17

  func draw(on canvas: inout Canvas) {
    let shown = values.indices.filter { index in
      context.sought?.isFound(in: "v\(index)") ?? true
    }
    let size = canvas.size
    if size.rows > 3 {
      let hasGaps = spectrum != nil && size.columns > Self.gapEnd
      let heading = "  vector      s_i" + (hasGaps ? "      gap" : "")
      canvas.write(heading, row: 0, column: 0, style: .role(.inactive))
    }
    let top = size.rows > 3 ? 1 : 0
    guard !shown.isEmpty else {
      let words = values.isEmpty ? "the spectrum is computed" : "no vector matches"
      canvas.write("  \(words)", row: top, column: 0)
      return
    }
    let cursor = shown.firstIndex { $0 >= context.selection.vector } ?? shown.count - 1
    let window = List.window(shown.count, around: cursor, rows: size.rows - top)
    for (row, index) in window.enumerated() { draw(shown[index], on: &canvas, row: top + row) }
    canvas.note(.init("singular values", window, of: shown.count))
    guard size.columns > Self.valueEnd else { return }
    List.drawBar(
      on: &canvas, rows: top..<top + window.count, window: window, of: shown.count,
      glyphs: context.glyphs)
  }

  private func draw(_ index: Int, on canvas: inout Canvas, row: Int) {
    let isSelected = index == context.selection.vector
    let style = isSelected ? context.selected : Style()
    canvas.fill(rows: row..<row + 1, style: style)
    canvas.mark(
      "v\(index)", row: row, column: 0, size: Size(columns: canvas.size.columns, rows: 1))
    canvas.write(
      (isSelected ? context.marker : " ") + " " + "v\(index)".padded(to: 6)
        + values[index].brief.aligned(to: 9), row: row, column: 0, style: style)
    guard let spectrum, canvas.size.columns > Self.gapEnd else { return }
    let gap = spectrum.singularValues.gap(after: index).map { $0.percent(decimals: 1) } ?? "-"
    canvas.write(gap, row: row, endingAt: Self.gapEnd, style: style)
    let note = note(index, of: spectrum)
    var quiet = style
    if !isSelected { quiet.foreground = .role(.inactive) }
    guard canvas.size.columns > Self.gapEnd + note.columns else { return }
    canvas.write(note, row: row, column: Self.gapEnd, style: quiet)
  }

  private func note(_ index: Int, of spectrum: Spectrum) -> String {
    if index >= spectrum.rank { return "  past the rank" }
    guard spectrum.spikes ?? 0 > 0 else { return "" }
    let value = values[index]
    return spectrum.bulk.map { value * value > $0.spikeEdge } ?? true ? "  spike" : ""
  }
}
