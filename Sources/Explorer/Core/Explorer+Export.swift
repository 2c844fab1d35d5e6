import DeepDataProfiler
import NeuralNetwork
import Reports
import TerminalUI

/// What is taken away from the pane in focus.
extension Explorer {
  /// Asks where the pane in focus is to be written, or copies it.
  mutating func take(isCopy: Bool) -> Effect? {
    if let refusal = exportRefusal {
      message = (refusal, true)
      return nil
    }
    if isCopy { return .copy(plainContents) }
    var prompt = Prompt.export(to: exportName)
    if let lack = exportLack { prompt.hint = "\(lack)   \(prompt.hint)" }
    overlay = .prompt(prompt)
    return nil
  }

  /// What an export has not of all that there is: what a filter hides, what is still computed.
  private var exportLack: String? {
    if let search = searches[focus] { return "only what /\(search) finds" }
    guard let pane = focusedPane else { return nil }
    var context = context(of: focus)
    context.isZoomed = true
    context.hasData = true
    let missing = pane.needs(context).count { findings[$0]?.isSettled != true }
    return missing == 0 ? nil : "without \(missing.counted("value")) still to come"
  }

  /// The file name that an export suggests: of what the pane shows.
  var exportName: String { exportStem + ".txt" }

  /// That name without its ending.
  private var exportStem: String {
    let parts = focusedPane?.info.fileParts ?? []
    let words = [focus.rawValue] + parts.compactMap(words)
    let name = words.joined(separator: "-")
    return String(name.map { "/\\: ".contains($0) ? "_" : $0 })
  }

  private func words(of part: PaneInfo.FilePart) -> String? {
    switch part {
    case .page: focusedPane?.filePage(context())
    case .layer: context().layer?.name
    case .vector: (selection.node.isNegative ? "minus-" : "") + "v\(selection.vector)"
    case .image: "image\(selection.image)"
    case .comparedImages:
      focusedPane?.picture(context())?.as(ImageHypergraphQuestion.self)
        .map { "images" + $0.images.map(String.init).joined(separator: "-") }
    case .thresholds:
      "q\(selection.parameters.quantile.percent())-p\(selection.parameters.majority.percent())"
        .replacing(" %", with: "")
    }
  }

  /// The focused pane as text without colours and without its frame.
  private var plainContents: String {
    alone.paneFrame(of: focus, size: size, theme: plainTheme)?
      .inner(size: size.withinBorder).text ?? ""
  }

  private var plainTheme: Theme {
    theme.adapted(to: Display(colors: .none, isUnicode: theme.display.isUnicode))
  }

  /// The pane in focus in all ways in which it is written, by the names of their files.
  package var exports: [(name: String, contents: ExportContents)] {
    // A picture first, as it takes fonts: where there are none, nothing is begun.
    [ExportFormat.png, .txt, .svg, .csv, .json].compactMap { format in
      contents(as: format).map { (exportStem + format.ending, $0) }
    }
  }

  /// What is written in a format; nil where there is no data.
  private func contents(as format: ExportFormat) -> ExportContents? {
    switch format {
    case .txt:
      let canvas = renderWhole(pane: focus, theme: plainTheme)
      return .text(canvas.text + canvas.excerptWords)
    case .ans:
      let canvas = renderWhole(pane: focus, theme: theme)
      return .text(canvas.ansi(theme) + canvas.excerptWords)
    case .svg: return .text(render(pane: focus, size: size, theme: theme).svg(theme))
    case .png:
      let theme = theme.ofPNG
      return .picture(render(pane: focus, size: size, theme: theme), theme)
    case .csv: return data(of: focus).map { .text($0.table.csv) }
    case .json: return data(of: focus).map { .text($0.json.text + "\n") }
    }
  }

  mutating func export(to path: String, _ prompt: Prompt, mayReplace: Bool = false) -> Effect? {
    func refuse(_ words: String) -> Effect? {
      // What was typed is not lost.
      var prompt = prompt
      prompt.hint = words
      overlay = .prompt(prompt)
      return nil
    }
    guard let format = ExportFormat(path: path) else {
      return refuse("a name ends in \(ExportFormat.words)")
    }
    guard path.split(separator: "/").last?.count ?? 0 > format.ending.count else {
      return refuse("a name stands before \(format.ending)")
    }
    guard let contents = contents(as: format) else {
      return refuse("there is no data of this pane")
    }
    exported = prompt
    return .write(path: path, contents: contents, mayReplace: mayReplace)
  }

  /// Asks whether a file may go that has the name of an export.
  mutating func askWhetherToReplace(_ path: String) {
    overlay = .question(replacing: path, exported ?? .export(to: path))
  }

  mutating func answer(_ action: Action, _ path: String, _ prompt: Prompt) -> Effect? {
    overlay = nil
    if action == .accept { return export(to: path, prompt, mayReplace: true) }
    if action == .close { overlay = .prompt(prompt) }
    return nil
  }
}
