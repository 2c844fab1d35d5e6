import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let stages = PaneID(rawValue: "stages")
}

/// All maps of one stage of a layer on one image, and those of the stages before and after it where there
/// is room (paper figure 5).
struct StagesPane: ImagePane {
  static let info = PaneInfo(
    id: .stages, title: "Stages", slot: .projection, needsImages: true,
    words: .vectors + [
      PaneWord(
        "X ... U^T ReLU(Y + B)",
        "the stages of a layer (figure 5): ? of the projection explains each"),
      PaneWord("maps", "one for each channel, row of a receptive field, vector or filter"),
    ] + .heatmaps,
    page: "stage",
    pages: Stage.allCases.map { "\($0.rawValue)-maps" },
    fileParts: [.page, .layer, .image],
    keys: [
      KeyEntry(.left + .right, "map", footer: true),
      KeyEntry(.down + .up, "row of maps", footer: true),
      KeyEntry(.ends, "first, last map"),
      KeyEntry(.pages, "image", footer: true),
    ])

  private var stage = Stage.projections
  /// The map that is marked of each stage whose maps do not belong to vectors.
  private var channels: [Stage: Int] = [:]

  var page: String {
    get { "\(stage.rawValue)-maps" }
    set { stage = Stage.allCases.first { "\($0.rawValue)-maps" == newValue } ?? stage }
  }

  func picture(_ context: PaneContext) -> AnyQuestion? {
    question(stage, context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    ([stage] + stage.neighbours.compactMap { $0 }).compactMap { question($0, context) }
      .map { AnyQuestion($0) }
      + [context.spectrumQuestion].compactMap { $0.map { AnyQuestion($0) } }
  }

  func likely(_ context: PaneContext) -> [AnyQuestion] {
    guard let dataSet = context.dataSet else { return [] }
    return [1, -1].map { context.selection.image + $0 }.filter(dataSet.labels.indices.contains)
      .map {
        AnyQuestion(FeatureMapsQuestion(stage, layer: context.selection.layer, image: $0))
      }
      .filter(context.findings.isQuick)
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(FeatureMapsQuestion.self) else { return [] }
    return [context.name(ofLayer: asked.layer), asked.stage.formula, "image \(asked.image)"]
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    switch action {
    case .pageUp, .pageDown: context.moveImage(action, page: 1)
    default:
      guard let maps = found(context).value else { return nil }
      let layout = StagesPicture.sheetSize(in: context.room)
      let across = StageSheet(maps: maps, selected: nil, context: context)
        .across(in: layout)
      let index = index(of: maps, context)
      switch action {
      case .left: select(index - 1, of: maps, &context)
      case .right: select(index + 1, of: maps, &context)
      case .up where index >= across: select(index - across, of: maps, &context)
      case .down where index / across < (maps.count - 1) / across:
        select(index + across, of: maps, &context)
      case .first: select(0, of: maps, &context)
      case .last: select(maps.count - 1, of: maps, &context)
      default: break
      }
    }
    return nil
  }

  func captions(_ context: PaneContext) -> [String] {
    guard context.dataSet != nil else { return [] }
    guard case .value(let maps, let shown, _) = found(context) else { return [stage.formula] }
    let (layer, image) = (context.name(ofLayer: shown.layer), context.name(ofImage: shown.image))
    return [
      "\(maps.formula) on image \(image)  \(layer)", "\(maps.formula)  image \(image)",
      maps.formula,
    ]
  }

  func position(_ context: PaneContext) -> String {
    guard let dataSet = context.dataSet else { return "" }
    return "stage \(context.page.place) of \(context.page.count)  "
      + "image \(context.selection.image) of \(dataSet.labels.count.grouped)"
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    let found = found(context)
    let maps = context.value(of: found, waitingFor: stage.words, on: &canvas)
    guard let maps, let shown = found.question else { return }
    // Singular values are those of the layer whose maps are shown.
    var context = context
    context.selection.layer = shown.layer
    let sheet = StageSheet(maps: maps, selected: index(of: maps, context), context: context)
    var words: [String?] = [nil, nil]
    let beside = stage.neighbours.enumerated().map { place, stage -> StageSheet? in
      guard let stage else { return nil }
      let question = FeatureMapsQuestion(stage, layer: shown.layer, image: shown.image)
      switch context.findings[question] {
      case .known(let maps):
        return StageSheet(maps: maps, selected: index(of: maps, context), context: context)
      case .failed(let failure): words[place] = "\(stage.formula): \(failure)"
      case .unknown, .working: words[place] = "\(stage.formula): computing"
      }
      return nil
    }
    StagesPicture(sheet: sheet, beside: beside, words: words).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard case .value(let maps, let shown, _) = found(context) else { return nil }
    return ProjectionReport(
      maps: maps, chosen: Array(0..<maps.count), image: shown.image,
      layer: context.findings.model.layers[shown.layer], dataSet: context.findings.dataSet,
      model: context.findings.model)
  }

  private func question(_ stage: Stage, _ context: PaneContext) -> FeatureMapsQuestion? {
    context.layer == nil || context.dataSet == nil
      ? nil
      : FeatureMapsQuestion(
        stage, layer: context.selection.layer, image: context.selection.image)
  }

  private func found(_ context: PaneContext) -> Found<FeatureMapsQuestion> {
    context.found(question(stage, context))
  }

  /// The map that is marked: the vector's, or the one gone to.
  private func index(of maps: FeatureMaps, _ context: PaneContext) -> Int {
    maps.stage.hasVectors
      ? context.selection.vector : (channels[maps.stage] ?? 0).clamped(to: 0..<maps.count)
  }

  private mutating func select(_ index: Int, of maps: FeatureMaps, _ context: inout PaneContext) {
    let index = index.clamped(to: 0..<maps.count)
    if maps.stage.hasVectors {
      context.selection.select(vector: index)
    } else {
      channels[maps.stage] = index
    }
  }
}

extension Stage {
  /// The stage before it and the one after it.
  fileprivate var neighbours: [Stage?] {
    let all = Stage.allCases
    guard let place = all.firstIndex(of: self) else { return [nil, nil] }
    return [place - 1, place + 1].map { all.indices.contains($0) ? all[$0] : nil }
  }
}
