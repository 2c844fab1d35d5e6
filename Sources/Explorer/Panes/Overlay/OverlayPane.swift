import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import Reports
import System
import TerminalUI

extension PaneID {
  package static let overlay = PaneID(rawValue: "overlay")
}

/// Where other images are alike to one position of the selected image, as a layer sees it (paper
/// figure 10).
struct OverlayPane: ImagePane {
  static let info = PaneInfo(
    id: .overlay, title: "Overlay", slot: .projection, needsImages: true,
    words: [
      PaneWord(
        "cosine",
        "of the activations at a position and at the framed one: 1 alike, 0 or less shown black (figure 10)"
      )
    ],
    fileParts: [.layer, .image],
    keys: [
      KeyEntry(.left + .right, "vector", footer: true),
      KeyEntry(.down + .up, "image", footer: true),
      KeyEntry(.ends, "first, last image"),
      KeyEntry(.pages, "ten images"),
      KeyEntry(.enter, "positions", footer: true),
    ],
    inside: (
      "Overlay, among positions",
      [
        KeyEntry(.left + .down + .up + .right, "position", footer: true),
        KeyEntry(.ends, "first, last position"),
        KeyEntry(.back, "back", footer: true),
      ]
    ))

  /// The position that the person went to; before that it is the middle one.
  private var cell: (row: Int, column: Int)?
  /// What was drawn last with all images of the data set beside it: it stays until its successor has them.
  private var whole: SimilarityQuestion?
  var isInside = false

  /// How many images of the data set are compared, at most.
  private static let mostImages = 5

