import ArgumentParser
import Foundation
private import Glibc
import Reports
import System
import TerminalUI

/// Where answers go: standard output, or a file that a command was given.
enum Output {
  /// Writes text to standard output.
  /// - Throws: `Failure` when it can't be written.
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes bytes to standard output.
  /// - Throws: `Failure` when they can't be written.
  static func write(_ bytes: [UInt8]) throws {
    unsafe Interrupt.hasPrinted = true
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
      let system = (underlying ?? error) as NSError
      let fault = FileFault(
        .unwritten, "standard output",
        code: system.domain == NSPOSIXErrorDomain ? Int32(system.code) : EIO)
      throw Failure(
        kind: .unwritten, subject: fault.path, problem: fault.problem, cure: "send it elsewhere")
    }
  }

  /// - Throws: `ValidationError` where standard output is a terminal, which bytes that are no text upset.
  static func checkTakes(bytesOf format: String) throws {
    if isatty(STDOUT_FILENO) == 1 {
      throw ValidationError(
        "standard output is a terminal, which can't show \(format): send it elsewhere")
    }
  }

  /// Writes a report to standard output.
  /// - Throws: `Failure` when it can't be written.
  static func write(_ report: some Report, as format: ReportFormat) throws {
    switch format {
    case .text: try write(report.text(for: reader))
    case .json: try write(report.json.text + "\n")
    case .csv: try write(report.table.csv)
    }
  }

  /// Writes text for whoever reads standard output.
  /// - Throws: `Failure` when it can't be written.
  static func write(_ text: (Reader) -> String) throws { try write(text(reader)) }

  /// Writes reports about layers to standard output.
  /// - Throws: `Failure` when they can't be written.
  static func write<Kind: LayerReport>(_ reports: [Kind], as format: ReportFormat) throws {
    switch format {
    case .text: try write(Kind.text(of: reports, for: reader))
    case .json: try write(Kind.json(of: reports).text + "\n")
    case .csv: try write(reports.first?.table.csv ?? "")
    }
  }

  /// Who reads standard output.
  private static var reader: Reader { Reader(columns: columns, display: .ofOutput) }

  /// Who reads standard output, or a file, which has no colours.
  static func reader(ofFile isFile: Bool) -> Reader {
    isFile ? Reader(columns: columns, display: Display(colors: .none)) : reader
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
  try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
}

/// Writes text to standard error, if there is one.
func writeError(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}

/// Writes a line to standard error: words from outside may hold control characters, a message may
/// not.
func complain(_ reason: String) { writeError("ddp-tui: \(reason.printable)\n") }
