import Foundation
private import Glibc

/// Where answers go: standard output, or a file that a command was given.
enum Output {
  /// Writes text to standard output.
  /// - Throws: `OutputError` when it can't be written.
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes bytes to standard output.
  /// - Throws: `OutputError` when they can't be written.
  static func write(_ bytes: [UInt8]) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
      let system = (underlying ?? error) as NSError
      throw OutputError(
        standardOutput: system.domain == NSPOSIXErrorDomain ? Int32(system.code) : EIO)
    }
  }

  /// Writes text to a new file.
  /// - Throws: `OutputError` when it can't be made or written.
  static func write(_ text: String, toFile path: String) throws {
    let file = try NewFile(path: path)
    try file.bytes.write(Array(text.utf8).span, at: 0)
    try file.finish()
  }

  /// How many columns a line of text has: the terminal's, or 80 where there is none.
  static var columns: Int {
    var size = winsize()
    let isKnown = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? max(40, Int(size.ws_col)) : 80
  }
}

/// Writes bytes to standard output, where nothing can be done when that fails.
func writeOutput(_ bytes: [UInt8]) {
  FileHandle.standardOutput.write(Data(bytes))
}

/// Writes text to standard error, if there is one.
func writeError(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}
