import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import TerminalUI

/// The images with the largest and the smallest signals along a vector, as thumbnails with number, class
/// and signal: one line of both, or a line of each.
struct ExtremeImages {
  /// The most images at each end.
  static let most = 6
  /// The rows of a thumbnail from which on a line of each is worth while.
  static let leastRows = 7
  /// The columns that a number, a class and a signal take.
  private static let leastColumns = 14
  /// The largest thumbnail.
  private static let mostRows = 16

  let context: PaneContext

  /// The rows that so many lines of thumbnails take within some room.
  func rows(lines: Int, in room: Size) -> Int {
    let most = min(Self.mostRows, room.rows / lines - 2)
    guard most > 0 else { return min(room.rows, 3) }
    return lines * (tile(Size(columns: 2 * most, rows: most)).rows + 2)
  }

  func draw(_ signals: VectorSignals, on canvas: inout Canvas) {
    let size = canvas.size
    let isDouble = size.rows >= 2 * (Self.leastRows + 2)
    let parts = [("highest", signals.highest), ("lowest", signals.lowest)]
    for (place, (name, images)) in parts.enumerated() {
      let room =
        isDouble
        ? Size(columns: size.columns, rows: size.rows / 2)
        : Size(columns: (size.columns - 1) / 2, rows: size.rows)
      var part = Canvas(size: room)
      draw(images, name, on: &part)
      canvas.draw(
        part, row: isDouble ? place * room.rows : 0,
        column: isDouble ? 0 : place * (size.columns - room.columns))
    }
  }

  /// A heading, and as many thumbnails as fit.
  private func draw(
    _ images: [SemanticHierarchy.Exemplar], _ name: String, on canvas: inout Canvas
  ) {
    let size = canvas.size
    let most = size.rows - 2
    let reduction = context.reductionWords(
      ofImagesIn: Size(columns: min(2 * most, size.columns - 1), rows: most))
    // Both headings have the same words.
    let endings = (reduction.map { [" signals, \($0)", ", \($0)"] } ?? []) + [" signals", ""]
    let ending = endings.first { "highest".columns + $0.columns <= size.columns } ?? ""
    canvas.write(
      (name + ending).cut(to: size.columns), row: 0, column: 0, style: .role(.inactive))
    guard most > 0 else { return }
    let room = Size(columns: min(2 * most, size.columns - 1), rows: most)
    let least = max(Self.leastColumns, tile(room).columns)
    // What is left over is room for names.
    let count = max(1, min(Self.most, (size.columns + 2) / (least + 2)))
    let width = max(least, min(2 * least, (size.columns + 2) / count - 2))
    for (place, image) in images.prefix(count).enumerated() {
      draw(image, on: &canvas, column: place * (width + 2), width: width, room)
    }
  }

  private func draw(
    _ exemplar: SemanticHierarchy.Exemplar, on canvas: inout Canvas, column: Int, width: Int,
    _ room: Size
  ) {
    let image = exemplar.image
    var rows = 1
    if let tile = context.picture(ofImage: image) {
      rows =
        tile.draw(
          on: &canvas, row: 1, column: column, room: room, display: context.display, zoom: 1
        ).rows
    } else {
      let isSettled = context.hasRead(image: image)
      canvas.write(
        isSettled ? "no picture" : String(context.glyphs.ellipsis), row: 1, column: column,
        style: .role(.inactive), width: width)
    }
    let signal = exemplar.signal.signed
    let isSelected = image == context.selection.image
    let name = context.name(ofImage: image).cut(to: width - signal.columns - 1)
    canvas.write(
      [
        StyledText(name, isSelected ? Style(emphasis: [.bold, .underline]) : .role(.inactive)),
        StyledText(" " + signal),
      ], row: 1 + rows, column: column, width: width)
  }

  /// The cells that an image takes within some room: that of the selected image, as all have one size.
  private func tile(_ room: Size) -> Size {
    let extents = context.imageExtents
    return Placement(
      height: extents.height, width: extents.width, in: room,
      isInHalves: context.display.showsPixels, zoom: 1
    )?.size ?? Size(columns: 0, rows: 0)
  }
}
