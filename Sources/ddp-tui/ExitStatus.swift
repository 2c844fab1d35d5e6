import DeepDataProfiler
import Formats
import NeuralNetwork
import System
import TerminalUI

/// How the program ends (sysexits.h).
enum ExitStatus: Int32 {
  case done = 0
  /// The command was used wrongly.
  case usage = 64
  /// A file's content is damaged or not supported.
  case badData = 65
  /// A file does not exist or can't be opened.
  case noInput = 66
  /// A fault of the program's own.
  case fault = 70
  /// An output can't be made.
  case cantCreate = 73
  /// An output could not be written.
  case ioError = 74
  /// Interrupted from the keyboard.
  case interrupted = 130

  /// The status that an error ends the program with.
  init(for error: any Error) {
    switch error {
    case let failure as Failure: self = ExitStatus(failure.kind)
    case is CancellationError: self = .interrupted
    default: self = .fault
    }
  }

  private init(_ kind: Failure.Kind) {
    self =
      switch kind {
      case .usage, .outOfRange, .noData: .usage
      case .unfitting, .damaged, .unsupported, .network, .notDecomposable: .badData
      case .notFound, .notReadable: .noInput
      case .unmade: .cantCreate
      case .unwritten: .ioError
      case .broken: .fault
      }
  }
}
