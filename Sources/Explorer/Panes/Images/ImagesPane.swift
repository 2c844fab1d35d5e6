import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let images = PaneID(rawValue: "images")
}

extension Action {
  static let group = Action("group")
}

/// The images of the data set in a grid, by signal, by class, by mistake.
struct ImagesPane: Pane {
  static let info = PaneInfo(
    id: .images, title: "Images", slot: .projection, needsImages: true,
    words: .signals + [
      PaneWord("right, taken for", "the class of the largest output, and its share of the softmax"),
      PaneWord("!", "taken for"),
      PaneWord("q 95 %", "the image's place in the order of all signals"),
      PaneWord("*", "an image that Space chose"),
    ],
    page: "order",
    pages: ImagesPage.allCases.map(\.rawValue),
    pageMeanings: [
      "mistakes": "misclassified images, taken for another class: what accuracy lacks"
    ],
    fileParts: [.page, .layer, .vector],
    keys: [
      KeyEntry(.left + .down + .up + .right, "image", footer: true),
      KeyEntry(.ends, "first, last image"),
      KeyEntry(.pages, "a page of images"),
      KeyEntry([([.character("v")], .group)], "group", footer: true),
      KeyEntry(.enter, "projection", footer: true),
    ])

  private var order = ImagesPage.highest
  /// What the cursor moved in; in another order it is at the start until it moves.
  private var followed: ImageOrderQuestion?
  private var isFollowing = false
  private var lastImage: Int?
  /// The vector whose images, or whose group's, the cursor moved in.
  private var lastNode: SignificanceHypergraph.Node?

  var page: String {
    get { order.rawValue }
    set {
      guard let new = ImagesPage(rawValue: newValue), new != order else { return }
      (order, isFollowing) = (new, false)
    }
  }

  func picture(_ context: PaneContext) -> AnyQuestion? {
    orderQuestion(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard let signals = signalQuestion(context) else { return [] }
    let view = view(context)
    let pages = view.pages
    let shown = pages.pages(with: view.window(in: context.room))
    return [orderQuestion(context).map { AnyQuestion($0) }].compactMap { $0 }
      + shown.compactMap { pages.question($0).map { AnyQuestion($0) } }
      + [AnyQuestion(signals), AnyQuestion(PredictionsQuestion())]
      + (context.selection.isOfGroup
        ? [context.hierarchyQuestion.map { AnyQuestion($0) }].compactMap { $0 } : [])
  }

  func likely(_ context: PaneContext) -> [AnyQuestion] {
    guard signalQuestion(context) != nil else { return [] }
    let view = view(context)
    let shown = view.pages.pages(with: view.window(in: context.room))
    let pages = [shown.upperBound, shown.lowerBound - 1].compactMap { page in
      page < 0 ? nil : view.pages.question(page).map { AnyQuestion($0) }
    }
    return pages + (order.isBySignal && !context.selection.isOfGroup ? context.nextOrders : [])
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(ImageOrderQuestion.self) else { return [] }
    return words(of: asked, context)
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if action == .group {
      go(to: view(context).cursor, &context)
      isFollowing = true
      context.selection.isOfGroup.toggle()
      return nil
    }
    if let words = withoutGroup(context) {
      return .say("\(words); \(context.key(.group)) shows its own images")
    }
    let view = view(context)
    guard view.sequence.count > 0 else {
      let isComing = orderQuestion(context).map { !context.findings[$0].isSettled } ?? false
      return isComing ? .say("the order of the images is computed: none to go to yet") : nil
    }
    let grid = view.grid(in: context.room)
    let across = max(1, grid.across)
    let start = view.cursor
    let place: Int
    switch action {
    case .left: place = start - 1
    case .right: place = start + 1
    case .up: place = start < across ? start : start - across
    case .down: place = start + across
    case .pageUp: place = start - across * max(1, grid.down)
    case .pageDown: place = start + across * max(1, grid.down)
    case .first: place = 0
    case .last: place = view.sequence.count - 1
    case .open:
      go(to: start, &context)
      return .open(.projection)
    case .choose:
      go(to: start, &context)
      return nil
    default: return nil
    }
    go(to: place.clamped(to: 0..<view.sequence.count), &context)
    isFollowing = true
    return nil
  }

  mutating func settle(_ context: PaneContext) {
    let question = orderQuestion(context)
    let node = context.selection.node
    if question != followed {
      // The image stays under the cursor from a vector to its group.
      (followed, isFollowing) = (
        question, isFollowing && node == lastNode && isOfSameLayer(question)
      )
    } else if let lastImage, lastImage != context.selection.image {
      isFollowing = true
    }
    (lastImage, lastNode) = (context.selection.image, node)
  }

  private func isOfSameLayer(_ question: ImageOrderQuestion?) -> Bool {
    guard case .signal(let layer, _)? = question?.criterion,
      case .signal(layer, _)? = followed?.criterion
    else { return false }
    return true
  }

  func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    guard let labels = context.dataSet?.labels else { return [] }
    let sequence = view(context).sequence
    var isFound: [Int: Bool] = [:]
    return (0..<sequence.count).filter { place in
      let image = sequence[place]
      guard labels.indices.contains(image) else { return false }
      let label = labels[image]
      let isOfClass =
        isFound[label] ?? pattern.isFound(in: context.className(label))
      isFound[label] = isOfClass
      return isOfClass || "\(image)" == pattern.text
    }
  }

  func place(_ context: PaneContext) -> Int? { view(context).cursor }

