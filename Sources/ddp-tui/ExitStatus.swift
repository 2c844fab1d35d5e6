import DeepDataProfiler
import Explorer
import Formats
import NeuralNetwork

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
    case let error as FormatError:
      self =
        switch error.kind {
        case .notFound, .notReadable: .noInput
        case .noSuchPart: .usage
        case .damaged, .unsupported: .badData
        }
    case let error as ProfilerError:
      switch error.kind {
      case .noData, .outOfRange: self = .usage
      case .unfittingData, .unanswerable: self = .badData
      }
    case is ModelError, is NetworkError, is ThemeError: self = .badData
    case is UsageError: self = .usage
    case let error as OutputError: self = error.kind == .unmade ? .cantCreate : .ioError
    case is CancellationError: self = .interrupted
    default: self = .fault
    }
  }
}

/// A command that was used wrongly: what is wrong and how to mend it, in one line.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A fault of the network that a file holds.
struct ModelError: Error, CustomStringConvertible {
  let file: String
  /// What is wrong, where, and how to mend it, in one line.
  let reason: String

  var description: String { "\(file): \(reason)" }
}
