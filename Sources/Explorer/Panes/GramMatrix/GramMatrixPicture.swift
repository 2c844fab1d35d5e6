import DeepDataProfiler
import TerminalUI

/// `W1 W1^T` as a heatmap: rows and columns are filters.
///
/// The scale ends at the largest product of two different filters: squared norms, on the diagonal,
/// are far above it where filters are not alike.
struct GramMatrixPicture {
  let gram: GramMatrix
  let context: PaneContext

  func draw(on canvas: inout Canvas) {
    let tier = Heatmap.Tier(context.display)
    let scale = gram.greatestOther > 0 ? gram.greatestOther : gram.diagonal.upperBound
    let heatmap = Heatmap(
      values: gram.values[...], height: gram.side, width: gram.side, scale: scale)
    let room = Size(columns: canvas.size.columns, rows: canvas.size.rows - 3)
    guard let placement = heatmap.placement(in: room, tier: tier) else { return }
    heatmap.draw(on: &canvas, row: 0, column: 0, placement, tier: tier, glyphs: context.glyphs)
    let lines =
      [HeatLegend(scale: scale, tier: tier, glyphs: context.glyphs).spans(width: room.columns)]
      + notes(reduction: placement.reduction(on: context.display) * gram.pool).map {
        [StyledText($0, .role(.footer))]
      }
    let most = canvas.size.rows - placement.size.rows - lines.count - 2
    for (line, spans) in (lines + pairs(atMost: most)).enumerated() {
      canvas.write(spans, row: placement.size.rows + line, width: room.columns)
    }
  }

  /// The filters that are most alike or most opposite, two a line, below a heading.
  private func pairs(atMost most: Int) -> [[StyledText]] {
    guard most > 0 else { return [] }
    func name(_ place: Int) -> String {
      let end = min(gram.order, (place + 1) * gram.pool) - 1
      return gram.pool == 1 ? "\(place)" : "\(place * gram.pool)...\(end)"
    }
    let lines = gram.greatestPairs(atMost: most).map { pair in
      [
        StyledText("\(name(pair.row)) and \(name(pair.column))".padded(to: 16)),
        StyledText(Double(pair.value).signed, .role(.axis)),
      ]
    }
    guard !lines.isEmpty else { return [] }
    return [[], [StyledText("largest products of two filters", .role(.inactive))]] + lines
  }

  private func notes(reduction: Int) -> [String] {
    let (least, greatest) = (gram.diagonal.lowerBound, gram.diagonal.upperBound)
    let norms = "diagonal \(Double(least).brief) to \(Double(greatest).brief)"
    let reduced = reduction > 1 ? "  max magnitude of each \(reduction)x\(reduction)" : ""
    return [norms, "\(gram.order)x\(gram.order)\(reduced)"]
  }
}
