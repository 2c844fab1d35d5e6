import System
package import TerminalUI

/// The ways in which a pane is written, by the endings of their files.
enum ExportFormat: String, CaseIterable, Sendable {
  case txt, ans, svg, png, csv, json

  /// What the ending of a path says, in letters of any case; nil where that is nothing that is written.
  init?(path: some StringProtocol) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ending = parts.last else { return nil }
    self.init(rawValue: ending.lowercased())
  }

  var ending: String { ".\(rawValue)" }

  /// All endings in words: `.txt, .ans or .svg`.
  static var words: String {
    let endings = allCases.map(\.ending)
    return endings.dropLast().joined(separator: ", ") + " or \(endings[endings.count - 1])"
  }
}

/// What a file is to hold.
package enum ExportContents: Equatable, Sendable {
  case text(String)
  /// A PNG file, which is drawn when it is written: that takes a moment, and fonts.
  case picture(Canvas, Theme)

  /// The bytes of the file.
  /// - Throws: `Failure` where a picture can't be drawn.
  package var bytes: [UInt8] {
    get throws(Failure) {
      switch self {
      case .text(let text): Array(text.utf8)
      case .picture(let canvas, let theme): try canvas.png(theme)
      }
    }
  }
}
