import ArgumentParser
private import Glibc
import System

/// What `-o` names: a file, whose ending tells its format, or standard output, which `-` is.
struct OutputFile: ExpressibleByArgument {
  let path: String

  init(_ path: String) { self.path = path }
  init(argument: String) { path = argument }

  static var defaultCompletionKind: CompletionKind { .file() }

  var isStandardOutput: Bool { path == "-" }

  /// What stands behind the last dot of the name; nil where there is no dot in it.
  private var ending: String? {
    path.split(separator: "/").last?.split(separator: ".").dropFirst().last.map {
      $0.lowercased()
    }
  }

  /// The endings of formats that have others than their names.
  private static let endings = ["text": "txt", "ansi": "ans"]
  /// Endings that nobody takes for those of other formats.
  private static let known: Set = [
    "ans", "bmp", "csv", "eps", "gif", "h5", "htm", "html", "jpeg", "jpg", "json", "mat", "md",
    "npy", "npz", "onnx", "pdf", "png", "ps", "pt", "pth", "safetensors", "svg", "tif", "tiff",
    "tsv", "txt", "webp", "xml",
  ]

  /// The format that the ending tells; nil where it is none of these.
  func format(among formats: [String]) -> String? {
    formats.first { ending == Self.endings[$0] ?? $0 }
  }

  /// An ending that means nothing is any format's.
  /// - Throws: `ValidationError` where the ending tells another format.
  func checkEnding(among formats: [String]) throws {
    guard let ending, Self.known.contains(ending), format(among: formats) == nil else { return }
    let written = formats.map { ".\(Self.endings[$0] ?? $0)" }.joined(separator: ", ")
    throw ValidationError(
      "-o \(path): a .\(ending) is not written here, but \(written)")
  }

  /// What is wrong where the ending tells another format than an option.
  func contradiction(of option: String) -> ValidationError {
    ValidationError("\(option) does not go with the ending of -o \(path): leave one of them out")
  }

  /// - Throws: `ValidationError` where it is standard output, which an archive can't be written to.
  func checkIsNoStream() throws {
    if isStandardOutput {
      throw ValidationError(
        "-o -: an archive's parts are written side by side, which takes a file: name one")
    }
  }

  /// Finds out, before anything is computed, whether there can be such a file.
  func check() throws(FileFault) {
    if !isStandardOutput { try NewFile.check(path: path) }
  }

  /// Writes all of it.
  func write(_ bytes: [UInt8]) throws {
    if isStandardOutput { try Output.write(bytes) } else { try NewFile.write(bytes, to: path) }
  }
}
