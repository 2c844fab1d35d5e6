import Explorer
import Foundation
import Testing

/// A picture as a file that can be read and compared: its text, below it a letter for the style
/// of each cell, and what each letter stands for.
///
/// `RECORD_SNAPSHOTS=1 swift test --disable-xctest --filter SnapshotTests` writes all of them.
struct Snapshot {
  let name: String
  let canvas: Canvas

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")
  static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

  private var file: URL { Self.folder.appending(path: "\(name).txt") }

  /// Compares with the file, or writes it when recording.
  func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    if Self.isRecording {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      return try Data(contents.utf8).write(to: file)
    }
    guard let data = try? Data(contentsOf: file) else {
      Issue.record("there is no snapshot \(name).txt", sourceLocation: sourceLocation)
      return
    }
    let expected = lines(String(decoding: data, as: UTF8.self))
    let got = lines(contents)
    let row = (0..<max(expected.count, got.count)).first { line(expected, $0) != line(got, $0) }
    guard let row else { return }
    Issue.record(
      """
      \(name).txt differs in line \(row + 1) (\(section(of: row)))
      expected \(line(expected, row) ?? "nothing")
      got      \(line(got, row) ?? "nothing")
      """, sourceLocation: sourceLocation)
  }

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private func line(_ lines: [Substring], _ row: Int) -> Substring? {
    lines.indices.contains(row) ? lines[row] : nil
  }

  private func section(of row: Int) -> String {
    let rows = canvas.size.rows
    if row < rows { return "text, row \(row)" }
    if row > 2 * rows { return "what letters stand for" }
    return "styles, row \(row - rows - 1)"
  }

  /// What the file holds.
  var contents: String {
    var letters: [Style: Character] = [Style(): "."]
    var legend: [String] = []
    var alphabet = Self.alphabet.makeIterator()
    let styles = (0..<canvas.size.rows).map { row in
      let line = (0..<canvas.size.columns).map { column -> Character in
        let style = canvas[row, column].style
        if let letter = letters[style] { return letter }
        let letter = alphabet.next() ?? "?"
        letters[style] = letter
        legend.append("\(letter) \(style.words)")
        return letter
      }
      return String(line)
    }
    let text = canvas.text
    return text + "\n" + (styles + [""] + legend).joined(separator: "\n") + "\n"
  }

  /// More letters than a picture has styles, none of them the `.` of the plain style.
  private static let alphabet: [Character] = {
    let ranges: [ClosedRange<UInt32>] = [
      0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x3B1...0x3C9, 0x430...0x44F, 0x410...0x42F,
      0x100...0x17E, 0x180...0x1BF, 0x250...0x2AF, 0x531...0x556, 0x561...0x586, 0x10D0...0x10F0,
      0x13A0...0x13F4,
    ]
    return ranges.joined().compactMap { Unicode.Scalar($0).map { Character($0) } }
  }()
}

extension Paint {
  /// Its name, as a snapshot writes it.
  var words: String {
    switch self {
    case .role(let role): role.rawValue
    case .heat(let step): "heat \(step)"
    case .spectrum(let step): "spectrum \(step)"
    case .pixel(let red, let green, let blue): "pixel \(red) \(green) \(blue)"
    }
  }
}

extension Style {
  /// Foreground, background and emphasis by name.
  var words: String {
    let names: [(Emphasis, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
    ]
    let marks = names.filter { emphasis.contains($0.0) }.map(\.1)
    return (["\(foreground.words) on \(background.words)"] + marks).joined(separator: ", ")
  }
}
