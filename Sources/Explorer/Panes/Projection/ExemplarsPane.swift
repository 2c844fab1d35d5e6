import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let exemplars = PaneID(rawValue: "exemplars")
}

/// The selected image and the strongest ones of the vector, or of its group's classes, each above its
/// projections, all on one scale (paper figure 6).
struct ExemplarsPane: Pane {
  static let info = PaneInfo(
    id: .exemplars, title: "Exemplars", slot: .projection, needsImages: true,
    words: .vectors + .signals + [
      PaneWord("[17 one]", "the selected image, before the strongest ones"),
      PaneWord("mean", "of the map below it: the image's signal along that vector"),
    ] + .heatmaps,
    page: "pane",
    fileParts: [.layer, .vector],
    keys: [
      KeyEntry(.left + .right, "image", footer: true),
      KeyEntry(.down + .up, "vector", footer: true),
      KeyEntry(.ends, "first, last image"),
      KeyEntry([([.character("v")], .group)], "group", footer: true),
      KeyEntry(.enter, "projection", footer: true),
    ])

  /// The most exemplary images of a vector.
  private static let most = 8

  func picture(_ context: PaneContext) -> AnyQuestion? {
    guard context.dataSet != nil else { return nil }
    return context.selection.isOfGroup
      ? context.hierarchyQuestion.map { AnyQuestion($0) }
      : orderQuestion(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard let picture = picture(context) else { return [] }
    let layer = context.selection.layer
    let images = content(context)?.columns(in: context.room).compactMap(\.number) ?? []
    return [
      picture, AnyQuestion(SpectrumQuestion(layer: layer)), AnyQuestion(PredictionsQuestion()),
    ]
      + images.flatMap {
        [
          AnyQuestion(FeatureMapsQuestion(.projections, layer: layer, image: $0)),
          AnyQuestion(InputImagesQuestion([$0])),
        ]
      }
  }

  func illustrations(_ context: PaneContext) -> [AnyQuestion] {
    guard let content = content(context) else { return [] }
    return content.columns(in: context.room).flatMap { column -> [AnyQuestion] in
      guard case .optimized(let image) = column.image else { return [] }
      return [
        AnyQuestion(image),
        AnyQuestion(OptimizedMapsQuestion(.projections, layer: content.layer, image: image)),
      ]
    }
  }

  func likely(_ context: PaneContext) -> [AnyQuestion] {
    context.dataSet == nil || context.selection.isOfGroup ? [] : context.nextOrders
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    if let asked = question.as(ImageOrderQuestion.self),
      case .signal(let layer, let nodes) = asked.criterion
    {
      return [context.name(ofLayer: layer)]
        + nodes.map { $0.label(context.selection.parameters.polarity) }
    }
    return [context.name(of: question)]
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if action == .group {
      context.selection.isOfGroup.toggle()
      return nil
    }
    if action == .open { return .open(.projection) }
    if action == .up || action == .down {
      context.moveVector(by: action == .up ? -1 : 1)
      return nil
    }
    let images = content(context)?.exemplars.map(\.image) ?? []
    guard !images.isEmpty else { return nil }
    let own = images.firstIndex(of: context.selection.image)
    let place: Int
    switch action {
    case .left: place = (own ?? 0) - 1
    case .right: place = (own ?? -1) + 1
    case .first: place = 0
    case .last: place = images.count - 1
    default: return nil
    }
    context.selection.image = images[place.clamped(to: 0..<images.count)]
    return nil
  }

  func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    (0..<context.vectorCount).filter { pattern.isFound(in: "v\($0)") }
  }

  func place(_ context: PaneContext) -> Int? { context.selection.vector }

  func go(to place: Int, _ context: inout PaneContext) {
    context.selection.select(vector: place)
  }

