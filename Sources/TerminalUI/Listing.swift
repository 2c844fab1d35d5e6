/// Words one after the other in a few lines; when not all fit, their number ends the last line.
package enum Listing {
  /// As many words as fit; those that don't are not looked at.
  package static func lines(
    _ words: some Collection<String>, between mark: String, width: Int, rows: Int,
    ellipsis: Character
  ) -> [String] {
    let (all, isWhole) = filled(words, mark, rows: rows) { _ in width }
    if isWhole { return all }
    let rest = "\(ellipsis) \(words.count.grouped) in all"
    let (some, _) = filled(words, mark, rows: rows) { line in
      line == rows - 1 ? width - rest.columns - 1 : width
    }
    guard let last = some.last else { return [] }
    return some.dropLast() + [("\(last) \(rest)").cut(to: width)]
  }

  /// The lines up to the first word for which there is no room, and whether there was for all.
  private static func filled(
    _ words: some Collection<String>, _ mark: String, rows: Int, width: (_ line: Int) -> Int
  ) -> (lines: [String], isWhole: Bool) {
    var lines: [String] = []
    for (index, word) in words.enumerated() {
      let text = word + (index + 1 == words.count ? "" : mark)
      if let line = lines.last, line.columns + 1 + text.columns <= width(lines.count - 1) {
        lines[lines.count - 1] = line + " " + text
      } else if lines.count < rows {
        lines.append(text.cut(to: width(lines.count)))
      } else {
        return (lines, false)
      }
    }
    return (lines, true)
  }
}

extension Array<String> {
  /// Its elements with commas between them, as many as fit into some columns, at least one; then
  /// how many more there are.
  package func listed(within width: Int) -> String {
    let whole = joined(separator: ", ")
    guard whole.columns > width, count > 1 else { return whole }
    var shown = self[..<1]
    var used = self[0].columns
    while shown.endIndex < count {
      let more = " and \(count - shown.endIndex - 1) more"
      used += 2 + self[shown.endIndex].columns
      guard used + more.columns <= width else { break }
      shown = self[...shown.endIndex]
    }
    return shown.joined(separator: ", ") + " and \(count - shown.count) more"
  }
}
