import DeepDataProfiler
import NeuralNetwork
import Reports
import System
import TerminalUI

extension PaneID {
  package static let projection = PaneID(rawValue: "projection")
}

extension Action {
  static let overImage = Action("over-image")
}

/// One stage of a layer's decomposition on one image (paper figure 5).
struct ProjectionPane: ImagePane {
  private static let overImage = KeyEntry(
    [([.character("o")], .overImage)], "over image", footer: true)

  static let info = PaneInfo(
    id: .projection, title: "Projection", slot: .projection, needsImages: true,
    words: .vectors + [
      PaneWord("X", "the layer's input"),
      PaneWord(
        "Psi(X)",
        "its receptive fields as columns (im2col), so that a convolution is a product with W"),
      PaneWord("V^T Psi(X)", "how much of each singular vector a receptive field has"),
      PaneWord("S V^T Psi(X)", "the same times singular values: projections, the signals' maps"),
      PaneWord("Y", "the layer's output, U S V^T Psi(X) and the bias"),
      PaneWord("U^T ReLU(Y + B)", "what the activation leaves, back on the left singular vectors"),
    ] + .heatmaps,
    page: "stage",
    pages: Stage.allCases.map(\.rawValue),
    fileParts: [.page, .layer, .vector, .image],
    keys: [
      KeyEntry(.left + .right, "vector or map", footer: true),
      KeyEntry(.down + .up, "image", footer: true),
      KeyEntry(.ends, "first, last image"),
      KeyEntry(.pages, "ten images"),
      overImage,
      KeyEntry(.enter, "cells", footer: true),
    ],
    inside: (
      "Projection, among cells",
      [
        KeyEntry(.left + .down + .up + .right, "cell", footer: true),
        KeyEntry(.ends, "first, last cell"),
        overImage,
        KeyEntry(.back, "back", footer: true),
      ]
    ))

  private var stage = Stage.projections
  /// The map that is shown of each stage whose maps do not belong to vectors.
  private var channels: [Stage: Int] = [:]
  /// The cell under the cursor.
  private var cell = (row: 0, column: 0)
  /// Whether maps lie over the image that they are of, once the person or another pane decided.
  private var overImage: Bool?
  private var isOverImage: Bool { overImage ?? false }
  var isInside = false

  var page: String {
    get { stage.rawValue }
    set { stage = Stage(rawValue: newValue) ?? stage }
  }