  func picture(_ context: PaneContext) -> AnyQuestion? {
    question(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard let question = question(context) else {
      return [context.spectrumQuestion].compactMap { $0.map { AnyQuestion($0) } }
    }
    let images = [question, whole].compactMap { $0?.image }.reduce(into: [Int]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let maps = images.flatMap { image in
      [
        AnyQuestion(InputImagesQuestion([image])),
        AnyQuestion(FeatureMapsQuestion(.activated, layer: question.layer, image: image)),
      ]
    }
    return [AnyQuestion(question)] + maps
      + [AnyQuestion(SpectrumQuestion(layer: question.layer))]
      + [context.hierarchyQuestion].compactMap { $0.map { AnyQuestion($0) } }
      + subjects(context).map { AnyQuestion(question.comparing($0)) }
  }

  func likely(_ context: PaneContext) -> [AnyQuestion] {
    guard let dataSet = context.dataSet, let question = question(context) else { return [] }
    return [question.image + 1, question.image - 1].filter(dataSet.labels.indices.contains)
      .map { AnyQuestion(FeatureMapsQuestion(.activated, layer: question.layer, image: $0)) }
      .filter(context.findings.isQuick)
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(SimilarityQuestion.self) else { return [] }
    return [
      context.name(ofLayer: asked.layer), "image \(asked.image)", "\(asked.row),\(asked.column)",
    ]
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if isInside {
      if action == .open {
        return .say(
          "\(context.moves) go from position to position, \(context.key(.close)) goes back")
      }
      moveCell(action, context)
      return nil
    }
    switch action {
    case .open:
      if let layer = context.layer, layer.positions.map({ $0.rows * $0.columns <= 1 }) ?? false {
        return .say("\(Failure(withoutPositions: layer))")
      }
      isInside = true
    case .left: context.moveVector(by: -1)
    case .right: context.moveVector(by: 1)
    default: context.moveImage(action, page: 10)
    }
    return nil
  }

  private mutating func moveCell(_ action: Action, _ context: PaneContext) {
    guard let question = question(context), let grid = context.layer?.positions else {
      isInside = false
      return
    }
    var (row, column) = (question.row, question.column)
    switch action {
    case .close: isInside = false
    case .left: column -= 1
    case .right: column += 1
    case .up: row -= 1
    case .down: row += 1
    case .first: (row, column) = (0, 0)
    case .last: (row, column) = (grid.rows - 1, grid.columns - 1)
    default: return
    }
    cell = (row.clamped(to: 0..<grid.rows), column.clamped(to: 0..<grid.columns))
  }

  mutating func settle(_ context: PaneContext) {
    guard let question = question(context) else {
      isInside = false
      return
    }
    let images = subjects(context).filter { $0.image != nil }.map(question.comparing)
    if ([question] + images).allSatisfy({ context.findings[$0].isSettled }) { whole = question }
  }

  func captions(_ context: PaneContext) -> [String] {
    guard let shown = shown(context) else {
      return [context.name(ofLayer: context.selection.layer)]
    }
    let place = "at \(shown.row),\(shown.column)"
    let layer = context.name(ofLayer: shown.layer)
    return [
      "\(layer)  image \(context.name(ofImage: shown.image)) \(place)",
      "\(layer)  image \(shown.image) \(place)", "image \(shown.image) \(place)", place,
    ]
  }

  func position(_ context: PaneContext) -> String {
    guard let dataSet = context.dataSet else { return "" }
    return "pane \(context.page.place) of \(context.page.count)  "
      + "v\(context.selection.vector)  "
      + "image \(context.selection.image) of \(dataSet.labels.count.grouped)"
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    if let layer = context.layer, context.dataSet != nil, question(context) == nil {
      canvas.write(
        paragraph: "\(Failure(withoutPositions: layer)).", row: 0, style: .role(.warning))
      return
    }
    guard
      context.value(
        of: context.found(question(context)), waitingFor: "the activations", on: &canvas) != nil,
      let shown = shown(context)
    else { return }
    OverlayPicture(
      shown: shown, subjects: [.image(shown.image)] + subjects(context, besides: shown.image),
      context: context
    ).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard let shown = shown(context),
      let activations = context.findings[
        FeatureMapsQuestion(.activated, layer: shown.layer, image: shown.image)
      ].answer
    else { return nil }
    let subjects = [.image(shown.image)] + subjects(context, besides: shown.image)
    return OverlayReport(
      activations: activations, image: shown.image, row: shown.row, column: shown.column,
      parts: subjects.compactMap { subject in
        context.findings[shown.comparing(subject)].answer.map { (subject, $0) }
      },
      layer: context.findings.model.layers[shown.layer], dataSet: context.findings.dataSet,
      model: context.findings.model)
  }

  /// The selected image beside itself; nil where there is nothing to be seen.
  private func question(_ context: PaneContext) -> SimilarityQuestion? {
    guard let layer = context.layer, context.dataSet != nil else { return nil }
    let (image, grid) = (context.selection.image, layer.positions)
    if let grid, grid.rows * grid.columns <= 1 { return nil }
    let row = cell?.row ?? (grid?.rows ?? 0) / 2
    let column = cell?.column ?? (grid?.columns ?? 0) / 2
    return SimilarityQuestion(
      layer: context.selection.layer, image: image,
      row: grid.map { row.clamped(to: 0..<$0.rows) } ?? row,
      column: grid.map { column.clamped(to: 0..<$0.columns) } ?? column, to: .image(image))
  }

  /// What is drawn: what is selected, or what was before, until all images of the data set are there.
  private func shown(_ context: PaneContext) -> SimilarityQuestion? {
    guard let question = question(context) else { return nil }
    if let whole, context.findings[whole].answer != nil { return whole }
    return context.found(question).question
  }

  /// What the selected image is compared with: the images that were chosen, or one of another class; the
  /// optimised image of the vector; and the strongest images of its group's classes.
  private func subjects(
    _ context: PaneContext, besides own: Int? = nil
  ) -> [SimilarityQuestion.Subject] {
    let (selection, own) = (context.selection, own ?? context.selection.image)
    var images = (context.chosenImages ?? selection.chosen).filter { $0 != own }
    let chosenCount = images.count
    if let hierarchy = context.hierarchy.value, let group = context.group(in: hierarchy) {
      for exemplar in hierarchy.groups[group].exemplars.map(\.image)
      where exemplar != own && !images.contains(exemplar) && images.count < Self.mostImages {
        images.append(exemplar)
      }
    }
    let optimized = context.vectorImageQuestion.map { [SimilarityQuestion.Subject.optimized($0)] }
    let subjects = images.map(SimilarityQuestion.Subject.image)
    return subjects.prefix(chosenCount) + (optimized ?? []) + subjects.dropFirst(chosenCount)
  }
}

extension LinearLayer {
  /// How many rows and columns of positions its output has; nil where that is not known.
  fileprivate var positions: (rows: Int, columns: Int)? {
    guard let extents = outputShape?.extents.dropFirst() else { return nil }
    return (extents.dropLast().reduce(1, *), extents.last ?? 1)
  }
}
