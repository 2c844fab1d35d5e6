import ArgumentParser
import Formats
private import Glibc
import LinearAlgebra
import NeuralNetwork
import System

/// The program: a command that is parsed, run and, when it fails, explained in one line.
@main
struct DDPTUI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ddp-tui",
    abstract: "Explore what the layers of a trained convolutional network have learned.",
    usage: """
      ddp-tui <model> [--data <path>] [--theme <theme>]
      ddp-tui --print-config
      ddp-tui <subcommand> <model> ...
      """,
    discussion: """
      With a model alone it opens the explorer; each subcommand answers one question without it.

      Examples:
        ddp-tui SampleModels/mnist.bin
        ddp-tui spectrum SampleModels/mnist.onnx --format json
        ddp-tui hierarchy SampleModels/mnist.bin --layer fc1 --quantile 0.95
      """,
    version: """
      0.1.0
      processor: \(BLASCore.processor)
      BLAS: \(BLASCore.description), threads: \(linearAlgebraThreads())
      own kernels: \(kernelInstructions)
      """,
    subcommands: [
      Explore.self, Layers.self, SpectrumCommand.self, SVD.self, Compare.self, Predict.self,
      Signals.self, HypergraphCommand.self, HierarchyCommand.self, Project.self, Overlay.self,
      Visualize.self, ReportCommand.self, Export.self, Themes.self,
    ],
    defaultSubcommand: Explore.self)

  static func main() {
    var status = ExitStatus.done.rawValue
    // A file that grows beyond what `ulimit -f` allows then is as one on a full disk.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try ResourceLimits.check()
      try BLASCore.settle()
      if Explore.prints(CommandLine.arguments.dropFirst()) {
        try Output.write(Configuration.defaults)
      } else {
        try runCommand()
      }
    } catch {
      ProgressBar.clear()
      status = report(error)
    }
    // `exit` would let OpenBLAS wait for its threads: for ever, when one was cut off at work.
    fflush(nil)
    _exit(status)
  }

  private static func runCommand() throws {
    try checkFirstWord(CommandLine.arguments.dropFirst().first)
    var command = try parsed(Array(CommandLine.arguments.dropFirst()))
    // In the explorer Ctrl-c is a key.
    if !(command is Explore) { Interrupt.endProgram() }
    try command.run()
  }

  /// Parses arguments; an option that nobody knows is named before a model that is missing.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch {
      do {
        _ = try parseAsRoot(arguments + ["model"])
      } catch let other where message(for: other).hasPrefix("Unknown option") {
        throw other
      } catch {}
      throw error
    }
  }

  /// A first word that is neither a command nor a file is named, before an option of the explorer's is
  /// looked for behind it.
  private static func checkFirstWord(_ word: String?) throws {
    guard let word, !word.hasPrefix("-"), unsafe access(word, F_OK) != 0,
      [ENOENT, ENOTDIR].contains(errno)
    else { return }
    let commands = configuration.subcommands.map { $0._commandName } + ["help"]
    guard !commands.contains(word) else { return }
    throw Failure(
      kind: .notFound, subject: word, problem: "there is no such file, and no such command",
      cure: "see ddp-tui --help")
  }

  /// Says why the program ends, and gives the status that it ends with.
  private static func report(_ error: any Error) -> Int32 {
    let error: any Error = (error as? FileFault).map(Failure.init(ofOutput:)) ?? error
    let code = exitCode(for: error)
    if code.isSuccess {
      print(fullMessage(for: error))
      return ExitStatus.done.rawValue
    }
    if code == .validationFailure {
      complain(usageReason(error))
      return ExitStatus.usage.rawValue
    }
    complain("\(error)")
    return ExitStatus(for: error).rawValue
  }

  /// What is wrong with the arguments, and the command whose help tells the right ones.
  private static func usageReason(_ error: any Error) -> String {
    let lines = message(for: error).split(separator: "\n")
    // A long list of values stands in lines of its own.
    let values = lines.dropFirst().filter { $0.hasPrefix("  - ") }.map { "'\($0.dropFirst(4))'" }
    let first = lines.first ?? ""
    let reason = values.isEmpty ? first : "\(first) \(values.joined(separator: ", "))"
    let help = fullMessage(for: error).split(separator: "'").last { $0.hasSuffix(" --help") }
    return "\(reason.hasSuffix(".") ? reason.dropLast() : reason); see \(help ?? "ddp-tui --help")"
  }
}