  func picture(_ context: PaneContext) -> AnyQuestion? {
    mapsQuestion(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard let maps = mapsQuestion(context) else {
      return [context.spectrumQuestion].compactMap { $0.map { AnyQuestion($0) } }
    }
    // Beside an old map stands the image that it is of.
    let images = [maps.image, shown(context).image].reduce(into: [Int]()) { images, image in
      if !images.contains(image) { images.append(image) }
    }
    return [AnyQuestion(maps)]
      + (showsCursor(context)
        ? [AnyQuestion(ReceptiveFieldsQuestion(layer: shown(context).layer))] : [])
      + images.map { AnyQuestion(InputImagesQuestion([$0])) }
      + [AnyQuestion(SpectrumQuestion(layer: maps.layer))]
  }

  func likely(_ context: PaneContext) -> [AnyQuestion] {
    guard let dataSet = context.dataSet else { return [] }
    let selection = context.selection
    let images = [selection.image + 1, selection.image - 1]
      .filter(dataSet.labels.indices.contains)
    let maps = images.map { FeatureMapsQuestion(stage, layer: selection.layer, image: $0) }
    let pixels = images.map { AnyQuestion(InputImagesQuestion([$0])) }
    let layers = [selection.layer + 1, selection.layer - 1]
      .filter(context.findings.model.layers.indices.contains)
      .map { FeatureMapsQuestion(stage, layer: $0, image: selection.image) }
    return (maps + layers).map { AnyQuestion($0) }.filter(context.findings.isQuick) + pixels
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(FeatureMapsQuestion.self) else { return [] }
    return [context.name(ofLayer: asked.layer), asked.stage.formula, "image \(asked.image)"]
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if action == .overImage {
      guard let maps = found(context).value, maps.height * maps.width > 1 else {
        return .say("there is one value a vector here: no map to lay over the image")
      }
      overImage = !isOverImage
      return nil
    }
    if isInside {
      if action == .open {
        return .say(
          "\(context.moves) go from cell to cell, \(context.key(.close)) goes back")
      }
      moveCell(action, context)
      return nil
    }
    switch action {
    case .open:
      guard let maps = found(context).value, maps.height * maps.width > 1 else {
        return .say("there is one value a vector here: h and l go through them")
      }
      isInside = true
    case .left: moveMap(by: -1, &context)
    case .right: moveMap(by: 1, &context)
    default: context.moveImage(action, page: 10)
    }
    return nil
  }

  /// What other panes open is the selected vector's projection, over the image unless the person wants it
  /// otherwise.
  mutating func open() {
    stage = .projections
    overImage = overImage ?? true
  }

  mutating func settle(_ context: PaneContext) {
    guard let maps = found(context).value else { return }
    cell.row = cell.row.clamped(to: 0..<maps.height)
    cell.column = cell.column.clamped(to: 0..<maps.width)
  }

  func captions(_ context: PaneContext) -> [String] {
    guard context.dataSet != nil else { return [] }
    guard case .value(let maps, let shown, _) = found(context) else { return [stage.formula] }
    let (layer, image) = (shown.layer, shown.image)
    let map = "\(shown.stage.mapName)\(index(of: maps, context))"
    let labels = context.findings.dataSet?.labels ?? []
    let name = labels.indices.contains(image) ? context.className(labels[image]) : ""
    let long = "\(map) on image \(image) (\"\(name)\")  \(maps.formula)"
    return [
      "\(long)  \(context.name(ofLayer: layer))", long,
      "\(map) image \(image) \"\(name)\"  \(maps.formula)", "\(map) \"\(name)\"  \(maps.formula)",
      "\(map)  \(maps.formula)", maps.formula,
    ]
  }

  func position(_ context: PaneContext) -> String {
    guard let dataSet = context.dataSet else { return "" }
    return "stage \(context.page.place) of \(context.page.count)  "
      + "image \(context.selection.image) of \(dataSet.labels.count.grouped)"
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    let maps = context.value(of: found(context), waitingFor: stage.words, on: &canvas)
    guard let maps else { return }
    ProjectionPicture(
      maps: maps, index: index(of: maps, context), shown: shown(context),
      cursor: showsCursor(context) ? cell : nil, field: field(of: maps, context),
      isOverImage: isOverImage, context: context
    ).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard case .value(let maps, let shown, _) = found(context) else { return nil }
    let index = index(of: maps, context)
    return ProjectionReport(
      maps: maps, chosen: index < maps.count ? [index] : [], image: shown.image,
      layer: context.findings.model.layers[shown.layer], dataSet: context.findings.dataSet,
      model: context.findings.model)
  }

  private func showsCursor(_ context: PaneContext) -> Bool {
    context.isFocused && isInside
  }

  /// What the cell under the cursor sees of the image; nil where there is none, or it is not known.
  private func field(of maps: FeatureMaps, _ context: PaneContext) -> ProjectionAside.Field? {
    guard showsCursor(context), maps.height * maps.width > 1 else { return nil }
    switch context.findings[ReceptiveFieldsQuestion(layer: shown(context).layer)] {
    case .known(let found):
      guard let fields = maps.stage == .input ? found.input : found.output,
        fields.rows.count == maps.height, fields.columns.count == maps.width,
        fields.rows.indices.contains(cell.row), fields.columns.indices.contains(cell.column)
      else { return .fault("its maps do not lie as the image does") }
      return .extents(rows: fields.rows[cell.row], columns: fields.columns[cell.column])
    case .failed(let failure): return .fault("\(failure)")
    case .unknown, .working: return nil
    }
  }

  private func mapsQuestion(_ context: PaneContext) -> FeatureMapsQuestion? {
    context.layer == nil || context.dataSet == nil
      ? nil
      : FeatureMapsQuestion(
        stage, layer: context.selection.layer, image: context.selection.image)
  }

  private func found(_ context: PaneContext) -> Found<FeatureMapsQuestion> {
    context.found(mapsQuestion(context))
  }

  /// The layer and the image that the maps belong to.
  private func shown(_ context: PaneContext) -> (layer: Int, image: Int) {
    let shown = found(context).question
    return (shown?.layer ?? context.selection.layer, shown?.image ?? context.selection.image)
  }

  /// The map that is shown: the vector's, or the one gone to.
  private func index(of maps: FeatureMaps, _ context: PaneContext) -> Int {
    maps.stage.hasVectors
      ? context.selection.vector : (channels[maps.stage] ?? 0).clamped(to: 0..<maps.count)
  }

  private mutating func moveMap(by steps: Int, _ context: inout PaneContext) {
    guard let maps = found(context).value else { return }
    if maps.stage.hasVectors {
      let count = min(maps.count, context.vectorCount)
      context.selection.select(
        vector: (context.selection.vector + steps).clamped(to: 0..<count))
    } else {
      channels[maps.stage] = (index(of: maps, context) + steps).clamped(to: 0..<maps.count)
    }
  }

  private mutating func moveCell(_ action: Action, _ context: PaneContext) {
    guard let maps = found(context).value else { return }
    switch action {
    case .close: isInside = false
    case .left: cell.column -= 1
    case .right: cell.column += 1
    case .up: cell.row -= 1
    case .down: cell.row += 1
    case .first: cell = (0, 0)
    case .last: cell = (maps.height - 1, maps.width - 1)
    default: break
    }
  }
}
