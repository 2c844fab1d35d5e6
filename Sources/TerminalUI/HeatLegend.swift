/// The bar under a heatmap: both ends of the scale with their signs, and zero in the middle.
package struct HeatLegend {
  private let scale: Float
  private let tier: Heatmap.Tier
  private let glyphs: Glyphs

  /// The legend of heatmaps with a scale.
  package init(scale: Float, tier: Heatmap.Tier, glyphs: Glyphs) {
    self.scale = scale
    self.tier = tier
    self.glyphs = glyphs
  }

  /// `-3.21 [bar] 0 [bar] +3.21`, or what a digit stands for.
  package func spans(width: Int) -> [StyledText] {
    let end = Double(scale).brief
    if scale == 0 { return [StyledText("every value is 0", .role(.inactive))] }
    if tier == .digits {
      let long = "-9 = -\(end)  0  +9 = +\(end)"
      return [StyledText(long.columns <= width ? long : "9 = \(end)", .role(.axis))]
    }
    let side = min(12, (width - 2 * end.columns - 7) / 2)
    guard side > 0 else { return [StyledText("-\(end) +\(end)", .role(.axis))] }
    let steps = Int(Paint.heatSteps)
    var spans = [StyledText("-\(end) ", .role(.axis))]
    spans += (0..<side).map { cell(-steps * (side - $0) / side) }
    spans.append(StyledText(" 0 ", .role(.axis)))
    spans += (0..<side).map { cell(steps * ($0 + 1) / side) }
    spans.append(StyledText(" +\(end)", .role(.axis)))
    return spans
  }

  private func cell(_ step: Int) -> StyledText {
    let paint = Paint.heat(Int8(step))
    if tier == .halfBlocks { return StyledText("█", Style(paint)) }
    let level = abs(step) * glyphs.shades.count / (Int(Paint.heatSteps) + 1)
    return StyledText(String(glyphs.shades[level]), Style(paint))
  }
}
