import DeepDataProfiler
import Explorer
import Testing

/// A state worth looking at, on a screen of some size.
struct Picture: Sendable, CustomTestStringConvertible {
  let name: String
  let draw: @Sendable () throws -> Canvas
  var testDescription: String { name }

  /// The whole screen after some events.
  static func screen(
    _ name: String, _ columns: Int, _ rows: Int, layer: Int = 1, theme: Theme = .dark,
    _ change: @escaping @Sendable (inout Explorer) throws -> Void = { _ in }
  ) -> Picture {
    Picture(name: "screen-\(name)-\(columns)x\(rows)") {
      let size = Size(columns: columns, rows: rows)
      var explorer = try Sample.answered(size, layer: layer, themes: [theme])
      try change(&explorer)
      return explorer.render(size: size, theme: explorer.theme)
    }
  }

  /// One pane after some events.
  static func pane(
    _ view: View, _ name: String, _ columns: Int, _ rows: Int, layer: Int = 1,
    theme: Theme = .dark,
    _ change: @escaping @Sendable (inout Explorer) throws -> Void = { _ in }
  ) -> Picture {
    Picture(name: "\(view.rawValue)-\(name)-\(columns)x\(rows)") {
      let size = Size(columns: columns, rows: rows)
      var explorer = try Sample.answered(size, layer: layer, themes: [theme])
      explorer.press("\(view.number)")
      try change(&explorer)
      return explorer.render(view: view, size: size, theme: explorer.theme)
    }
  }

  static let all: [Picture] = screens + overlays + lacks + layers + displays + panes
}

extension Picture {
  private static let screens: [Picture] =
    View.allCases.map { view in
      screen("focus-\(view.rawValue)", 100, 24) { $0.press("\(view.number)") }
    } + [
      screen("whole", 120, 36),
      screen("whole", 200, 60),
      screen("group-layers", 80, 24),
      screen("group-projection", 80, 24) { $0.press("3") },
      screen("group-hierarchy", 80, 24) { $0.press("5") },
      screen("group-hierarchy", 99, 23) { $0.press("4") },
      screen("one-row-of-panes", 120, 20),
      screen("zoomed-spectrum", 80, 24) { $0.press("2z") },
      screen("zoomed-hypergraph", 100, 24) { $0.press("4z") },
      screen("least", 40, 12),
      screen("too-narrow", 39, 24),
      screen("too-low", 80, 11),
    ]

  private static let overlays: [Picture] = [
    screen("help", 80, 24) { $0.press("?") },
    screen("help-scrolled", 80, 24) { $0.press("?G") },
    screen("help", 120, 36) { $0.press("?") },
    Picture(name: "screen-themes-80x24") {
      let size = Size(columns: 80, rows: 24)
      var explorer = try Sample.answered(size)
      explorer.press("tj")
      return explorer.render(size: size, theme: explorer.theme)
    },
    screen("filter", 80, 24) { $0.press("/conv") },
    screen("filter-nothing", 80, 24) { $0.press("/xyz") },
    screen("filtered-hierarchy", 80, 24) {
      $0.press("5/four")
      $0.press(.enter)
    },
    screen("export", 80, 24) { $0.press("e") },
    screen("message", 80, 24) { _ = $0.handle(.notified("wrote layers.txt", isError: false)) },
    screen("error", 80, 24) {
      _ = $0.handle(.notified("layers.txt: permission denied", isError: true))
    },
  ]

  /// Screens where something is missing.
  private static let lacks: [Picture] = [
    lack("nothing-answered", try Sample.findings()),
    lack("no-data", try Sample.findings(hasData: false)),
    lack("no-graph", try Sample.findings(hasGraph: false)),
    lack("no-layers", Sample.empty),
    lack(
      "data-fault",
      Findings(
        model: try Sample.model(), dataSetFault: "mnist.npz: images of 28x28, not of 32x32")),
    screen("progress", 100, 24) {
      $0.press("4]")
      if let running = $0.wanted.first { _ = $0.handle(.progressed(running, 0.62)) }
    },
    screen("faults", 100, 24) {
      $0.press("k")
      for request in $0.wanted {
        _ = $0.handle(.answered(request, .fault("conv1: the operator Foo is not known")))
      }
    },
    screen("cancelled", 100, 24) {
      $0.press("4]")
      $0.press(.control("c"))
    },
    screen("empty-hierarchy", 100, 24) {
      $0.press("4")
      for _ in 0..<14 { $0.press("]") }
      Sample.answer(&$0)
    },
  ]

  private static func lack(
    _ name: String, _ findings: @escaping @Sendable @autoclosure () throws -> Findings
  ) -> Picture {
    Picture(name: "screen-\(name)-120x36") {
      let size = Size(columns: 120, rows: 36)
      let explorer = Explorer(
        findings: try findings(), size: size, selection: Selection(layer: 1, vector: 2, image: 17))
      return explorer.render(size: size, theme: .dark)
    }
  }

  /// Layers of other kinds than the sample's first choice.
  private static let layers: [Picture] = [
    screen("vectors-of-one-value", 100, 24, layer: 2) { $0.press("3") },
    screen("last-layer", 120, 36, layer: 3) { $0.press("2") },
  ]

  /// Displays that can do less.
  private static let displays: [Picture] = [
    screen("mono", 120, 36, theme: .mono),
    screen("ascii", 80, 24, theme: display(.sixteen, isUnicode: false)) { $0.press("5") },
    screen("ascii-without-colors", 80, 24, theme: display(.none, isUnicode: false)) {
      $0.press("2")
    },
    pane(.projection, "sixteen", 80, 24, theme: display(.sixteen)),
    pane(.projection, "digits", 80, 24, theme: display(.none)),
    pane(.projection, "ascii", 80, 24, theme: display(.palette, isUnicode: false)),
  ]

  private static func display(_ colors: Display.Colors, isUnicode: Bool = true) -> Theme {
    Theme.dark.adapted(to: Display(colors: colors, isUnicode: isUnicode))
  }

  private static let panes: [Picture] = [
    pane(.layers, "filtered", 60, 20) {
      $0.press("/fc")
      $0.press(.enter)
    },
    pane(.spectrum, "density", 80, 24) { $0.press(">") },
    pane(.spectrum, "filtered", 80, 24) {
      $0.press("/v2")
      $0.press(.enter)
    },
    pane(.projection, "cells", 80, 24) {
      $0.press(.enter)
      $0.press("jjl")
    },
    pane(.projection, "nan", 80, 24) { $0.press("lll") },
    pane(.projection, "correlations", 60, 20) { $0.pressAndWait(.character("<")) },
    pane(.projection, "fields", 60, 20) {
      $0.press("<")
      $0.pressAndWait(.character("<"))
    },
    pane(.projection, "reduced", 30, 9),
    pane(.hypergraph, "vectors", 80, 24) { $0.press(">") },
    pane(.hypergraph, "narrow", 40, 12) { $0.press("llll") },
    pane(.hierarchy, "exemplars", 80, 30) {
      $0.press(.enter)
      $0.press("l")
    },
    pane(.hierarchy, "last", 80, 24) { $0.press("G") },
    pane(.hierarchy, "both-polarities", 60, 20) {
      $0.press("p")
      $0.pressAndWait(.character("p"))
    },
  ]
}
