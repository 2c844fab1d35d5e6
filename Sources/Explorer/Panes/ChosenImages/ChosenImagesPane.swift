import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let chosenImages = PaneID(rawValue: "chosen")
}

/// Which vectors some images share, and which tell them apart: a hypergraph of images in place of classes
/// (paper figure 10).
struct ChosenImagesPane: ThresholdPane {
  static let info = PaneInfo(
    id: .chosenImages, title: "Chosen images", slot: .hypergraph, needsImages: true,
    words: [
      PaneWord("● ·", "whether an image's signal exceeds q"),
      PaneWord("both, only 17", "vectors that all images share, that one alone has"),
      PaneWord(
        "deviations",
        "the difference of two signals, by the standard deviation of the vector's signals"),
    ] + .signals,
    fileParts: [.layer, .comparedImages],
    keys: [
      KeyEntry(.down + .up, "image", footer: true),
      KeyEntry(.left + .right, "vector", footer: true),
      KeyEntry(.ends, "first, last image"),
      KeyEntry(.choose, "choose", footer: true),
      KeyEntry(.enter, "projection", footer: true),
      quantileKey, polarityKey,
    ])

  /// What is compared by default stays while the cursor moves, though another vector or image would make
  /// other images the default.
  private var compared: [Int] = []

  func picture(_ context: PaneContext) -> AnyQuestion? {
    question(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard let hierarchy = context.hierarchyQuestion else { return [] }
    let images = Set((found(context).question?.images ?? []) + (images(context) ?? []))
    return [picture(context), AnyQuestion(hierarchy)].compactMap { $0 }
      + images.sorted().map { AnyQuestion(InputImagesQuestion([$0])) }
      + [AnyQuestion(SpectrumQuestion(layer: context.selection.layer))]
  }

  func likely(_ context: PaneContext) -> [AnyQuestion] {
    guard found(context).question?.layer == context.selection.layer else { return [] }
    return [AnyQuestion(SortedSignalsQuestion(layer: context.selection.layer))]
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(ImageHypergraphQuestion.self) else { return [] }
    return [
      context.name(ofLayer: asked.layer), "q \(asked.quantile.percent())", asked.polarity.rawValue,
      "images \(asked.images.map(String.init).joined(separator: ", "))",
    ]
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if changeThreshold(action, &context.selection) { return nil }
    if action == .open { return .open(.projection) }
    guard let hypergraph = found(context).value else { return nil }
    compared = hypergraph.images
    switch action {
    case .left, .right:
      let nodes = hypergraph.groups.flatMap(\.nodes)
      guard !nodes.isEmpty else { return .say("no vector is significant for any of them") }
      let place = nodes.firstIndex(of: context.selection.node)
        .map { $0 + (action == .left ? -1 : 1) }
      context.selection.select(node: nodes[(place ?? 0).clamped(to: 0..<nodes.count)])
    default:
      let places = Array(hypergraph.images.indices)
      let own = hypergraph.images.firstIndex(of: context.selection.image) ?? -1
      if let place = context.step(action, from: own, through: places) {
        context.selection.image = hypergraph.images[place]
      }
    }
    return nil
  }

  mutating func settle(_ context: PaneContext) {
    let stay =
      compared.contains(context.selection.image)
      && context.selection.chosen.allSatisfy(compared.contains)
    if context.selection.chosen.count > 1 || !stay { compared = [] }
  }

  func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    (found(context).value?.images ?? []).filter {
      pattern.isFound(in: context.name(ofImage: $0))
    }.sorted()
  }

  func place(_ context: PaneContext) -> Int? { context.selection.image }
  mutating func go(to place: Int, _ context: inout PaneContext) {
    compared = found(context).value?.images ?? []
    context.selection.image = place
  }

  func captions(_ context: PaneContext) -> [String] {
    guard case .value(let shown, let question, _) = found(context) else { return [] }
    let settings =
      "q \(question.quantile.percent())"
      + (question.polarity == .positive ? "" : "  \(question.polarity.rawValue)")
    let threshold = shown.threshold.isNaN ? "none" : "> \(Double(shown.threshold).brief)"
    let name = context.name(ofLayer: question.layer)
    let images = shown.images.map(String.init).joined(separator: ", ")
    return [
      "\(name)  images \(images)  \(settings)  signal \(threshold)",
      "\(name)  \(images)  \(settings)  \(threshold)", "\(images)  \(settings)  \(threshold)",
      "\(settings)  \(threshold)", settings,
    ]
  }

  func position(_ context: PaneContext) -> String {
    guard let hypergraph = found(context).value else { return "" }
    let chosen = context.selection.chosen.count
    let words = [
      "page \(context.page.place) of \(context.page.count)",
      ChosenImagesPicture(hypergraph: hypergraph, context: context).vectorsInSight,
      chosen < 2 ? "\(chosen == 0 ? "none" : "1") chosen yet" : chosen.counted("image"),
    ]
    return words.compactMap { $0 }.joined(separator: "  ")
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    let hypergraph = context.value(
      of: found(context), waitingFor: "the signals of all images", on: &canvas)
    guard let hypergraph else { return }
    guard hypergraph.images.count > 1 else {
      canvas.write(
        paragraph: "There is one image, and none to compare it with.", row: 0,
        style: .role(.warning))
      return
    }
    guard !hypergraph.deviations.isEmpty else {
      canvas.write(
        paragraph: "There is nothing to compare them by: \(Significances.noVectors).", row: 0,
        style: .role(.warning))
      return
    }
    ChosenImagesPicture(hypergraph: hypergraph, context: context).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard let hypergraph = found(context).value, let question = found(context).question,
      let spectrum = context.spectrum(ofLayer: question.layer)
    else { return nil }
    return ImageHypergraphReport(
      layer: context.findings.model.layers[question.layer], spectrum: spectrum, found: hypergraph,
      pool: question.pool, dataSet: context.findings.dataSet, model: context.findings.model)
  }

  /// That of the images that are compared; nil while these are not known.
  private func question(_ context: PaneContext) -> ImageHypergraphQuestion? {
    guard context.layer != nil, let images = images(context) else { return nil }
    let parameters = context.selection.parameters
    return ImageHypergraphQuestion(
      layer: context.selection.layer, between: images, quantile: parameters.quantile,
      polarity: parameters.polarity)
  }

  private func images(_ context: PaneContext) -> [Int]? {
    compared.isEmpty ? context.chosenImages : compared
  }

  private func found(_ context: PaneContext) -> Found<ImageHypergraphQuestion> {
    context.found(question(context))
  }
}
