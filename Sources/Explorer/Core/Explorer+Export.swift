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
    guard let pane = focusedPane, pane.info.isAboutAllLayers else { return nil }
    var context = context(of: focus)
    context.isZoomed = true
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
    case .page: focusedPane?.page
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

  /// The focused pane as text without colours.
  var plainText: String { render(pane: focus, size: size, theme: plainTheme).text }

  /// The same without its frame.
  private var plainContents: String {
    alone.paneFrame(of: focus, size: size, theme: plainTheme)?
      .inner(size: size.withinBorder).text ?? ""
  }

  private var plainTheme: Theme {
    theme.adapted(to: Display(colors: .none, isUnicode: theme.display.isUnicode))
  }

  /// The pane in focus in all ways in which it is written, by the names of their files.
  package var exports: [(name: String, contents: String)] {
    ["txt", "svg", "csv", "json"].compactMap { ending in
      let name = "\(exportStem).\(ending)"
      return contents(ofExport: name).map { (name, $0) }
    }
  }

  /// What is written under a name, by its ending.
  private func contents(ofExport path: String) -> String? {
    switch path.split(separator: ".").last {
    case "txt": plainText
    case "ans": render(pane: focus, size: size, theme: theme).ansi(theme)
    case "svg": render(pane: focus, size: size, theme: theme).svg(theme)
    case "csv": data(of: focus)?.table.csv
    case "json": data(of: focus).map { $0.json.text + "\n" }
    default: nil
    }
  }

  mutating func export(to path: String, _ prompt: Prompt, mayReplace: Bool = false) -> Effect? {
    guard let contents = contents(ofExport: path) else {
      // What was typed is not lost.
      var prompt = prompt
      prompt.hint = "a name ends in .txt, .ans, .svg, .csv or .json"
      overlay = .prompt(prompt)
      return nil
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