  func captions(_ context: PaneContext) -> [String] {
    guard context.dataSet != nil, context.layer != nil else { return [] }
    let layer = context.name(ofLayer: context.selection.layer)
    let vector = context.selection.node.label(context.selection.parameters.polarity)
    let whose = context.selection.isOfGroup ? "of the group of \(vector)" : "of \(vector)"
    let all = context.selection.isOfGroup ? ", strongest of its classes" : ", strongest of all"
    return [
      "\(whose)\(all), beside the selected image  \(layer)", "\(whose)\(all)  \(layer)",
      "\(whose)  \(layer)", whose, vector,
    ]
  }

  func position(_ context: PaneContext) -> String {
    guard context.dataSet != nil, context.layer != nil else { return "" }
    let (vector, chosen) = (context.selection.vector, context.selection.chosen.count)
    let content = content(context)
    let values = context.spectrum(ofLayer: context.selection.layer)?.singularValues ?? []
    let isMissing = content?.hasSignalAlone == true && values.indices.contains(vector)
    let parts = [
      "page \(context.page.place) of \(context.page.count)",
      "v\(vector) of \(context.vectorCount)", chosen > 0 ? "* \(chosen) chosen" : nil,
      isMissing ? "s\(vector) \(values[vector].brief)" : nil,
      content?.reductionWords(in: context.room),
    ]
    return parts.compactMap { $0 }.joined(separator: "  ")
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    if context.selection.isOfGroup {
      guard let hierarchy = context.hierarchy(on: &canvas) else { return }
      guard let content = content(context) else {
        canvas.write(
          paragraph: context.shortfallWords(in: hierarchy.significance)
            + ". \(context.key(.group)) shows its own images.", row: 0,
          style: .role(.warning))
        return
      }
      content.draw(on: &canvas)
    } else {
      let known = context.value(
        of: context.found(orderQuestion(context)), waitingFor: "the signals of all images",
        on: &canvas)
      if known != nil { content(context)?.draw(on: &canvas) }
    }
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard let content = content(context), let dataSet = context.dataSet, let layer = context.layer
    else { return nil }
    let signals = Dictionary(content.exemplars.map { ($0.image, Float($0.signal)) }) { a, _ in a }
    return ImagesReport(
      order: "highest", images: content.exemplars.map(\.image), layer: layer,
      nodes: content.nodes, signal: { signals[$0] },
      predictions: context.findings[PredictionsQuestion()].answer,
      leftOut: context.leftOutImages, dataSet: dataSet,
      model: context.findings.model)
  }

  private func orderQuestion(_ context: PaneContext) -> ImageOrderQuestion? {
    context.layer == nil || context.dataSet == nil
      ? nil
      : ImageOrderQuestion(
        by: .signal(layer: context.selection.layer, nodes: [context.selection.node]))
  }

  /// What is shown; nil while the images are not known, and where the vector is in no group.
  private func content(_ context: PaneContext) -> ExemplarsPicture? {
    if context.selection.isOfGroup {
      guard case .value(let hierarchy, let question, _) = context.hierarchy,
        let group = context.group(in: hierarchy)
      else { return nil }
      let found = hierarchy.groups[group]
      return ExemplarsPicture(
        layer: question.layer, nodes: found.nodes, exemplars: found.exemplars,
        optimized: context.imageQuestion(of: found, ofLayer: question.layer),
        selectedSignal: found.exemplars.first { $0.image == context.selection.image }?.signal,
        context: context)
    }
    guard case .value(let order, let question, _) = context.found(orderQuestion(context)),
      case .signal(let layer, let nodes) = question.criterion
    else { return nil }
    let exemplars = (0..<min(Self.most, order.count)).map { place in
      SemanticHierarchy.Exemplar(
        image: order[place], signal: order.score(of: order[place]).map(Double.init) ?? 0)
    }
    return ExemplarsPicture(
      layer: layer, nodes: nodes, exemplars: exemplars, optimized: nil,
      selectedSignal: order.score(of: context.selection.image).map(Double.init), context: context)
  }
}
