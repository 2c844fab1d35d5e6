import DeepDataProfiler
import NeuralNetwork
import System
import TerminalUI

/// What is said of a vector: its singular value, where it belongs, or why it belongs nowhere, and what it
/// feeds.
struct VectorPageWords {
  let context: PaneContext

  private var selection: Selection { context.selection }

  /// The lines at the top, each of styled pieces.
  func lines(width: Int, rows: Int) -> [[StyledText]] {
    [title(width: width)] + belonging(width: width, rows: rows - 1)
  }

  /// `v3  singular value 4.120  gap 12.3 %  of 32 vectors`.
  private func title(width: Int) -> [StyledText] {
    let name = selection.node.label(selection.parameters.polarity)
    let bold = Style(emphasis: .bold)
    var parts = [(words: [name], style: Style.role(.title, .bold))]
    if let spectrum = context.spectrum(ofLayer: selection.layer) {
      let values = spectrum.singularValues
      if values.indices.contains(selection.vector) {
        let value = values[selection.vector].brief
        parts.append((["singular value \(value)", "s \(value)"], bold))
      }
      if let gap = values.gap(after: selection.vector) {
        parts.append((["gap \(gap.percent(decimals: 1))"], bold))
      }
    }
    let count = context.vectorCount
    parts.append((["of \(count.counted("vector"))", "of \(count.grouped)"], .role(.footer)))
    return .fitting(parts, width: width)
  }

  /// Its group and its classes, or what it lacks.
  private func belonging(width: Int, rows: Int) -> [[StyledText]] {
    guard context.dataSet != nil else { return [] }
    let hierarchy: SemanticHierarchy
    switch context.hierarchy {
    case .value(let value, _, _): hierarchy = value
    case .fault(let failure):
      return [[StyledText("\(failure)".cut(to: width), .role(failure.role))]]
    case .cancelled:
      let words = "classes: cancelled; \(context.key(.redraw)) computes them"
      return [[StyledText(words, .role(.error))]]
    case .nothing: return [[StyledText("classes: computing the signals", .role(.inactive))]]
    }
    guard let index = context.group(in: hierarchy) else {
      return context.shortfallWords(in: hierarchy.significance).wrapped(to: width).prefix(rows)
        .map { [StyledText($0, .role(.warning))] }
    }
    let group = hierarchy.groups[index]
    let room = max(1, width - 9)
    let ellipsis = context.glyphs.ellipsis
    let polarity = hierarchy.significance.parameters.polarity
    let vectors = Listing.lines(
      group.nodes.map { $0.label(polarity) }, between: "", width: room, rows: 1,
      ellipsis: ellipsis)
    let classes = context.names(
      ofClasses: group.classes, width: room, rows: max(1, rows - 1), ellipsis: ellipsis)
    func lines(_ name: String, _ lines: [String]) -> [[StyledText]] {
      lines.enumerated().map { index, line in
        [StyledText((index == 0 ? name : "").padded(to: 9), .role(.inactive)), StyledText(line)]
      }
    }
    return (rows < 2 ? [] : lines("group", vectors)) + lines("classes", classes)
  }

  /// The vectors of the next layer that it feeds most, or why there are none.
  func links(width: Int, rows: Int) -> [[StyledText]] {
    let name = context.name(ofLayer: selection.layer)
    guard let successors = context.findings[SuccessorsQuestion()].answer,
      successors.indices.contains(selection.layer)
    else { return none("computing", width) }
    switch successors[selection.layer] {
    case .end: return none("none, \(name) is the last layer", width)
    case .branches:
      return none("none, what \(name) gives is taken by more than one, or with others", width)
    case .mixed(let operation): return none("none, \(operation) comes behind \(name)", width)
    case .unknown: return none("unknown, as there is no graph", width)
    case .layer(let next, _):
      let other = context.name(ofLayer: next)
      guard let question = context.linksQuestion else {
        return none("to \(other) once its vectors are known: they take long", width)
      }
      switch context.findings[question] {
      case .failed(let failure): return none("none, \(failure.problem)", width)
      case .unknown, .working: return none("computing those to \(other)", width)
      case .known(let links): return lines(of: links, to: other, width: width, rows: rows)
      }
    }
  }

  private func lines(
    of links: Links, to name: String, width: Int, rows: Int
  ) -> [[StyledText]] {
    let label = "feeds \(name.tail(to: max(4, width / 3)))  "
    let words = links.strongest(8).map { "v\($0) \(links.strengths[$0].percent(decimals: 1))" }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.columns + 2 + word.columns <= width - label.columns {
        lines[lines.count - 1] = last + "  " + word
      } else if lines.count < rows {
        lines.append(word)
      } else {
        break
      }
    }
    return lines.enumerated().map { index, line in
      [
        StyledText((index == 0 ? label : "").padded(to: label.columns), .role(.inactive)),
        StyledText(line),
      ]
    }
  }

  private func none(_ reason: String, _ width: Int) -> [[StyledText]] {
    [[StyledText("links: \(reason)".cut(to: width), .role(.inactive))]]
  }
}
