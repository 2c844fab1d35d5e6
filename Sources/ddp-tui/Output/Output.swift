import Foundation
private import Glibc

/// Where answers go: standard output, or a file that a command was given.
enum Output {
  /// Writes text to standard output.
  /// - Throws: `UsageError` when it can't be written.
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes bytes to standard output.
  /// - Throws: `UsageError` when they can't be written.
  static func write(_ bytes: [UInt8]) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw UsageError("standard output: \(reason(error)); send it elsewhere")
    }
  }

  /// Writes text to a file, in place of what it held.
  ///
  /// The file is written directly, so that it may be a device such as `/dev/null`.
  /// - Throws: `UsageError` when it can't be written.
  static func write(_ text: String, toFile path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path))
    } catch {
      throw UsageError("\(path): \(reason(error)); name another file with -o")
    }
  }

  /// What is said of a file that can't be written, by the system's number of the fault.
  static func error(_ code: Int32, _ path: String) -> UsageError {
    UsageError("\(path): \(words(code)); name another file with -o")
  }

  private static func words(_ code: Int32) -> String {
    unsafe String(cString: strerror(code)).lowercased()
  }

  /// The system's word for why a file can't be written.
  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    let system = (underlying ?? error) as NSError
    guard system.domain == NSPOSIXErrorDomain else { return "it can't be written" }
    return words(Int32(system.code))
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
