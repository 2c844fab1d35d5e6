import ArgumentParser
import DeepDataProfiler
import Explorer
import Foundation
import NeuralNetwork

extension View: ExpressibleByArgument {}

/// `ddp-tui export`: what a pane of the explorer shows, as text.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what a pane of the explorer shows, as text.")

  /// Columns x rows of cells.
  struct Extent: ExpressibleByArgument {
    let size: Size

    init(size: Size) { self.size = size }

    init?(argument: String) {
      let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let columns = parts[0], let rows = parts[1],
        (1...1000).contains(columns), (1...1000).contains(rows)
      else { return nil }
      size = Size(columns: columns, rows: rows)
    }
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Option(help: "The pane.")
  var view: View
  @Option(help: "A layer's name or its number from 1 (default: the first).")
  var layer: String?
  @Option(help: "Columns x rows, 1x1 to 1000x1000 (default: 100x32).")
  var size = Extent(size: Size(columns: 100, rows: 32))
  @Flag(help: "Keep the colours, as escape sequences.")
  var ansi = false
  @Option(name: .short, help: "The file to write (default: standard output).")
  var output: String?

  func run() throws {
    let profiler = try options.open(data: images.data)
    let model = profiler.findings.model
    let size = size.size
    let theme = ansi ? Theme.dark : Theme.mono
    var explorer = Explorer(
      findings: profiler.findings, size: size, themes: [theme],
      selection: Selection(layer: try layer.map { try model.layer($0).index } ?? 0))
    if view.needsData, profiler.findings.dataSet == nil { try requireData(profiler) }
    while let request = explorer.wanted(by: view).first {
      let answer = try wait {
        try await profiler.answer(to: request, progress: ProgressBar.of("export"))
      }
      _ = explorer.handle(.answered(request, answer))
    }
    ProgressBar.clear()
    let canvas = explorer.render(view: view, size: size, theme: theme)
    let text = ansi ? canvas.ansi(theme) : canvas.text
    if let output {
      try text.write(toFile: output, atomically: true, encoding: .utf8)
    } else {
      print(text, terminator: "")
    }
  }

  /// Throws what keeps the profiler from showing the network any image.
  private func requireData(_ profiler: Profiler) throws {
    _ = try wait { try await profiler.predictions() }
  }
}

extension View {
  /// Whether there is nothing to show without images.
  fileprivate var needsData: Bool { self != .layers && self != .spectrum }
}
