import DeepDataProfiler
import System
import TerminalUI

/// The page of one vector, in the order of what is asked first: where it belongs or why it does not, the
/// signals of each class, the images at both ends, its filter, its optimised image.
///
/// What there is no room for is left out from the end; the selection is that of the context.
struct VectorPagePicture {
  /// The columns from which on pictures stand beside strips.
  private static let wide = 64
  /// The columns of strips from which on images stand below them alone.
  private static let wideStrips = 58

  let context: PaneContext

  private var selection: Selection { context.selection }
  private var signals: Finding<VectorSignalsQuestion> {
    context.vectorSignalsQuestion.map { context.findings[$0] } ?? .unknown
  }

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    let head = VectorPageWords(context: context).lines(
      width: size.columns, rows: size.rows < 14 ? 3 : 5)
    for (row, line) in head.enumerated() { canvas.write(line, row: row, width: size.columns) }
    let gap = size.rows >= 30 ? 1 : 0
    let top = head.count + gap
    let room = size.rows - top
    let isWide = size.columns >= Self.wide
    let right = isWide ? min(max(30, size.columns * 2 / 5), 90) : 0
    let left = size.columns - right - (isWide ? 2 : 0)
    // Images stand below the strips, or else below both columns.
    let isBeside = left >= Self.wideStrips
    let columns = isBeside ? left : size.columns
    let band = bandRows(room - stripRows(room) - gap, columns: columns)
    let upper = room - band - (band > 0 ? gap : 0)
    draw(on: &canvas, row: top, column: 0, Size(columns: left, rows: upper)) { drawLeft(on: &$0) }
    draw(
      on: &canvas, row: top, column: left + 2,
      Size(columns: right, rows: isBeside ? room : upper)
    ) { band > 0 || signals.answer == nil ? drawPictures(on: &$0) : drawRight(on: &$0) }
    draw(
      on: &canvas, row: top + upper + gap, column: 0, Size(columns: columns, rows: band)
    ) { drawImages(on: &$0) }
  }

  /// Draws a part of the page on a canvas of its own.
  private func draw(
    on canvas: inout Canvas, row: Int, column: Int, _ room: Size, _ picture: (inout Canvas) -> Void
  ) {
    guard room.rows > 0, room.columns > 0 else { return }
    var part = Canvas(size: room)
    picture(&part)
    canvas.draw(part, row: row, column: column)
  }

  /// The rows of strips: a heading, the classes, the axis; of many classes some.
  private func stripRows(_ room: Int) -> Int {
    guard let signals = signals.answer else { return min(room, 3) }
    return min(signals.classes.count + 4, max(14, room / 2))
  }

  /// The rows of the band of images, of some room: two lines of them where these can be large enough; none
  /// where not even one line can.
  private func bandRows(_ room: Int, columns: Int) -> Int {
    guard room >= 8, signals.answer != nil else { return 0 }
    let images = ExtremeImages(context: context)
    let two = images.rows(lines: 2, in: Size(columns: columns, rows: room))
    return two >= 2 * (ExtremeImages.leastRows + 2)
      ? two : images.rows(lines: 1, in: Size(columns: columns, rows: room))
  }

  private func drawLeft(on canvas: inout Canvas) {
    let size = canvas.size
    guard let signals = signals.answer else {
      drawWaiting(on: &canvas)
      return
    }
    let links = VectorPageWords(context: context).links(
      width: size.columns, rows: size.rows > signals.classes.count + 8 ? 4 : 1)
    // Where rows are few, those of classes come first.
    let hasLinks = size.rows >= min(signals.classes.count, 6) + 3 + links.count
    let rows = min(signals.classes.count + 3, size.rows - (hasLinks ? links.count : 0))
    draw(on: &canvas, row: 0, column: 0, Size(columns: size.columns, rows: rows)) {
      ClassStrips(signals: signals, width: size.columns, context: context).draw(on: &$0)
    }
    guard hasLinks else { return }
    let gap = size.rows - rows - links.count > 0 ? 1 : 0
    for (line, words) in links.enumerated() {
      canvas.write(words, row: rows + gap + line, width: size.columns)
    }
  }

  /// What stands in place of strips.
  private func drawWaiting(on canvas: inout Canvas) {
    let words: (text: String, role: Role)
    if let fault = context.dataFault {
      words = ("\(fault)", fault.role)
    } else if case .failed(let failure) = signals {
      words = ("\(failure)", failure.role)
    } else {
      let share = context.vectorSignalsQuestion
        .flatMap { context.progress(of: AnyQuestion($0)) }.map { " (\($0.percent()))" }
      words = ("Computing the signals of all images\(share ?? "").", .inactive)
    }
    var row = 0
    for line in words.text.wrapped(to: canvas.size.columns) {
      canvas.write(line, row: row, column: 0, style: .role(words.role))
      row += 1
    }
    for line in VectorPageWords(context: context).links(width: canvas.size.columns, rows: 4) {
      canvas.write(line, row: row + 1, width: canvas.size.columns)
      row += 1
    }
  }

  private func drawImages(on canvas: inout Canvas) {
    if let signals = signals.answer {
      ExtremeImages(context: context).draw(signals, on: &canvas)
    }
  }

  /// The images where there is no room for them below, and the filter below them.
  private func drawRight(on canvas: inout Canvas) {
    let size = canvas.size
    let rows = ExtremeImages(context: context).rows(
      lines: 1, in: Size(columns: size.columns, rows: min(size.rows, 11)))
    draw(on: &canvas, row: 0, column: 0, Size(columns: size.columns, rows: rows)) {
      drawImages(on: &$0)
    }
    guard size.rows - rows >= 6 else { return }
    draw(
      on: &canvas, row: rows + 1, column: 0,
      Size(columns: size.columns, rows: size.rows - rows - 1)
    ) { drawFilter(on: &$0) }
  }

  /// The filter, and below it, where there is room, the optimised image.
  private func drawPictures(on canvas: inout Canvas) {
    let size = canvas.size
    let upper = size.rows >= 14 ? max(6, size.rows * 2 / 5) : size.rows
    draw(on: &canvas, row: 0, column: 0, Size(columns: size.columns, rows: upper)) {
      drawFilter(on: &$0)
    }
    draw(
      on: &canvas, row: upper + 1, column: 0,
      Size(columns: size.columns, rows: size.rows - upper - 1)
    ) { drawOptimizedImage(on: &$0) }
  }

  private func drawFilter(on canvas: inout Canvas) {
    let question = FilterQuestion(layer: selection.layer, vector: selection.vector)
    if let filter = answer(to: question, "filter", on: &canvas) {
      FiltersPicture(filter: filter, vector: selection.vector, context: context).draw(on: &canvas)
    }
  }

  private func drawOptimizedImage(on canvas: inout Canvas) {
    let polarity = selection.parameters.polarity
    let name =
      "optimised image" + (polarity == .positive ? "" : " of \(selection.node.label(polarity))")
    guard let question = context.vectorImageQuestion else {
      if let fault = context.dataFault {
        canvas.write(
          "\(name): \(fault.problem)".cut(to: canvas.size.columns), row: 0, column: 0,
          style: .role(.inactive))
      }
      return
    }
    guard let image = context.image(question) ?? answer(to: question, name, on: &canvas) else {
      return
    }
    canvas.write(name, row: 0, column: 0, style: .role(.title, .bold))
    draw(
      on: &canvas, row: 1, column: 0,
      Size(columns: canvas.size.columns, rows: canvas.size.rows - 1)
    ) {
      OptimizedImagePicture(
        image: image, question: question, largest: signals.answer?.highest.first?.signal,
        context: context
      ).draw(on: &$0)
    }
  }

  /// An answer; where there is none, a line says why or how far it is.
  private func answer<Kind: Question>(
    to question: Kind, _ name: String, on canvas: inout Canvas
  ) -> Kind.Answer? {
    let words: (text: String, role: Role)
    switch context.findings[question] {
    case .known(let answer): return answer
    case .failed(let failure): words = ("\(name): \(failure)", failure.role)
    case .unknown where context.cancelled.contains(AnyQuestion(question)):
      words = ("\(name): cancelled; \(context.key(.redraw)) computes it", .error)
    case .unknown, .working:
      let share = context.progress(of: AnyQuestion(question)).map { " \($0.percent())" } ?? ""
      words = ("\(name): computing\(share)", .inactive)
    }
    for (row, line) in words.text.wrapped(to: canvas.size.columns).enumerated() {
      canvas.write(line, row: row, column: 0, style: .role(words.role))
    }
    return nil
  }
}
