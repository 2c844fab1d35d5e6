/// The lines on which a text of TOML sets what, from 1.
struct SettingLines {
  private var lines: [String: Int] = [:]

  init(_ text: String) {
    var table = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = line.drop { $0.isWhitespace }
      guard let first = line.first, first != "#" else { continue }
      if first == "[" {
        table = Self.bare(line.dropFirst().prefix { $0 != "]" })
        lines[table] = lines[table] ?? index + 1
      } else if let sign = line.firstIndex(of: "=") {
        let key = Self.bare(line[..<sign])
        let path = table.isEmpty ? key : "\(table).\(key)"
        lines[path] = lines[path] ?? index + 1
      }
    }
  }

  /// The line of a path; 0 where it is not found.
  subscript(path: [String]) -> Int { lines[path.joined(separator: ".")] ?? 0 }

  private static func bare(_ text: Substring) -> String {
    text.filter { !" \t\r\"'".contains($0) }
  }
}
