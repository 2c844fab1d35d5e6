import DeepDataProfiler
import Reports
import TerminalUI

/// An image with one of the layer's positions framed, and beside it images that are dark where they are not
/// alike to it, the map of similarities below each where there is room.
struct OverlayPicture {
  /// The position, and the image that it is in.
  let shown: SimilarityQuestion
  /// What it is compared with, the image itself first; what there is no room for is left out from the end.
  let subjects: [SimilarityQuestion.Subject]
  let context: PaneContext

  private var display: Display { context.display }
  private var tier: Heatmap.Tier { Heatmap.Tier(display) }

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    let noteRows = size.rows >= 10 ? 2 : size.rows >= 4 ? 1 : 0
    let rows = size.rows - noteRows
    let left = min(2 * (rows - 1), size.columns * 2 / 5)
    drawOwn(on: &canvas, room: Size(columns: left, rows: rows))
    let room = Size(columns: size.columns - left - 3, rows: rows)
    let grid = room.columns >= 6 && room.rows >= 2 ? grid(in: room) : nil
    if let grid { drawTiles(on: &canvas, column: left + 2, grid) }
    let notes = [position(width: size.columns - 2), meaning(grid, width: size.columns - 2)]
    for (line, spans) in notes.prefix(noteRows).enumerated() {
      canvas.write(spans, row: rows + line, column: 1, width: size.columns - 2)
    }
  }

  /// The image, with the position framed.
  private func drawOwn(on canvas: inout Canvas, room: Size) {
    let space = Size(columns: room.columns, rows: room.rows - 1)
    var row = 0
    if let image = context.shownImage(shown.image), let grid = own.map({ ($0.height, $0.width) }) {
      let (rows, columns) = image.pixels(ofRow: shown.row, shown.column, of: grid)
      row =
        FramedImage(image: image, rows: rows, columns: columns, context: context)
        .draw(on: &canvas, row: 0, column: 1, room: space, zoom: 16).rows
    }
    canvas.write(
      "image \(context.name(ofImage: shown.image))".cut(to: room.columns), row: row, column: 1,
      style: .role(.inactive))
  }

  private var own: SimilarityOverlay? { context.findings[shown].answer }

  /// How tiles lie in the room there is.
  private struct Grid {
    let across, count: Int
    /// The rows and columns of a picture.
    let picture: Size
    /// Whether the map stands below each.
    let hasMaps: Bool
  }

  /// Rows of a picture below which fewer of them are shown, and below which maps are left out.
  private static let least = (rows: 6, rowsWithMaps: 8)

  private func grid(in room: Size) -> Grid? {
    func best(_ count: Int, hasMaps: Bool) -> Grid? {
      (1...count).compactMap { across -> Grid? in
        let down = (count + across - 1) / across
        let width = (room.columns + 1) / across - 1
        let high = room.rows / down
        let rows = min(hasMaps ? (high - 2) / 2 : high - 1, width / 2)
        guard rows > 0, width > 0 else { return nil }
        return Grid(
          across: across, count: count, picture: Size(columns: width, rows: rows),
          hasMaps: hasMaps)
      }.max { $0.picture.rows < $1.picture.rows }
    }
    for count in (1...max(1, subjects.count)).reversed() {
      if let grid = best(count, hasMaps: true), grid.picture.rows >= Self.least.rowsWithMaps {
        return grid
      }
      if let grid = best(count, hasMaps: false), grid.picture.rows >= Self.least.rows {
        return grid
      }
    }
    return best(1, hasMaps: false)
  }

  private func drawTiles(on canvas: inout Canvas, column: Int, _ grid: Grid) {
    let pitch = (grid.picture.rows + 1) * (grid.hasMaps ? 2 : 1)
    for (place, subject) in subjects.prefix(grid.count).enumerated() {
      draw(
        subject, on: &canvas, row: place / grid.across * pitch,
        column: column + place % grid.across * (grid.picture.columns + 1), grid)
    }
  }

  private func draw(
    _ subject: SimilarityQuestion.Subject, on canvas: inout Canvas, row: Int, column: Int,
    _ grid: Grid
  ) {
    let finding = context.findings[shown.comparing(subject)]
    let room = grid.picture
    var captionRow = row
    if let overlay = finding.answer {
      let used = ImageTile(overlay.picture)?.draw(
        on: &canvas, row: row, column: column, room: room, display: display, zoom: 16)
      captionRow += used?.rows ?? 0
      if grid.hasMaps || used == nil {
        drawMap(
          overlay, subject, on: &canvas, row: used == nil ? row : captionRow + 1, column, room)
      }
    } else {
      captionRow += room.rows / 2
    }
    canvas.write(
      caption(of: subject, finding, width: room.columns), row: captionRow, column: column,
      width: room.columns)
  }

  private func drawMap(
    _ overlay: SimilarityOverlay, _ subject: SimilarityQuestion.Subject, on canvas: inout Canvas,
    row: Int, _ column: Int, _ room: Size
  ) {
    let heatmap = Heatmap(
      values: overlay.values[...], height: overlay.height, width: overlay.width, scale: 1)
    guard let placement = heatmap.placement(in: room, tier: tier) else { return }
    heatmap.draw(
      on: &canvas, row: row, column: column, placement, tier: tier, glyphs: context.glyphs,
      cursor: subject == .image(shown.image) ? (shown.row, shown.column) : nil)
  }

  /// What an image is, and how alike the most alike of its positions is; or why there is none yet.
  private func caption(
    of subject: SimilarityQuestion.Subject, _ finding: Finding<SimilarityQuestion>, width: Int
  ) -> [StyledText] {
    let names: [String]
    switch subject {
    case .image(let image):
      names = [image == shown.image ? "itself" : context.name(ofImage: image)]
    case .optimized(let question):
      let terms = question.objective.terms.map(\.name).joined()
      names = ["optimised \(terms)", "optimised", "opt. \(terms)", "opt."]
    }
    var state = ""
    var style = Style.role(.footer)
    switch finding {
    case .known(let overlay):
      state =
        subject == .image(shown.image)
        ? "" : overlay.greatest.map { $0.similarityText } ?? "not finite"
    case .failed(let failure):
      state = "\(failure)"
      style = .role(failure.role)
    case .unknown, .working:
      state = progress(of: subject).map { $0.percent() } ?? String(context.glyphs.ellipsis)
    }
    let room = max(4, width - (state.columns < width / 2 ? state.columns + 1 : 0))
    let name = names.first { $0.columns <= room } ?? names[0].cut(to: room)
    return [StyledText(name, .role(.inactive)), StyledText(" " + state, style)]
  }

  private func progress(of subject: SimilarityQuestion.Subject) -> Double? {
    guard case .optimized(let question) = subject else { return nil }
    return context.progress(of: AnyQuestion(question))
  }

  /// What is compared: the position, in as many words as there is room for.
  private func position(width: Int) -> [StyledText] {
    let maps = context.findings[
      FeatureMapsQuestion(.activated, layer: shown.layer, image: shown.image)
    ].answer
    let isZero = own.map { $0.values[shown.row * $0.width + shown.column] == 0 } ?? false
    let place = "row \(shown.row) column \(shown.column)"
    let whole =
      "\(maps?.formula ?? Stage.activated.formula) at \(place)"
      + (own.map { " of \($0.height)x\($0.width)" } ?? "")
    let words =
      isZero
      ? [
        "\(whole) is zero: nothing is alike to it", "\(place) is zero: nothing is alike",
        "zero: nothing is alike",
      ] : [whole, place]
    return [
      StyledText(
        words.first { $0.columns <= width } ?? "", .role(isZero ? .warning : .footer))
    ]
  }

  /// What the pictures mean, what matters most first; what there is no room for is left out.
  private func meaning(_ grid: Grid?, width: Int) -> [StyledText] {
    var parts: [(words: [String], style: Style)] = []
    let others = subjects.count - 1
    if grid?.count ?? 0 < 2, others > 0 {
      let words = context.isZoomed ? "no room for" : "\(context.key(.zoom)) shows"
      parts.append((["\(words) \(others.counted("other"))"], .role(.warning)))
    }
    parts.append((["bright where alike, black at cosine 0", "black at cosine 0"], .role(.footer)))
    if let grid, let words = context.reductionWords(ofImagesIn: grid.picture) {
      parts.append(([words], .role(.footer)))
    }
    let spans = [StyledText].fitting(parts, width: width)
    guard grid?.hasMaps == true || own?.picture == nil else { return spans }
    let left = width - spans.reduce(0) { $0 + $1.text.columns }
    let legend = HeatLegend(scale: 1, tier: tier, glyphs: context.glyphs).spans(
      width: min(30, left))
    return legend.reduce(0) { $0 + $1.text.columns } <= left ? spans + legend : spans
  }
}

extension Float {
  /// A cosine, with two decimals and its sign.
  fileprivate var similarityText: String {
    (self < 0 ? "" : "+") + Double(self).text(decimals: 2)
  }
}
