import DeepDataProfiler
import TerminalUI

/// The words about the selected group: its vectors with their singular values, its classes, and its
/// exemplary images.
struct HierarchyDetails {
  let pictures: GroupPictures
  /// The columns of a line.
  let width: Int
  /// Whether the cursor is among the exemplary images.
  let isInside: Bool

  private static let heading = 9
  private var context: PaneContext { pictures.context }
  private var room: Int { max(1, width - Self.heading) }

  /// Of vectors, classes and images so many lines each, at most.
  func lines(each rows: Int) -> [[StyledText]] {
    vectors(rows: rows)
      + lines(
        "classes",
        context.names(
          ofClasses: pictures.group.classes, width: room,
          rows: context.isZoomed ? max(rows, context.room.rows / 3) : rows,
          ellipsis: context.glyphs.ellipsis
        ).map { [StyledText($0)] }) + images(rows: rows)
  }

  private func lines(_ name: String, _ lines: [[StyledText]]) -> [[StyledText]] {
    lines.enumerated().map { index, line in
      [StyledText((index == 0 ? name : "").padded(to: Self.heading), .role(.inactive))] + line
    }
  }

  /// The vectors in the order of their singular values, the selected one marked; of many those around
  /// it.
  ///
  /// Their values are left out where there would be room for one alone.
  private func vectors(rows: Int) -> [[StyledText]] {
    let count = pictures.group.nodes.count
    let found = vectors(rows: rows, hasValues: true)
    return lines(
      "vectors",
      found.count < min(2, count) ? vectors(rows: rows, hasValues: false).lines : found.lines)
  }

  /// - Returns: the lines, and how many vectors are in them.
  private func vectors(rows: Int, hasValues: Bool) -> (lines: [[StyledText]], count: Int) {
    let nodes = pictures.group.nodes
    let values = hasValues ? context.spectrum(ofLayer: pictures.layer)?.singularValues ?? [] : []
    let selected = nodes.firstIndex(of: context.selection.node) ?? 0
    let words = nodes.map { node in
      let value = values.indices.contains(node.vector) ? " s \(values[node.vector].brief)" : ""
      return (name: (node.isNegative ? "-" : "+") + "v\(node.vector)", value: value)
    }
    func columns(_ index: Int) -> Int { words[index].name.columns + words[index].value.columns + 3 }
    let ellipsis = String(context.glyphs.ellipsis)
    func filled(from first: Int) -> (lines: [[StyledText]], end: Int) {
      var lines: [[StyledText]] = []
      var used = room
      var index = first
      while index < words.count {
        if used + columns(index) - 1 > room {
          guard lines.count < rows else { break }
          lines.append(first > 0 && lines.isEmpty ? [StyledText(ellipsis, .role(.inactive))] : [])
          used = lines[lines.count - 1].isEmpty ? 0 : 1
        }
        let isSelected = index == selected
        let style = isSelected && !isInside ? context.selected : Style()
        lines[lines.count - 1] += [
          StyledText((isSelected ? "[" : " ") + words[index].name, style),
          StyledText(words[index].value, .role(.inactive)),
          StyledText(isSelected ? "] " : "  ", style),
        ]
        used += columns(index)
        index += 1
      }
      if index < words.count, !lines.isEmpty {
        // The count stands in place of the last that would fit.
        let note = "\(ellipsis) \(words.count) in all"
        while used + note.columns > room, lines[lines.count - 1].count > 3 {
          lines[lines.count - 1].removeLast(3)
          index -= 1
          used -= columns(index)
        }
        lines[lines.count - 1].append(StyledText(note, .role(.inactive)))
      }
      return (lines, index)
    }
    var first = 0
    var found = filled(from: first)
    while found.end <= selected, first < selected {
      first += 1
      found = filled(from: first)
    }
    return (found.lines, found.end - first)
  }

  /// The exemplary images by number and class with their signals, the selected one marked.
  private func images(rows: Int) -> [[StyledText]] {
    var lines: [[StyledText]] = []
    var used = room
    for exemplar in pictures.exemplars {
      let isSelected = exemplar.image == context.selection.image
      let text = pictures.name(of: exemplar).cut(to: 20)
      let signal = exemplar.signal.signed
      let columns = text.columns + signal.columns + 4
      if used + columns - 1 > room {
        guard lines.count < rows else { break }
        lines.append([])
        used = 0
      }
      let style: Style =
        isSelected && isInside
        ? context.selected
        : pictures.isStranger(exemplar) ? .role(.warning) : .role(.foreground)
      lines[lines.count - 1] += [
        StyledText(isSelected ? "[\(text)" : " \(text)", style),
        StyledText(" \(signal)", .role(.inactive)), StyledText(isSelected ? "] " : "  ", style),
      ]
      used += columns
    }
    let count = pictures.group.nodes.count
    let note = "signals: of all \(count) vectors"
    if count > 1, !lines.isEmpty, used + note.columns <= room {
      lines[lines.count - 1].append(StyledText(note, .role(.inactive)))
    }
    let all = self.lines(pictures.isOfAllImages ? "of all" : "images", lines)
    guard rows > 1, pictures.exemplars.contains(where: pictures.isStranger) else { return all }
    return all
      + self.lines(
        "", [[StyledText("!  of none of these classes", .role(.inactive))]])
  }
}
