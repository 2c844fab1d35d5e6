import TerminalUI

/// A view within its border, which carries its number, its name and what it shows.
struct PaneFrame {
  let pane: any Pane
  let context: PaneContext
  /// Whether the picture is of something else than is selected.
  let isStale: Bool
  /// What a picture that is late for the selection is of, and what it waits for.
  let waiting: String?

  func canvas(size: Size) -> Canvas {
    var canvas = Canvas(size: size)
    guard size.columns >= 4, size.rows >= 3 else { return canvas }
    canvas.draw(
      inner(size: size.withinBorder), row: 1, column: 1)
    canvas.frame(
      context.glyphs,
      style: .role(context.isFocused ? .borderFocused : .border, context.isFocused ? .bold : []))
    drawTitle(on: &canvas)
    let left = drawPosition(on: &canvas, pane.position(context))
    drawTrail(on: &canvas, columns: left)
    return canvas
  }

  /// The picture; one that is late for the selection is grey, below a line that says what it is of.
  func inner(size: Size) -> Canvas {
    var canvas = Canvas(size: size)
    guard let waiting else {
      pane.draw(on: &canvas, context)
      return canvas
    }
    let top = canvas.write(paragraph: waiting, row: 0, style: .role(.warning))
    var old = Canvas(size: Size(columns: size.columns, rows: size.rows - top))
    pane.draw(on: &old, context)
    canvas.draw(old.faded(context.glyphs, context.display), row: top, column: 0)
    return canvas
  }

  private func drawTitle(on canvas: inout Canvas) {
    let room = canvas.size.columns - 4
    var name = Style.role(context.isFocused ? .borderFocused : .title, .bold)
    if context.isFocused { name.emphasis.insert(.reverse) }
    let title = "\(context.key(.focus(pane.info.slot))) \(pane.info.title)"
    var spans = [StyledText(" \(title) ".cut(to: room), name)]
    let captions = pane.captions(context)
    let left = room - spans.reduce(2) { $0 + $1.text.columns }
    // What is searched for and that a picture is old are never cut for the caption's sake.
    let search = context.search.map { "  /\($0)" } ?? ""
    let mark = search + (isStale ? " \(context.glyphs.ellipsis)" : "")
    let width = left - mark.columns
    let caption = captions.first { $0.columns <= width } ?? captions.last ?? ""
    let words = caption.cut(to: width) + mark
    if !words.isEmpty, left > 2 {
      let style = isStale ? Style.role(.inactive, .dim) : .role(.title)
      spans.append(StyledText(" \(words.cut(to: left)) ", style))
    }
    canvas.write(spans, row: 0, column: 2, width: room)
  }

  /// Draws where one is in the list at the right of the lower border.
  /// - Returns: the column that the border is free up to.
  private func drawPosition(on canvas: inout Canvas, _ position: String) -> Int {
    // What tells pages apart comes first; what does not fit is left out from the end.
    var parts = position.split(separator: "  ").map(String.init)
    func words() -> String { parts.joined(separator: "  ") }
    while !parts.isEmpty, words().columns + 6 > canvas.size.columns { parts.removeLast() }
    let end = canvas.size.columns - 2
    guard !parts.isEmpty else { return end }
    canvas.write(
      " \(words()) ", row: canvas.size.rows - 1, endingAt: end, style: .role(.inactive))
    return end - words().columns - 2
  }

  /// Draws where Esc leads to, as far back as there is room, at the left of the lower border.
  private func drawTrail(on canvas: inout Canvas, columns end: Int) {
    var names = context.trail
    func words() -> String {
      names.reversed().map { "\(context.display.isUnicode ? "‹" : "<") \($0)" }
        .joined(separator: " ")
    }
    while !names.isEmpty, words().columns + 4 > end { names.removeFirst() }
    guard !names.isEmpty else { return }
    canvas.write(
      " \(words()) ", row: canvas.size.rows - 1, column: 2, style: .role(.inactive))
  }
}
