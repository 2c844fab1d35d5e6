import DeepDataProfiler
import Formats
import Reports
import System
import TerminalUI

/// A grid of images: under each its number and class, what it is taken for, and its signal.
struct ImagesPicture {
  let sequence: ImageSequence
  /// The place of the cursor.
  let cursor: Int
  /// Whether the selected image is there.
  let isOnImage: Bool
  let signals: ImageOrder?
  let predictions: Predictions?
  let order: ImagesPage
  let context: PaneContext

  var pages: ImagePages { ImagePages(sequence, numbers: context.imageExtents.numbers) }

  /// How the images lie in a room.
  func grid(in room: Size) -> ImageGrid {
    let extents = context.imageExtents
    return ImageGrid(
      room: room, height: extents.height, width: extents.width, display: context.display)
  }

  /// The places in sight.
  func window(in room: Size) -> Range<Int> {
    grid(in: room).window(sequence.count, around: cursor)
  }

  /// How many pixels of an image become one, in words; nil where each is one.
  private func reductionWords(in room: Size) -> String? {
    context.reductionWords(ofImagesIn: grid(in: room).tile)
  }

  /// Those words for the lower border, where there is no line for them below the images.
  func reductionWords(besideImagesIn room: Size) -> String? {
    grid(in: room).hasSpareRow(in: room) ? nil : reductionWords(in: room)
  }

  func draw(on canvas: inout Canvas) {
    guard sequence.count > 0 else {
      canvas.write(paragraph: emptyWords, row: 0, style: .role(.warning))
      return
    }
    let (size, grid) = (canvas.size, grid(in: canvas.size))
    let window = grid.window(sequence.count, around: cursor)
    canvas.note(.init("images", window, of: sequence.count))
    if grid.hasSpareRow(in: size), let words = reductionWords(in: size) {
      canvas.write(words, row: size.rows - 1, column: 0, style: .role(.footer), width: size.columns)
    }
    let pages = pages
    for page in pages.pages(with: window) {
      let found = pages.question(page).map { context.findings[$0] }
      let places = window.clamped(to: page * pages.size..<(page + 1) * pages.size)
      for place in places {
        let (row, column) = grid.origin(of: place - window.lowerBound, in: size)
        var tile = Canvas(
          size: Size(columns: grid.columns(in: size), rows: grid.tile.rows + grid.captionRows))
        draw(sequence[place], from: found, on: &tile, rows: grid.tile.rows)
        drawCaption(of: place, on: &tile, row: grid.tile.rows)
        canvas.draw(tile, row: row, column: column)
        canvas.mark("image \(sequence[place])", row: row, column: column, size: tile.size)
      }
    }
  }

  private var emptyWords: String {
    order == .mistakes ? "No image is mistaken for one of another class." : "There are no images."
  }

  /// An image, or why there is none.
  private func draw(
    _ image: Int, from found: Finding<InputImagesQuestion>?, on canvas: inout Canvas, rows: Int
  ) {
    let room = Size(columns: canvas.size.columns, rows: rows)
    var words = String(context.glyphs.ellipsis)
    switch found {
    case .known(let images):
      if let tile = ImageTile(images[image]) {
        tile.draw(on: &canvas, row: 0, column: 0, room: room, display: context.display)
        return
      }
      words = images.leftOut.first { $0.image == image }?.reason ?? "no picture"
    case .failed(let failure): words = failure.problem
    case .unknown, .working, nil: break
    }
    for (row, line) in words.wrapped(to: room.columns).prefix(rows).enumerated() {
      canvas.write(line, row: row, column: 0, style: .role(.inactive))
    }
  }

  private func drawCaption(of place: Int, on canvas: inout Canvas, row: Int) {
    let image = sequence[place]
    let isMarked = place == cursor && (isOnImage || context.isFocused)
    let width = canvas.size.columns
    let prediction = prediction(of: image, width: width)
    let signal = (signal(at: place, width: width), Style.role(.footer))
    let name = (
      (isMarked ? context.marker : "") + context.mark(ofImage: image)
        + context.name(ofImage: image),
      isMarked ? context.selected : Style()
    )
    // Of a single line below its name, or behind it, that which decides on the order; behind it, what an
    // image is taken for is shortened before it is left out.
    let decisive = order.isBySignal ? signal : prediction
    let behind =
      order.isBySignal
      ? [signal.0]
      : [
        self.prediction(of: image, width: .max).0,
        self.prediction(of: image, width: .max, hasShare: false).0,
        self.prediction(of: image, width: 0).0,
      ]
    let lines: [(String, Style)]
    switch canvas.size.rows - row {
    case ..<2:
      let left = width - name.0.columns - 2
      let words = behind.first { $0.columns <= left }
      lines = [(name.0 + (words.map { "  \($0)" } ?? ""), name.1)]
    case 2: lines = [name, decisive]
    default: lines = [name, prediction, signal]
    }
    for (line, (words, style)) in lines.enumerated() {
      let words = line == 0 && isMarked ? words.padded(to: width) : words.cut(to: width)
      canvas.write(words, row: row + line, column: 0, style: style)
    }
  }

  /// What an image is taken for, and how surely; in few columns after a mark.
  private func prediction(
    of image: Int, width: Int, hasShare: Bool = true
  ) -> (String, Style) {
    guard let predictions, let dataSet = context.dataSet else {
      return (String(context.glyphs.ellipsis), .role(.inactive))
    }
    guard let row = predictions.row(of: image) else { return ("no prediction", .role(.warning)) }
    let share =
      hasShare ? predictions.confidence(ofRow: row).map { " " + Double($0).percent() } ?? "" : ""
    if predictions.isComparable, predictions.predicted[row] == predictions.labels[row] {
      return ("right\(share)", .role(.footer))
    }
    let name = dataSet.name(ofOutput: predictions.predicted[row])
    let mark = width < 20 ? "!" : "taken for "
    let room = max(1, width - mark.columns - share.columns)
    return ("\(mark)\(width == 0 ? name : name.cut(to: room))\(share)", .role(.warning))
  }

  private func signal(at place: Int, width: Int) -> String {
    guard let signals else { return String(context.glyphs.ellipsis) }
    guard let signal = signals.score(of: sequence[place]) else { return "no signal" }
    let value = Double(signal).signed
    let quantile = sequence.quantile(at: place).map { "q \($0.percent())" }
    guard let quantile else {
      return "signal \(value)".columns <= width ? "signal \(value)" : value
    }
    return ["signal \(value)  \(quantile)", "\(value)  \(quantile)"].first { $0.columns <= width }
      ?? "\(value) \(quantile)"
  }
}
