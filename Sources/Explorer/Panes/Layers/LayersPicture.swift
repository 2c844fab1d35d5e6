import DeepDataProfiler
import NeuralNetwork
import Reports
import TerminalUI

/// The linear layers: their table, and what else is known of the selected one.
struct LayersPicture {
  let table: LayersTable
  let context: PaneContext

  /// The lines about the selected layer that a long table leaves room for: its name and its reading.
  private static let leastDetails = 2

  func draw(on canvas: inout Canvas) {
    let layers = context.findings.model.layers
    let listed = table.list.rows
    guard !layers.isEmpty else {
      canvas.write(paragraph: "\(context.findings.model.file) has no linear layer.", row: 0)
      return
    }
    guard !listed.isEmpty else {
      canvas.write(
        paragraph: "No layer matches; \(context.key(.close)) clears the filter.", row: 0)
      return
    }
    let heading = canvas.size.rows > 4 ? 1 : 0
    let spare = canvas.size.rows - heading - listed.count - 1
    let leftOut = leftOut(rows: heading > 0 ? max(1, spare - 9) : 0)
    let least = canvas.size.rows < 5 ? 0 : max(Self.leastDetails, canvas.size.rows / 5)
    let most = max(least, spare - leftOut.count)
    let details =
      most > Self.leastDetails
      ? Array(details(width: canvas.size.columns - 2).prefix(most))
      : most == 0 ? [] : Array(summary(width: canvas.size.columns - 2).prefix(most))
    let below = details.count + leftOut.count
    // A blank line parts them where three rows of the table are left.
    let gap = !details.isEmpty && canvas.size.rows - below - heading > 3 ? 1 : 0
    var part = Canvas(
      size: Size(columns: canvas.size.columns, rows: max(0, canvas.size.rows - below - gap)))
    table.draw(on: &part)
    canvas.draw(part, row: 0, column: 0)
    for (row, line) in (details + leftOut).enumerated() {
      canvas.write(line, row: canvas.size.rows - below + row, column: 1)
    }
  }

  /// The selected layer's name, and what alpha is taken to tell, in two lines.
  private func summary(width: Int) -> [[StyledText]] {
    guard let layer = context.layer else { return [] }
    let name = [StyledText(layer.name.middle(to: width), .role(.title, .bold))]
    if let reason = reasonForNone(layer) { return [name, [reason]] }
    let verdict = LayerColumn.verdict.cell(layer, context)
    var words = [StyledText(verdict.text, .role(verdict.role))]
    if context.reading(ofLayer: layer.index)?.training != nil {
      words.append(StyledText(", by WeightWatcher", .role(.inactive)))
    }
    return [name, [StyledText("trained".padded(to: 12), .role(.inactive))] + words]
  }

  /// Why nothing is found out about a layer's weights: they can't be read any more, or that was cancelled.
  private func reasonForNone(_ layer: LinearLayer) -> StyledText? {
    let question = SpectrumQuestion(layer: layer.index)
    if case .failed(let failure) = context.findings[question] {
      return StyledText("\(failure)", .role(.error))
    }
    guard context.spectrum(ofLayer: layer.index) == nil,
      context.cancelled.contains(AnyQuestion(question))
    else { return nil }
    return StyledText("cancelled; \(context.key(.redraw)) computes it", .role(.warning))
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

  /// What else is known of the selected layer, what matters most first.
  private func details(width: Int) -> [[StyledText]] {
    guard let layer = context.layer else { return [] }
    func line(_ name: String, _ value: String) -> [StyledText] {
      [StyledText(name.padded(to: 12), .role(.inactive)), StyledText(value)]
    }
    var lines = [[StyledText(layer.name.middle(to: width), .role(.title, .bold))]]
    if let reason = reasonForNone(layer) {
      lines += reason.text.wrapped(to: width).map { [StyledText($0, reason.style)] }
    }
    if let reading = context.reading(ofLayer: layer.index) {
      lines += Self.words(reading, width: width - 12).wrapped(to: width - 12).enumerated().map {
        line($0 == 0 ? "trained" : "", $1)
      }
      if !reading.warnings.isEmpty {
        let words = reading.warnings.map(\.rawValue).joined(separator: ", ")
        lines += words.wrapped(to: width - 12).enumerated().map {
          line($0 == 0 ? "but" : "", $1)
        }
      }
    }
    let notes = OpenedNotes(context: context)
    let input = notes.input(width: width - 12).map { line($0.name, $0.words) }
    if notes.isInputAssumed { lines += input }
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
    if !notes.isInputAssumed { lines += input }
    return lines + notes.rest.map { line($0.name, $0.words) }
  }
}
