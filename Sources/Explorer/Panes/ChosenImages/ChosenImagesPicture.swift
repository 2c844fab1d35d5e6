import DeepDataProfiler
import Foundation
import Reports
import TerminalUI

/// A row for each image, a column for each vector that is significant for one of them, those that all share
/// first; below, the vectors that tell the first two apart most.
struct ChosenImagesPicture {
  let hypergraph: ImageHypergraph
  let context: PaneContext

  /// A column: a node, and the images that it is significant for.
  private struct Column {
    let node: ImageHypergraph.Node
    let group: Int
    let images: Set<Int>
  }

  /// The rows above the images, and those of one of them that has a picture.
  private static let headerRows = 2
  private static let (leastRows, mostRows) = (3, 9)
  /// The columns from which on there are pictures.
  private static let leastColumns = 50

  func draw(on canvas: inout Canvas) {
    let layout = layout(in: canvas.size)
    drawTable(layout, on: &canvas)
    let end = Self.headerRows + layout.rows * layout.images.count
    canvas.write(
      summary(hypergraph.groups).cut(to: canvas.size.columns - 2), row: end, column: 1,
      style: .role(.footer))
    drawSeparations(on: &canvas, row: end + 1)
  }

  /// Which vectors are in sight, where not all are.
  var vectorsInSight: String? {
    let layout = layout(in: context.room)
    let (first, last) = (layout.vectors.lowerBound + 1, layout.vectors.upperBound)
    return layout.vectors.count < layout.columns.count
      ? "vectors \(first)-\(last) of \(layout.columns.count)" : nil
  }

  /// What of the table is in sight, and where.
  private struct Layout {
    let columns: [Column]
    /// The images and the columns in sight.
    let images, vectors: Range<Int>
    /// The rows of an image.
    let rows: Int
    /// The columns of a thumbnail, of a name, and before the first cell.
    let thumbnail, name, left: Int
    /// The columns of a cell, and how many decimals its signal has.
    let width: Int
    let decimals: Int?
  }

  private func layout(in size: Size) -> Layout {
    let count = hypergraph.images.count
    let room = size.rows - Self.headerRows - 1
    // The vectors that tell images apart have a third, where there is one.
    let rest = room >= count + 4 ? max(3, room / 3) : 0
    let each = min(Self.mostRows, (room - rest) / max(1, count))
    // An image without a picture takes one row.
    let rows = each >= Self.leastRows && size.columns >= Self.leastColumns ? each : 1
    let selectedImage = hypergraph.images.firstIndex(of: context.selection.image)
    let columns = hypergraph.groups.enumerated().flatMap { index, group in
      group.nodes.map { Column(node: $0, group: index, images: Set(group.images)) }
    }
    let thumbnail = rows >= Self.leastRows ? 2 * rows : 0
    let name = min(size.columns / 4, 18)
    let left = 2 + (thumbnail > 0 ? thumbnail + 1 : 0) + name + 1
    let (width, decimals) = cellFormat(columns.map(\.node))
    let selectedColumn = columns.firstIndex { $0.node == context.selection.node }
    return Layout(
      columns: columns,
      images: List.window(
        count, around: selectedImage ?? 0, rows: max(1, (room - rest) / rows)),
      vectors: List.window(
        columns.count, around: selectedColumn ?? 0, rows: max(1, (size.columns - left) / width)),
      rows: rows, thumbnail: thumbnail, name: name, left: left, width: width, decimals: decimals)
  }

  // MARK: The table

  private func drawTable(_ layout: Layout, on canvas: inout Canvas) {
    drawHeadings(layout, on: &canvas)
    canvas.note(.init("images", layout.images, of: hypergraph.images.count))
    canvas.note(.init("vectors", layout.vectors, of: layout.columns.count))
    for (line, place) in layout.images.enumerated() {
      let row = Self.headerRows + line * layout.rows
      let image = hypergraph.images[place]
      let isSelected = image == context.selection.image
      canvas.mark(
        "image \(image)", row: row, column: 0,
        size: Size(columns: canvas.size.columns, rows: layout.rows))
      let middle = row + (layout.rows - 1) / 2
      let style = isSelected ? context.selected : Style()
      canvas.write(isSelected ? context.marker : " ", row: middle, column: 0, style: style)
      var column = 2
      if layout.thumbnail > 0 {
        context.picture(ofImage: image)?.draw(
          on: &canvas, row: row, column: column,
          room: Size(columns: layout.thumbnail, rows: layout.rows), display: context.display)
        column += layout.thumbnail + 1
      }
      canvas.write(
        (context.mark(ofImage: image) + context.name(ofImage: image)).cut(to: layout.name),
        row: middle, column: column, style: style)
      for (slot, index) in layout.vectors.enumerated() {
        draw(
          layout.columns[index], image: place, on: &canvas, row: middle,
          column: layout.left + slot * layout.width, width: layout.width,
          decimals: layout.decimals, isSelected: isSelected)
      }
    }
    if layout.columns.isEmpty {
      canvas.write(
        ("no vector is significant for any of them: \(context.key(.lowerQuantile)) lowers the quantile")
          .cut(to: canvas.size.columns - layout.left), row: 0, column: layout.left,
        style: .role(.warning))
    }
  }

