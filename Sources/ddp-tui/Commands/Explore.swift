import ArgumentParser
import DeepDataProfiler
import Explorer
import NeuralNetwork
import TerminalUI

/// `ddp-tui MODEL`: opens the explorer.
struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer on a model (what a model alone does).")

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var beside: BesideOption
  @OptionGroup var selected: SelectionOptions
  @Option(help: ArgumentHelp("The pane that is seen first.", valueName: "name"))
  var view: PaneID?
  @Option(help: "The name of a theme, or its file.")
  var theme: String?
  @Option(help: "The colours to use (default: what the terminal can show).")
  var color: Display.Colors?
  @Option(help: "How pictures are shown in pixels (default: what the terminal says it can do).")
  var graphics: Graphics?
  @Flag(
    name: .customLong(Self.printing),
    help: "Write config.toml with every setting and key as it is by default, and end.")
  var printsConfiguration = false

  /// The option that takes no model beside it.
  static let printing = "print-config"

  /// Whether arguments ask for that, with a model beside it or without.
  static func prints(_ arguments: some Collection<String>) -> Bool {
    arguments.drop { $0 == configuration.commandName }.first == "--\(printing)"
  }

  mutating func run() throws {
    if printsConfiguration { return try Output.write(Configuration.defaults) }
    var configuration = try Configuration.ofPerson()
    configuration.colors = color ?? configuration.colors
    configuration.graphics = graphics ?? configuration.graphics
    options.threads.threads = options.threads.threads ?? configuration.threads
    let state = configuration.remembers ? State.ofPerson() : State()
    let (themes, warnings) = try themes(configuration, chosen: state.theme)
    var opening = Opening(options: options, data: images.data, beside: beside)
    let first = try opening.open()
    let findings = first.profiler.findings
    let selection = try selection(in: findings, configuration, state)
    var session = try Session(
      first.profiler, themes: themes, warnings: warnings + first.warnings,
      configuration: configuration, selection: selection,
      followsBackground: [theme, state.theme, configuration.theme].allSatisfy { $0 == nil },
      memory: state.memory(of: opening.options.model)
    ) { opened, path in
      let (found, next) = try opening.opening(opened, path)
      opening = next
      let state = configuration.remembers && opened == .model ? State.ofPerson() : State()
      let model = next.options.model
      let memory = state.model(model).map { _ in state.memory(of: model) }
      return (found.profiler, found.warnings, memory)
    } keep: { explorer in
      guard configuration.remembers else { return }
      State.keep(explorer.memory, since: state, of: opening.options.model)
    }
    if let view { session.show(view) }
    // Without anything kept it would be the first layer.
    if selected.layer == nil, selection.layer > 0 {
      session.say("at \(findings.model.layers[selection.layer].name), where it was left")
    }
    session.run()
  }

  /// What is selected at the start: what is given, else what was the last time, else the settings'.
  private func selection(
    in findings: Findings, _ configuration: Configuration, _ state: State
  ) throws -> Selection {
    var selected = selected
    if let last = state.model(options.model) {
      let parameters = last.parameters
      selected.thresholds.fill(
        quantile: parameters.quantile, majority: parameters.majority, polarity: parameters.polarity)
      // A vector that is given is one of the first layer, as without anything kept.
      let isThere = findings.model.layers.contains { $0.name == last.layer }
      if isThere, selected.vector == nil { selected.layer = selected.layer ?? last.layer }
    }
    selected.thresholds.fill(
      quantile: configuration.quantile, majority: configuration.majority,
      polarity: configuration.polarity)
    return try selected.selection(in: findings)
  }

  /// The themes, the one that is chosen first; one of the settings that is not there is passed over.
  private func themes(
    _ configuration: Configuration, chosen: String?
  ) throws -> (themes: [Theme], warnings: [String]) {
    let library = ThemeLibrary()
    if let theme {
      let (themes, warnings) = try library.beginning(with: theme)
      return (themes, configuration.warnings + warnings)
    }
    let last = chosen.flatMap { name in library.themes.contains { $0.name == name } ? name : nil }
    guard let (themes, warnings) = try? library.beginning(with: last ?? configuration.theme) else {
      let name = configuration.theme ?? ""
      let warning = "config.toml: theme: there is no theme, and no theme's file, \"\(name)\""
      return (library.themes, configuration.warnings + [warning] + library.warnings)
    }
    return (themes, configuration.warnings + warnings)
  }
}

/// What is open, and how something else is opened in its place.
private struct Opening {
  var options: ModelOptions
  var data: String?
  let beside: BesideOption

  /// Opens something in place of what was.
  ///
  /// A card belongs to its model; images go with another model where its own card names none.
  func opening(
    _ opened: Opened, _ name: String
  ) throws -> (found: (profiler: Profiler, warnings: [String]), next: Opening) {
    var next = self
    let path = PersonalFile.path(name)
    switch opened {
    case .model:
      (next.options.model, next.options.config, next.options.weights) = (path, nil, nil)
      next.data = nil
    case .data: next.data = path
    case .card: next.options.config = path
    }
    let found = try next.open()
    let findings = found.profiler.findings
    let hasOwn = findings.dataSet != nil || findings.dataSetFault != nil
    guard opened == .model, data != nil, !hasOwn else { return (found, next) }
    next.data = data
    return (try next.open(), next)
  }

  /// Opens all, and tells what is wrong beside that.
  func open() throws -> (profiler: Profiler, warnings: [String]) {
    let profiler = try options.openQuietly(data: data)
    try beside.open(with: profiler)
    let dataSet = profiler.findings.dataSet
    let omissions = (dataSet?.omissions ?? []).map { "\(dataSet?.file ?? ""): \($0)" }
    return (profiler, profiler.findings.model.warnings + omissions)
  }
}
