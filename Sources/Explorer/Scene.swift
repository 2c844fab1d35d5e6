import DeepDataProfiler
import System
import TerminalUI

/// What a pane is drawn from.
struct Scene {
  let explorer: Explorer
  let theme: Theme
  /// Whether the pane takes the keys.
  let isFocused: Bool

  var display: Display { theme.display }
  var glyphs: Glyphs { .suited(to: display) }

  /// The style of the line or cell under the cursor: never told by colour alone.
  var selected: Style {
    let emphasis: Style.Emphasis = isFocused ? .bold : []
    if display.colors < .sixteen {
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
      canvas.write(paragraph: "Cancelled; r computes it.", row: 0, style: .role(.error))
    case .fault(let failure):
      canvas.write(paragraph: "\(failure)", row: 0, style: .role(failure.role))
    case .value(let value, _, _): return value
    }
    return nil
  }

  /// The hierarchy of the layer; where there is none, or an empty one, the pane says so.
  func hierarchy(on canvas: inout Canvas) -> SemanticHierarchy? {
    let found = value(
      of: explorer.hierarchy, waitingFor: "the signals of all images", on: &canvas)
    guard let found, found.groups.isEmpty else { return found }
    canvas.write(paragraph: explorer.emptyWords, row: 0, style: .role(.warning))
    return nil
  }
}

extension Failure {
  /// The colour that its text has in a pane.
  var role: Role { kind == .noData ? .warning : .error }
}

/// What one view draws within its pane.
protocol PaneDrawing {
  init(scene: Scene)
  /// What the pane's border says after its name, from the longest to the shortest: what tells pictures
  /// of one pane apart stands in all of them.
  var captions: [String] { get }
  /// Where the cursor is among how many, for the lower border.
  var position: String { get }
  /// Draws into the space within the border.
  func draw(on canvas: inout Canvas)
}

extension View {
  /// This view of a scene.
  func drawing(of scene: Scene) -> any PaneDrawing {
    switch self {
    case .layers: LayersView(scene: scene)
    case .spectrum: SpectrumView(scene: scene)
    case .projection: ProjectionView(scene: scene)
    case .hypergraph: HypergraphView(scene: scene)
    case .hierarchy: HierarchyView(scene: scene)
    }
  }
}
