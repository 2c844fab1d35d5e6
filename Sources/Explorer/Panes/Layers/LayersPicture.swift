import DeepDataProfiler
import NeuralNetwork
import Reports
import TerminalUI

/// The list of linear layers: number, name, matrix, alpha, and the shape of the spectrum.
struct LayersPicture {
  /// The layers of the list, from top to bottom.
  let listed: [Int]
  let context: PaneContext

  /// The widths of the list's columns.
  private struct Columns {
    let number, name, shape: Int
    /// A number and the mark behind it.
    let alpha = 7
    /// The same of the model beside this one, if there is one.
    let beside: Int
    let sparkline: Int

    init(_ layers: [LinearLayer], width: Int, hasBeside: Bool) {
      beside = hasBeside ? 7 : 0
      number = String(layers.count).count
      shape = max(6, layers.map { $0.matrix.columns }.max() ?? 0)
      let fixed = 2 + number + 1 + 1 + shape + 1 + alpha + beside
      let longest = max(5, layers.map { $0.name.columns }.max() ?? 0)
      let room = width - fixed - 1
      // Names come first; bars that are left fewer columns than these tell nothing.
      let spare = room - min(longest, max(16, room - 12)) - 1
      sparkline = spare < 6 ? 0 : min(24, spare)
      name = max(4, min(longest, room - (sparkline > 0 ? sparkline + 1 : 0)))
    }
  }

  func draw(on canvas: inout Canvas) {
    let layers = context.findings.model.layers
    guard !layers.isEmpty else {
      canvas.write(paragraph: "\(context.findings.model.file) has no linear layer.", row: 0)
      return
    }
    guard !listed.isEmpty else {
      canvas.write(paragraph: "No layer matches; Esc clears the filter.", row: 0)
      return
    }
    let columns = Columns(
      layers, width: canvas.size.columns, hasBeside: context.findings.beside != nil)
    let hasHeading = canvas.size.rows > 4
    if hasHeading { drawHeading(on: &canvas, columns) }
    let top = hasHeading ? 1 : 0
    let spare = canvas.size.rows - top - listed.count - 1
    let leftOut = leftOut(rows: hasHeading ? max(1, spare - 9) : 0)
    let details =
      spare - leftOut.count < 3
      ? [] : details(width: canvas.size.columns - 2).prefix(spare - leftOut.count)
    let below = details.count + leftOut.count
    let rows = canvas.size.rows - top - below - (details.isEmpty ? 0 : 1)
    let selected = context.selection.layer
    let cursor =
      listed.firstIndex(of: selected) ?? listed.firstIndex { $0 >= selected } ?? listed.count - 1
    for (row, index) in List.window(listed.count, around: cursor, rows: rows).enumerated() {
      draw(layers[listed[index]], on: &canvas, row: top + row, columns)
    }
    for (row, line) in (details + leftOut).enumerated() {
      canvas.write(line, row: canvas.size.rows - below + row, column: 1)
    }
  }

  /// The weights that no layer has: with a reason for each where there is room, else in one line.
  private func leftOut(rows: Int) -> [[StyledText]] {
    let weights = context.findings.model.leftOut
    guard !weights.isEmpty, rows > 0 else { return [] }
    let count = "\(weights.count.counted("weight")) left out"
    guard weights.count < rows else {
      let names = weights.map(\.name).joined(separator: ", ")
      return [[StyledText(count, .role(.warning)), StyledText(": " + names, .role(.inactive))]]
    }
    return [[StyledText(count, .role(.warning))]]
      + weights.map { weight in
        [
          StyledText("\(weight.name) \(weight.shape)  "),
          StyledText(weight.reason, .role(.inactive)),
        ]
      }
  }

  private func drawHeading(on canvas: inout Canvas, _ columns: Columns) {
    let text =
      "  " + "#".aligned(to: columns.number) + " " + "layer".padded(to: columns.name) + " "
      + "matrix".aligned(to: columns.shape) + " " + "alpha".aligned(to: columns.alpha - 1) + " "
      + (columns.beside > 0 ? "beside".aligned(to: columns.beside - 1) + " " : "")
      + (columns.sparkline >= 8 ? "  spectrum" : "")
    canvas.write(text, row: 0, column: 0, style: .role(.inactive))
  }

  private func draw(_ layer: LinearLayer, on canvas: inout Canvas, row: Int, _ columns: Columns) {
    let isSelected = layer.index == context.selection.layer
    let style = isSelected ? context.selected : Style()
    canvas.fill(rows: row..<row + 1, style: style)
    var column = canvas.write(
      (isSelected ? context.marker : " ") + " " + "\(layer.index + 1)".aligned(to: columns.number)
        + " " + layer.name.tail(to: columns.name).padded(to: columns.name) + " "
        + layer.matrix.aligned(to: columns.shape) + " ",
      row: row, column: 0, style: style)
    var alphas = [(columns.alpha, alpha(context.findings[SpectrumQuestion(layer: layer.index)]))]
    if columns.beside > 0 {
      let found = context.finding(besideLayer: layer.index)
      alphas.append((columns.beside, found.map(alpha) ?? ("- ", .inactive)))
    }
    for (width, (alpha, role)) in alphas {
      var alphaStyle = style
      if !isSelected || role != .inactive { alphaStyle.foreground = .role(role) }
      column += canvas.write(
        alpha.aligned(to: width), row: row, column: column, style: alphaStyle)
    }
    guard columns.sparkline > 0, let spectrum = context.spectrum(ofLayer: layer.index) else {
      return
    }
    canvas.write(
      Sparkline.spans(
        spectrum.singularValues, width: columns.sparkline, glyphs: context.glyphs,
        on: style.background),
      row: row, column: column + 2, width: columns.sparkline)
  }