  func go(to place: Int, _ context: inout PaneContext) {
    let sequence = view(context).sequence
    guard (0..<sequence.count).contains(place) else { return }
    context.selection.image = sequence[place]
  }

  func captions(_ context: PaneContext) -> [String] {
    guard context.dataSet != nil, context.layer != nil else { return [] }
    let words = words(of: found(context).question, context)
    return [words.joined(separator: "  "), words.prefix(2).joined(separator: " "), words[0]]
  }

  func position(_ context: PaneContext) -> String {
    guard context.dataSet != nil else { return "" }
    let view = view(context)
    let chosen = context.selection.chosen.count
    let parts = [
      "order \(context.page.place) of \(context.page.count)",
      "\(min(view.cursor + 1, view.sequence.count).grouped) of \(view.sequence.count.grouped)",
      chosen > 0 ? "* \(chosen) chosen" : nil,
      view.reductionWords(besideImagesIn: context.room),
    ]
    return parts.compactMap { $0 }.joined(separator: "  ")
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    if let words = withoutGroup(context) {
      canvas.write(
        paragraph: "\(words). \(context.key(.group)) shows its own images.", row: 0,
        style: .role(.warning))
      return
    }
    // Of all images nothing needs to be known; but there may be none, or no layer.
    let asked = orderQuestion(context)
    if asked != nil || signalQuestion(context) == nil {
      let waitingFor = order == .mistakes ? "predictions" : "signals"
      let known = context.value(
        of: context.found(asked), waitingFor: "the \(waitingFor) of all images", on: &canvas)
      guard known != nil else { return }
    }
    view(context).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard let dataSet = context.dataSet, let layer = context.layer, withoutGroup(context) == nil,
      orderQuestion(context).map({ context.findings[$0].answer != nil }) ?? true
    else { return nil }
    let view = view(context)
    return ImagesReport(
      order: order.rawValue, images: (0..<view.sequence.count).map { view.sequence[$0] },
      layer: layer, nodes: nodes(context), signal: { view.signals?.score(of: $0) },
      predictions: view.predictions, leftOut: context.leftOutImages, dataSet: dataSet,
      model: context.findings.model)
  }

  // MARK: - What it asks

  /// The selected vector's group, where it is known.
  private func group(_ context: PaneContext) -> SemanticHierarchy.Group? {
    guard case .value(let hierarchy, _, isStale: false) = context.hierarchy else { return nil }
    return context.group(in: hierarchy).map { hierarchy.groups[$0] }
  }

  /// Why there are no images of the vector's group, where it is in none.
  private func withoutGroup(_ context: PaneContext) -> String? {
    guard context.selection.isOfGroup, order.isBySignal,
      case .value(let hierarchy, _, isStale: false) = context.hierarchy,
      context.group(in: hierarchy) == nil
    else { return nil }
    return context.shortfallWords(in: hierarchy.significance)
  }

  private func nodes(_ context: PaneContext) -> [SignificanceHypergraph.Node] {
    (context.selection.isOfGroup ? group(context)?.nodes : nil) ?? [context.selection.node]
  }

  /// What asks for the signals of the vector or its group; nil where there are none.
  private func signalQuestion(_ context: PaneContext) -> ImageOrderQuestion? {
    context.layer == nil || context.dataSet == nil
      ? nil
      : ImageOrderQuestion(by: .signal(layer: context.selection.layer, nodes: nodes(context)))
  }

  /// What asks for the order that is shown; nil for that of their numbers.
  private func orderQuestion(_ context: PaneContext) -> ImageOrderQuestion? {
    guard let signals = signalQuestion(context) else { return nil }
    return switch order {
    case .highest, .lowest, .quantiles: signals
    case .byClass: ImageOrderQuestion(by: .label)
    case .mistakes: ImageOrderQuestion(by: .mistake)
    case .all: nil
    }
  }

  private func found(_ context: PaneContext) -> Found<ImageOrderQuestion> {
    orderQuestion(context).map { context.found($0) } ?? .nothing
  }

  /// The order, the vectors and the layer of what is shown.
  private func words(of question: ImageOrderQuestion?, _ context: PaneContext) -> [String] {
    guard case .signal(let layer, let nodes)? = question?.criterion else {
      switch question?.criterion {
      case .label: return ["class by class"]
      case .mistake: return ["mistakes", "the surest first"]
      default: return [order.isBySignal ? order.rawValue : "all"]
      }
    }
    let name = nodes.first?.label(context.selection.parameters.polarity) ?? ""
    let isOfGroup = context.selection.isOfGroup && group(context) != nil
    let vectors = isOfGroup ? "\(name) (\(nodes.count))" : name
    return [order.rawValue, vectors, context.name(ofLayer: layer)]
  }

  /// What is seen.
  private func view(_ context: PaneContext) -> ImagesPicture {
    let sequence: ImageSequence
    switch found(context) {
    case .value(let known, _, _):
      sequence =
        order == .quantiles
        ? ImageSequence(quantilesOf: known) : ImageSequence(known, isReversed: order == .lowest)
    default:
      sequence = ImageSequence(all: order == .all ? context.dataSet?.labels.count ?? 0 : 0)
    }
    let own = sequence.place(of: context.selection.image)
    let isFollowing = isFollowing || order == .all || order == .byClass
    return ImagesPicture(
      sequence: sequence, cursor: isFollowing ? own ?? 0 : 0,
      isOnImage: isFollowing && own != nil,
      signals: signalQuestion(context).flatMap { context.findings[$0].answer },
      predictions: context.findings[PredictionsQuestion()].answer, order: order,
      context: context)
  }
}
