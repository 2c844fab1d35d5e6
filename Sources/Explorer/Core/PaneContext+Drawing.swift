import DeepDataProfiler
import System
import TerminalUI

extension PaneContext {
  /// The style of the line or cell under the cursor: never told by colour alone.
  var selected: Style {
    let emphasis: Style.Emphasis = isFocused ? .bold : []
    if display.colors < .sixteen || theme.color(.role(.selection)) == .default {
      return Style(emphasis: isFocused ? [.reverse, .bold] : .underline)
    }
    return Style(
      .role(.foreground), on: .role(isFocused ? .selection : .selectionUnfocused), emphasis)
  }

  /// The mark before the line under the cursor.
  var marker: String { ">" }

  /// What a pane is to be drawn from; where there is nothing yet, or a fault, the pane says so.
  func value<Kind>(
    of found: Found<Kind>, waitingFor name: String, on canvas: inout Canvas
  ) -> Kind.Answer? {
    switch found {
    case .nothing: canvas.write(paragraph: "Computing \(name).", row: 0, style: .role(.inactive))
    case .cancelled:
      canvas.write(
        paragraph: "Cancelled; \(key(.redraw)) computes it.", row: 0, style: .role(.error))
    case .fault(let failure):
      let row = canvas.write(paragraph: "\(failure)", row: 0, style: .role(failure.role))
      if failure.kind == .noData, findings.model.hasGraph {
        canvas.write(
          paragraph: "\(key(.palette)) open data PATH opens some here.", row: row,
          style: .role(failure.role))
      }
    case .value(let value, _, _): return value
    }
    return nil
  }
}

extension Failure {
  /// The colour that its text has in a pane.
  var role: Role { kind == .noData ? .warning : .error }
}
