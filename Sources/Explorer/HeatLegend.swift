/// The bar under a heatmap: both ends of the scale with their signs, and zero in the middle.
struct HeatLegend {
  let scale: Float
  let tier: Heatmap.Tier
  let glyphs: Glyphs

  /// `-3.21 [bar] 0 [bar] +3.21`, or what a digit stands for.
  func spans(width: Int) -> [Span] {
    let end = Double(scale).brief
    if scale == 0 { return [Span("every value is 0", .role(.inactive))] }
    if tier == .digits {
      let long = "-9 = -\(end)  0  +9 = +\(end)"
      return [Span(long.columns <= width ? long : "9 = \(end)", .role(.axis))]
    }
    let side = min(12, (width - 2 * end.columns - 7) / 2)
    guard side > 0 else { return [Span("-\(end) +\(end)", .role(.axis))] }
    let steps = Int(Paint.heatSteps)
    var spans = [Span("-\(end) ", .role(.axis))]
    spans += (0..<side).map { cell(-steps * (side - $0) / side) }
    spans.append(Span(" 0 ", .role(.axis)))
    spans += (0..<side).map { cell(steps * ($0 + 1) / side) }
    spans.append(Span(" +\(end)", .role(.axis)))
    return spans
  }

  private func cell(_ step: Int) -> Span {
    let paint = Paint.heat(Int8(step))
    if tier == .halfBlocks { return Span("█", Style(paint)) }
    let level = abs(step) * glyphs.shades.count / (Int(Paint.heatSteps) + 1)
    return Span(String(glyphs.shades[level]), Style(paint))
  }
}
