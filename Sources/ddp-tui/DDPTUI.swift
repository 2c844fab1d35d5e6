import ArgumentParser
private import Glibc

/// The program: a command that is parsed, run and, when it fails, explained in one line.
@main
struct DDPTUI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ddp-tui",
    abstract: "Explore what the layers of a trained convolutional network have learned.",
    discussion: """
      With a model alone it opens the explorer; each subcommand answers the same questions without \
      a terminal.
      """,
    version: "0.1.0",
    subcommands: [
      Explore.self, Layers.self, SpectrumCommand.self, Predict.self, Signals.self,
      HypergraphCommand.self, HierarchyCommand.self, Project.self, Export.self, Themes.self,
    ],
    defaultSubcommand: Explore.self)

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      ProgressBar.clear()
      Glibc.exit(report(error))
    }
  }

  /// Says why the program ends, and gives the status that it ends with.
  private static func report(_ error: any Error) -> Int32 {
    let code = exitCode(for: error)
    if code.isSuccess {
      print(fullMessage(for: error))
      return ExitStatus.done.rawValue
    }
    let isUsage = code == .validationFailure
    let reason = isUsage ? message(for: error) : "\(error)"
    writeError("ddp-tui: \(reason)\(isUsage ? "; see ddp-tui --help" : "")\n")
    return isUsage ? ExitStatus.usage.rawValue : ExitStatus(for: error).rawValue
  }
}