  /// Alpha, with a mark where it is below or above those of well trained layers.
  private func alpha(_ found: Finding<SpectrumQuestion>) -> (String, Role) {
    switch found {
    case .known(let spectrum):
      guard let alpha = spectrum.alpha, let reading = AlphaReading(spectrum) else {
        return ("no fit ", .warning)
      }
      let text = alpha.text(decimals: alpha < 100 ? 2 : 0)
      switch reading.training {
      case .over: return (text + "<", .warning)
      case .well, nil: return (text + " ", .foreground)
      case .under: return (text + ">", .warning)
      }
    case .failed: return ("fault ", .error)
    case .unknown, .working: return ("\(context.glyphs.ellipsis) ", .inactive)
    }
  }

  /// What alpha is taken to tell, and by whose rule.
  private static func words(_ reading: AlphaReading, width: Int) -> String {
    let words =
      switch reading.training {
      case .over: ("over", "alpha is below 2")
      case .well: ("well", "alpha is 2 to 6")
      case .under: ("under", "alpha is above 6")
      case nil: ("not read", "the tail has fewer than \(AlphaReading.leastTail) values")
      }
    guard reading.training != nil else { return "\(words.0): \(words.1)" }
    let whole = "\(words.0): \(words.1), WeightWatcher's rule of thumb"
    return whole.columns <= width ? whole : "\(words.0), by WeightWatcher"
  }

  /// What a layer's alpha is taken to tell; by its shuffle and the test of its law too, when these are
  /// known.
  private func reading(ofLayer layer: Int) -> AlphaReading? {
    guard let spectrum = context.spectrum(ofLayer: layer) else { return nil }
    var comparison: ShuffleComparison?
    if let shuffled = context.findings[SpectrumQuestion(layer: layer, shuffledBy: 0)].answer {
      comparison = ShuffleComparison(spectrum, shuffled: shuffled)
    }
    return AlphaReading(
      spectrum, comparison: comparison, test: context.powerLawTest(ofLayer: layer))
  }

  /// What else is known of the selected layer, what matters most first.
  private func details(width: Int) -> [[StyledText]] {
    guard let layer = context.layer else { return [] }
    func line(_ name: String, _ value: String) -> [StyledText] {
      [StyledText(name.padded(to: 12), .role(.inactive)), StyledText(value)]
    }
    var lines = [[StyledText(layer.name.tail(to: width), .role(.title, .bold))]]
    if let reading = reading(ofLayer: layer.index) {
      lines.append(line("trained", Self.words(reading, width: width - 12)))
      if !reading.warnings.isEmpty {
        lines.append(line("but", reading.warnings.map(\.rawValue).joined(separator: ", ")))
      }
    }
    let preparation = context.findings.model.preparation
    let words = preparation?.lines(within: width - 12) ?? []
    let input = words.enumerated().map { line($0 == 0 ? "input" : "", $1) }
    if preparation?.isAssumed == true { lines += input }
    if let difference = context.alphaDifference(ofLayer: layer.index) {
      lines.append(line("to beside", difference))
    }
    if let spectrum = context.spectrum(ofLayer: layer.index) {
      if let share = spectrum.weightedAlpha {
        lines.append(line("alpha-hat", "\(share.text(decimals: 2)) from this layer"))
      }
      lines.append(line("lambda max", spectrum.lambdaMax.brief))
      lines.append(
        line(
          "rank",
          "\(spectrum.rank) of \(spectrum.singularValues.count), "
            + "stable \((spectrum.stableRank ?? 0).brief)"))
    }
    lines.append(
      line(
        layer.kind.rawValue,
        "weight \(layer.weightShape)"
          + (!layer.areGroupsKnown
            ? ", groups unknown" : layer.groups > 1 ? ", \(layer.groups) groups" : "")))
    if let input = layer.inputShape, let output = layer.outputShape {
      lines.append(line("maps", "\(input) to \(output)"))
    }
    if layer.uses > 1 { lines.append(line("used", "\(layer.uses) times, signals of the first")) }
    if let name = context.findings.model.architecture {
      lines.append(line("graph", "assumed: torchvision's \(name), by the tensors' names"))
    }
    if preparation?.isAssumed == false { lines += input }
    if let resizing = context.findings.model.resizing {
      lines.append(line("pictures", resizing.words))
    }
    if let file = context.dataSet?.outputsFile { lines.append(line("classes", "named by \(file)")) }
    if let chosen = context.findings.model.stateDictionary {
      let count = context.findings.model.otherDictionaries.count + 1
      lines.append(line("state dict", "\(chosen), of \(count): --weights"))
    }
    if context.findings.model.weightLayout != "OIHW" {
      lines.append(line("in the file", "weights as \(context.findings.model.weightLayout)"))
    }
    return lines
  }
}
