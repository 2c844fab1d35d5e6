import Explorer
import Foundation
import TerminalUI
import Testing

/// A canvas as text that a person can read.
///
/// First what stands in each row, then the style of each run of cells that has another than the
/// plain one; neighbouring rows of equal styles share a line.
struct Snapshot {
  let text: String

  init(_ canvas: Canvas) {
    let styles = (0..<canvas.size.rows).map { Self.runs(canvas, row: $0) }
    var lines = ["\(canvas.size.columns)x\(canvas.size.rows)"]
    lines += canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix(canvas.size.rows).map { "|" + $0 }
    var row = 0
    while row < styles.count {
      let end = styles[row...].firstIndex { $0 != styles[row] } ?? styles.count
      let rows = end - row == 1 ? "\(row)" : "\(row)-\(end - 1)"
      if !styles[row].isEmpty { lines.append("\(rows): " + styles[row]) }
      row = end
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// `0 border, 1-8 title bold`: columns, foreground, background and emphasis.
  private static func runs(_ canvas: Canvas, row: Int) -> String {
    var runs: [String] = []
    var column = 0
    while column < canvas.size.columns {
      let style = canvas[row, column].style
      let start = column
      while column < canvas.size.columns, canvas[row, column].style == style { column += 1 }
      guard style != Style() else { continue }
      let columns = column - start == 1 ? "\(start)" : "\(start)-\(column - 1)"
      runs.append("\(columns) \(name(style))")
    }
    return runs.joined(separator: ", ")
  }

  private static func name(_ style: Style) -> String {
    var words = [name(style.foreground)]
    if style.background != .role(.background) { words.append("on \(name(style.background))") }
    if style.emphasis.contains(.bold) { words.append("bold") }
    if style.emphasis.contains(.dim) { words.append("dim") }
    if style.emphasis.contains(.underline) { words.append("underline") }
    if style.emphasis.contains(.reverse) { words.append("reverse") }
    return words.joined(separator: " ")
  }

  private static func name(_ paint: Paint) -> String {
    switch paint {
    case .role(let role): role.rawValue
    case .heat(let step): "heat\(step < 0 ? "" : "+")\(step)"
    case .spectrum(let step): "spectrum\(step)"
    case .pixel(let red, let green, let blue): "pixel \(red)/\(green)/\(blue)"
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")
  private static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

  /// Compares a canvas with its file; with `RECORD_SNAPSHOTS=1`, writes the file instead.
  static func check(
    _ canvas: Canvas, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: "\(name)-\(canvas.size.columns)x\(canvas.size.rows).txt")
    let drawn = Snapshot(canvas).text
    if isRecording { return try drawn.write(to: file, atomically: true, encoding: .utf8) }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    guard drawn != recorded else { return }
    let (old, new) = (recorded.lines, drawn.lines)
    let line =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    Issue.record(
      """
      \(file.lastPathComponent), line \(line + 1)
      recorded: \(old.indices.contains(line) ? old[line] : "(nothing)")
      drawn:    \(new.indices.contains(line) ? new[line] : "(nothing)")
      """, sourceLocation: sourceLocation)
  }
}

extension String {
  fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }
}
