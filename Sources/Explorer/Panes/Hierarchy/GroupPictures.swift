import DeepDataProfiler
import Reports
import TerminalUI

/// The pictures of a group: the image that brings out its vectors, where the network can make one, and
/// exemplary images.
struct GroupPictures {
  /// One of them.
  enum Picture {
    case optimized(VisualizationQuestion)
    case exemplar(SemanticHierarchy.Exemplar)
  }

  let group: SemanticHierarchy.Group
  /// The layer that the hierarchy is of.
  let layer: Int
  /// Whether exemplary images are of all classes rather than of the group's own.
  let isOfAllImages: Bool
  let context: PaneContext

  /// The exemplary images, strongest first.
  var exemplars: [SemanticHierarchy.Exemplar] {
    isOfAllImages ? group.exemplarsOfAll : group.exemplars
  }

  /// The optimised image, then the exemplary ones.
  var all: [Picture] {
    (context.imageQuestion(of: group, ofLayer: layer).map { [.optimized($0)] } ?? [])
      + exemplars.map(Picture.exemplar)
  }

  /// So many of them, among which the selected image is.
  func some(_ count: Int) -> [Picture] {
    let all = all
    // One alone is of the data: there always is one.
    if count == 1, all.count > 1 { return [all[1]] }
    let selected = all.lastIndex { picture in
      if case .exemplar(let exemplar) = picture {
        exemplar.image == context.selection.image
      } else {
        false
      }
    }
    guard let selected, selected >= count else { return Array(all.prefix(count)) }
    return Array(all.prefix(max(0, count - 1))) + [all[selected]]
  }

  /// Whether an image is of none of the group's classes.
  func isStranger(_ exemplar: SemanticHierarchy.Exemplar) -> Bool {
    let labels = context.findings.dataSet?.labels ?? []
    return labels.indices.contains(exemplar.image)
      && !group.classes.contains(labels[exemplar.image])
  }

  /// An image's number and class, after a mark if that is none of the group's.
  func name(of exemplar: SemanticHierarchy.Exemplar) -> String {
    (isStranger(exemplar) ? "!" : "") + context.name(ofImage: exemplar.image)
  }

  /// Draws pictures side by side, and below each of them what it is.
  func draw(
    _ pictures: [Picture], on canvas: inout Canvas, row: Int, column: Int, tile room: Size
  ) {
    var column = column
    let hasSignals = pictures.allSatisfy { picture in
      guard case .exemplar(let exemplar) = picture else { return true }
      return (label(of: exemplar) + signal(of: exemplar)).columns <= room.columns
    }
    for picture in pictures {
      draw(picture, on: &canvas, row: row, column: column, room: room, hasSignal: hasSignals)
      column += room.columns + 1
    }
  }

  /// Its name, with the mark of the selected image.
  private func label(of exemplar: SemanticHierarchy.Exemplar) -> String {
    (exemplar.image == context.selection.image ? context.marker : "") + name(of: exemplar)
  }

  private func signal(of exemplar: SemanticHierarchy.Exemplar) -> String {
    " \(exemplar.signal.signed)"
  }

  private func draw(
    _ picture: Picture, on canvas: inout Canvas, row: Int, column: Int, room: Size, hasSignal: Bool
  ) {
    var (name, style) = ("", Style.role(.inactive))
    let tile: ImageTile?
    var word = String(context.glyphs.ellipsis)
    switch picture {
    case .optimized(let question):
      tile = ImageTile(context.image(question))
      name = "optimised"
      switch context.findings[question] {
      case .failed: word = "no gradient"
      case .working(let fraction, _): name += " \(fraction.percent())"
      case .unknown, .known: break
      }
    case .exemplar(let exemplar):
      tile = context.picture(ofImage: exemplar.image)
      if context.hasRead(image: exemplar.image) { word = "no picture" }
      name = label(of: exemplar) + (hasSignal ? signal(of: exemplar) : "")
      if exemplar.image == context.selection.image { style = .role(.foreground, .bold) }
      canvas.mark(
        "image \(exemplar.image)", row: row, column: column,
        size: Size(columns: room.columns, rows: room.rows + 1))
    }
    var used = Size(columns: 0, rows: 0)
    if let tile {
      used = tile.draw(on: &canvas, row: row, column: column, room: room, display: context.display)
    }
    if used.rows == 0 {
      canvas.write(word, row: row, column: column, style: .role(.inactive), width: room.columns)
    }
    canvas.write(
      name.cut(to: room.columns), row: row + room.rows, column: column, style: style)
  }
}
