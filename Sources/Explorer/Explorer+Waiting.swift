import DeepDataProfiler
import TerminalUI

/// Pictures of what was selected before, which stay until those of what is selected are there.
extension Explorer {
  /// The kinds of picture that a pane is drawn from.
  private func demands(of view: View) -> [Demand] {
    switch view {
    case .layers: []
    case .spectrum where provisional != nil: []
    case .spectrum:
      [.spectrum] + (chart == .filters ? [.filter] : chart == .gram ? [.gramMatrix] : [])
    case .projection: [.maps]
    case .hypergraph, .hierarchy: [.hierarchy]
    }
  }

  /// The kinds of picture whose answer for the present selection is still to come.
  private func unanswered(in view: View) -> Demand? {
    demands(of: view).first { demand in
      guard let question = question(for: demand) else { return false }
      return findings[question]?.isSettled != true && !cancelled.contains(question)
    }
  }

  /// The kind of picture that a pane shows of something else than is selected, if it does.
  func stale(in view: View) -> Demand? {
    unanswered(in: view).flatMap { demand in
      guard let old = held[demand], case .known = findings[old] else { return nil }
      return demand
    }
  }

  private var staleDemands: Set<Demand> { Set(View.allCases.compactMap { stale(in: $0) }) }

  /// Whether a picture has become one of something else than is selected, and does not look like one
  /// yet: most successors are there before it would be seen.
  package var hasNewlyStale: Bool { !staleDemands.isSubset(of: late) }

  /// Marks what is stale now as late.
  mutating func noteLate() { late = staleDemands }

  /// Forgets what is no longer stale.
  mutating func settleLate() { late.formIntersection(staleDemands) }

  /// What a stale picture is of, and what it waits for: `conv1, until conv2 is there (12 %)`.
  func waitingWords(for demand: Demand) -> String {
    guard let old = held[demand], let new = question(for: demand) else { return "" }
    let pairs = zip(parts(of: old), parts(of: new)).filter { $0 != $1 }
    return pairs.map(\.0).joined(separator: " ") + ", until "
      + pairs.map(\.1).joined(separator: " ") + " is there" + share(of: new)
  }

  /// Why a pane can't be exported: it does not show what is selected, not yet.
  func exportRefusal(of view: View) -> String? {
    guard let demand = unanswered(in: view), let question = question(for: demand) else {
      return nil
    }
    return stale(in: view) == nil
      ? "nothing to export: \(name(of: question)) is not there yet\(share(of: question))"
      : "nothing to export: this is \(waitingWords(for: demand))"
  }

  /// What tells questions of one kind apart, in words.
  private func parts(of question: AnyQuestion) -> [String] {
    switch question.question {
    case let asked as SpectrumQuestion: [name(ofLayer: asked.layer)]
    case let asked as GramMatrixQuestion: [name(ofLayer: asked.layer)]
    case let asked as FilterQuestion: [name(ofLayer: asked.layer), "v\(asked.vector)"]
    case let asked as FeatureMapsQuestion:
      [name(ofLayer: asked.layer), asked.stage.formula, "image \(asked.image)"]
    case let asked as HierarchyQuestion:
      [
        name(ofLayer: asked.layer), "q \(asked.parameters.quantile.percent())",
        "p \(asked.parameters.majority.percent())", asked.parameters.polarity.rawValue,
      ]
    default: [name(of: question)]
    }
  }

  private func share(of question: AnyQuestion) -> String {
    progress(of: question).map { " (\($0.percent()))" } ?? ""
  }
}

extension Canvas {
  /// The same in the colour of what is inactive; of pixels their strength is left, as shades.
  func faded(_ glyphs: Glyphs, _ display: Display) -> Canvas {
    let style = Style.role(.inactive, display.colors == .none ? .dim : [])
    var faded = self
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        var cell = self[row, column]
        if cell.grapheme == "▀" {
          let strength = (cell.style.foreground.strength + cell.style.background.strength) / 2
          let level = Int(strength * Double(glyphs.shades.count + 1))
          cell.grapheme =
            level == 0 ? " " : glyphs.shades[min(level, glyphs.shades.count) - 1]
        }
        cell.style = style
        faded.replace(cell, row: row, column: column)
      }
    }
    return faded
  }
}

extension Paint {
  /// How far a pixel is from nothing, 0 to 1.
  fileprivate var strength: Double {
    switch self {
    case .heat(let step): abs(Double(step)) / Double(Self.heatSteps)
    case .pixel(let red, let green, let blue): Double(Int(red) + Int(green) + Int(blue)) / 765
    case .role, .spectrum: 0
    }
  }
}