  /// The names of vectors, and above the first of each group the images that it belongs to.
  private func drawHeadings(_ layout: Layout, on canvas: inout Canvas) {
    let (columns, window, groups) = (layout.columns, layout.vectors, hypergraph.groups)
    let (left, width) = (layout.left, layout.width)
    for (slot, index) in window.enumerated() {
      let column = columns[index]
      let isSelected = column.node == context.selection.node
      canvas.write(
        label(of: column.node).aligned(to: width - 1), row: 1, column: left + slot * width,
        style: isSelected ? context.selected : .role(.node))
      canvas.mark(
        label(of: column.node), row: 1, column: left + slot * width,
        size: Size(columns: width, rows: 1))
      guard slot == 0 || columns[index - 1].group != column.group else { continue }
      let group = groups[column.group]
      let visible = window.count { columns[$0].group == column.group }
      let (words, room) = (hypergraph.words(for: group), visible * width - 2)
      let fitting = [
        "\(words) (\(group.nodes.count))", words,
        group.images.map(String.init).joined(separator: ", "),
        group.images.count.counted("image"),
      ].first { $0.columns <= room }
      canvas.write(fitting ?? "", row: 0, column: left + slot * width + 1, style: .role(.title))
    }
  }

  private func draw(
    _ column: Column, image place: Int, on canvas: inout Canvas, row: Int, column start: Int,
    width: Int, decimals: Int?, isSelected: Bool
  ) {
    let isOn = column.images.contains(hypergraph.images[place])
    let isVector = column.node == context.selection.node
    var style = isSelected && isVector ? context.selected : Style()
    let off = isSelected && isVector ? Role.foreground : .incidenceOff
    style.foreground = .role(isOn ? .incidenceOn : off)
    if isVector { style.emphasis.insert(.bold) }
    let signal = signal(of: column.node, place)
    let text = (decimals.map { signal.text(decimals: $0) } ?? signal.brief).aligned(to: width - 3)
    canvas.write(
      " \(isOn ? context.glyphs.on : context.glyphs.off)" + text, row: row, column: start,
      style: style)
  }

  /// An image's signal along a vector, with the vector's sign.
  private func signal(of node: ImageHypergraph.Node, _ place: Int) -> Double {
    let signal = Double(hypergraph.signals[place][node.vector])
    return node.isNegative ? 0 - signal : signal
  }

  /// How wide a cell is, and how many decimals its signal has: as many as tell each apart from the
  /// threshold, within reason; nil for as many as each needs.
  private func cellFormat(_ nodes: [ImageHypergraph.Node]) -> (width: Int, decimals: Int?) {
    let most = hypergraph.signals.joined().reduce(0) { max($0, abs($1)) }
    guard most >= 0.01, most < 10_000 else { return (13, nil) }
    let whole = most >= 1000 ? 4 : most >= 100 ? 3 : most >= 10 ? 2 : 1
    let least = max(0, 3 - (most >= 1 ? whole : 0))
    let distance =
      hypergraph.images.indices.flatMap { place in
        nodes.map { abs(signal(of: $0, place) - Double(hypergraph.threshold)) }
      }.filter { $0 > 0 }.min() ?? 1
    // Numbers farther apart than a unit of the last digit are written differently.
    let decimals = (least...least + 3).first { distance * pow(10, Double($0)) > 1 } ?? least + 3
    return (whole + decimals + 5, decimals)
  }

  private func label(of node: ImageHypergraph.Node) -> String { node.label(hypergraph.polarity) }

  /// How many vectors belong to which images.
  private func summary(_ groups: [ImageHypergraph.Group]) -> String {
    let parts = groups.prefix(4).map { "\($0.nodes.count) \(hypergraph.words(for: $0))" }
    let vectors = Set(groups.flatMap(\.nodes).map(\.vector)).count
    let rest = hypergraph.deviations.count - vectors
    return
      (parts + (groups.count > 4 ? ["\(groups.count - 4) other groups"] : [])
      + ["\(rest) of \(hypergraph.deviations.count) in none"]).joined(separator: ", ")
  }

  // MARK: What tells images apart

  /// The vectors whose signals of the first two images are farthest apart, with a bar for each.
  private func drawSeparations(on canvas: inout Canvas, row: Int) {
    let lines = canvas.size.rows - row - 1
    guard lines > 0, hypergraph.images.count > 1 else { return }
    let width = canvas.size.columns - 2
    let (first, second) = (hypergraph.images[0], hypergraph.images[1])
    let short = "apart most, \(first) less \(second), in deviations"
    let long = "Vectors that tell \(first) from \(second) most: signals, difference in deviations"
    canvas.write(
      (long.columns <= width ? long : short).cut(to: width), row: row, column: 1,
      style: .role(.title))
    let found = hypergraph.separations(between: 0, and: 1).prefix(lines)
    let most = abs(found.first?.difference ?? 0)
    for (line, separation) in found.enumerated() {
      draw(separation, most: most, on: &canvas, row: row + 1 + line, width: width)
    }
  }

  private func draw(
    _ separation: ImageHypergraph.Separation, most: Double, on canvas: inout Canvas, row: Int,
    width: Int
  ) {
    let isSelected = separation.vector == context.selection.vector
    // Of negative polarity alone, all is of negated signals.
    let node = ImageHypergraph.Node(
      vector: separation.vector, isNegative: hypergraph.polarity == .negative)
    let apart = node.isNegative ? 0 - separation.difference : separation.difference
    let style = isSelected ? context.selected : Style()
    let signals = [0, 1].map { signal(of: node, $0).brief.aligned(to: 9) }
    let difference = (apart > 0 ? "+" : "") + apart.text(decimals: 2)
    let text =
      (isSelected ? context.marker : " ") + " \(label(of: node))".padded(to: 7)
      + signals.joined() + difference.aligned(to: 8) + " "
    let used = canvas.write(text, row: row, column: 1, style: style, width: width)
    guard most > 0, width - used > 2 else { return }
    let room = Double(min(30, width - used - 1))
    let length = Int((abs(apart) / most * room).rounded())
    canvas.write(
      String(repeating: context.glyphs.bars[8], count: length), row: row, column: used + 1,
      style: Style(.heat(apart < 0 ? -Paint.heatSteps : Paint.heatSteps)))
  }
}
