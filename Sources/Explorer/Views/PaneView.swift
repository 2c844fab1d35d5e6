import TerminalUI

/// A view within its border, which carries its number, its name and what it shows.
struct PaneView {
  let view: View
  let scene: Scene

  func canvas(size: Size) -> Canvas {
    var canvas = Canvas(size: size)
    guard size.columns >= 4, size.rows >= 3 else { return canvas }
    let drawing = view.drawing(of: scene)
    canvas.draw(
      inner(drawing, size: Size(columns: size.columns - 2, rows: size.rows - 2)), row: 1, column: 1)
    canvas.frame(
      scene.glyphs,
      style: .role(scene.isFocused ? .borderFocused : .border, scene.isFocused ? .bold : []))
    drawTitle(on: &canvas, drawing)
    drawPosition(on: &canvas, drawing.position)
    return canvas
  }

  /// The picture; one that is late for the selection is grey, below a line that says what it is of.
  private func inner(_ drawing: any PaneDrawing, size: Size) -> Canvas {
    var canvas = Canvas(size: size)
    guard let demand = stale, scene.explorer.late.contains(demand) else {
      drawing.draw(on: &canvas)
      return canvas
    }
    let top = canvas.write(
      paragraph: scene.explorer.waitingWords(for: demand), row: 0, style: .role(.warning))
    var old = Canvas(size: Size(columns: size.columns, rows: size.rows - top))
    drawing.draw(on: &old)
    canvas.draw(old.faded(scene.glyphs, scene.display), row: top, column: 0)
    return canvas
  }

  private var stale: Demand? { scene.explorer.stale(in: view) }

  private func drawTitle(on canvas: inout Canvas, _ drawing: any PaneDrawing) {
    let room = canvas.size.columns - 4
    var name = Style.role(scene.isFocused ? .borderFocused : .title, .bold)
    if scene.isFocused { name.emphasis.insert(.reverse) }
    var spans = [StyledText(" \(view.number) \(view.title) ".cut(to: room), name)]
    let left = room - spans[0].text.columns - 2
    // What is searched for and that a picture is old are never cut for the caption's sake.
    let search = scene.explorer.searches[view].map { "  /\($0)" } ?? ""
    let mark = search + (stale != nil ? " \(scene.glyphs.ellipsis)" : "")
    let width = left - mark.columns
    let captions = drawing.captions
    let caption = captions.first { $0.columns <= width } ?? captions.last ?? ""
    let words = caption.cut(to: width) + mark
    if !words.isEmpty, left > 2 {
      let style = stale != nil ? Style.role(.inactive, .dim) : .role(.title)
      spans.append(StyledText(" \(words.cut(to: left)) ", style))
    }
    canvas.write(spans, row: 0, column: 2, width: room)
  }

  private func drawPosition(on canvas: inout Canvas, _ position: String) {
    guard !position.isEmpty, position.columns + 6 <= canvas.size.columns else { return }
    canvas.write(
      " \(position) ", row: canvas.size.rows - 1, endingAt: canvas.size.columns - 2,
      style: .role(.inactive))
  }
}
