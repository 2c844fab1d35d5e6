import DeepDataProfiler
import Explorer
import LinearAlgebra
import NeuralNetwork
import System
import TerminalUI
import Testing

/// A small network and data set, made by hand: every number follows from a formula without
/// functions whose last digit depends on the machine.
enum Sample {
  static let classNames = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
  ]

  static func layer(
    _ index: Int, _ name: String, _ weight: [Int], input: [Int]?, output: [Int]?
  ) throws -> LinearLayer {
    LinearLayer(
      index: index, name: name, kind: weight.count == 4 ? .convolution : .linear,
      weightShape: try shape(weight), inputShape: try input.map(shape),
      outputShape: try output.map(shape))
  }

  struct ShapeFault: Error {}

  static func shape(_ extents: [Int]) throws -> Shape {
    guard let shape = Shape(extents) else { throw ShapeFault() }
    return shape
  }

  static func model(hasGraph: Bool = true) throws -> Findings.Model {
    Findings.Model(
      file: "mnist.bin", format: "pytorch", parameters: 600_810, hasGraph: hasGraph,
      layers: [
        try layer(0, "conv1", [32, 1, 3, 3], input: [1, 28, 28], output: [32, 26, 26]),
        try layer(1, "conv2", [32, 32, 3, 3], input: [32, 26, 26], output: [32, 24, 24]),
        try layer(2, "fc1", [128, 4608], input: [4608], output: [128]),
        try layer(3, "fc2", [10, 128], input: [128], output: [10]),
      ])
  }

  /// Another checkpoint of it, that lacks conv1.
  static func checkpoint() throws -> Findings.Model {
    Findings.Model(
      file: "epoch3.bin", format: "pytorch", parameters: 600_490, hasGraph: false,
      layers: [
        try layer(0, "conv2", [32, 32, 3, 3], input: nil, output: nil),
        try layer(1, "fc1", [128, 4608], input: nil, output: nil),
        try layer(2, "fc2", [10, 128], input: nil, output: nil),
      ])
  }

  static let dataSet = Findings.DataSet(
    file: "mnist.npz", labels: (0..<40).map { $0 * 7 % 10 }, classNames: classNames)

  static func findings(
    hasGraph: Bool = true, hasData: Bool = true, beside: Findings.Model? = nil
  ) throws -> Findings {
    Findings(
      model: try model(hasGraph: hasGraph), beside: beside, dataSet: hasData ? dataSet : nil)
  }

  /// An explorer that has no answer yet.
  static func explorer(
    _ size: Size = Size(columns: 200, rows: 60), layer: Int = 1, themes: [Theme] = Theme.builtIn,
    chart: String = "histogram", beside: Findings.Model? = nil, keys: KeyMap = .standard
  ) throws -> Explorer {
    var explorer = Explorer(
      findings: try findings(beside: beside), size: size, themes: themes, keys: keys,
      selection: Selection(layer: layer, vector: 2, image: 17))
    explorer.turn(to: chart, of: .spectrum)
    return explorer
  }

  /// An explorer that has every answer it wants.
  static func answered(
    _ size: Size = Size(columns: 200, rows: 60), layer: Int = 1, themes: [Theme] = Theme.builtIn,
    chart: String = "histogram", beside: Findings.Model? = nil, keys: KeyMap = .standard
  ) throws -> Explorer {
    var explorer = try explorer(
      size, layer: layer, themes: themes, chart: chart, beside: beside, keys: keys)
    answer(&explorer)
    return explorer
  }

  /// Answers all that is wanted, but for one question.
  static func answer(_ explorer: inout Explorer, besides left: AnyQuestion? = nil) {
    while let question = explorer.wanted.first(where: { $0 != left }) {
      explorer.find(question, answer(to: question))
    }
  }

  /// What the sample knows of a question.
  static func answer(to question: AnyQuestion) -> AnyFinding {
    let isOther = question.model == 1
    return switch question.question {
    case let asked as SpectrumQuestion:
      if case .toeplitz = asked.matrization {
        .failed(Failure(kind: .network, problem: "the size of its map is not known"))
      } else if isOther {
        .known(shuffledSpectrum(asked.layer + 1))
      } else {
        .known(asked.seed == nil ? spectrum(asked.layer) : shuffledSpectrum(asked.layer))
      }
    case let asked as VisualizationQuestion: .known(optimizedImage(asked.recipe))
    case let asked as FilterQuestion: .known(filter(asked.layer, asked.vector))
    case let asked as VectorSignalsQuestion:
      .known(vectorSignals(asked.node, asked.parameters))
    case is SuccessorsQuestion: .known(successors)
    case let asked as LinksQuestion: .known(links(asked))
    case let asked as GramMatrixQuestion: .known(gramMatrix(asked.layer))
    case let asked as PowerLawTestQuestion:
      .known(
        PowerLawTest(
          goodness: asked.layer == 1 ? 0.412 : 0.03, samples: 1000,
          exponential: LikelihoodRatio(normalized: 1.83, p: 0.067),
          lognormal: LikelihoodRatio(normalized: -0.4, p: 0.69)))
    case let asked as CandidatesQuestion:
      .known(PowerLaw.candidates(of: spectrum(asked.layer).eigenvalues, atMost: 512))
    case is PredictionsQuestion: .known(predictions)
    case let asked as ImageOrderQuestion: .known(imageOrder(asked.criterion))
    case let asked as ReceptiveFieldsQuestion: .known(receptiveFields(asked.layer))
    case let asked as InputImagesQuestion: .known(images(asked.images))
    case is SortedSignalsQuestion where table != nil: .known(table as any Sendable)
    case let asked as HierarchyQuestion: .known(hierarchy(asked.layer, asked.parameters))
    case let asked as SimilarityQuestion: .known(similarity(asked))
    case let asked as ImageHypergraphQuestion: .known(imageHypergraph(asked))
    case let asked as FeatureMapsQuestion:
      .known(maps(asked.stage, layer: asked.layer, image: asked.image))
    case let asked as OptimizedMapsQuestion:
      .known(maps(asked.stage, layer: asked.layer, image: 40))
    default: .failed(Failure(kind: .network, problem: "not in the sample"))
    }
  }

  /// A picture that brightens to the right and below.
  static func optimizedImage(_ recipe: VisualizationRecipe, after steps: Int? = nil)
    -> OptimizedImage
  {
    OptimizedImage(
      channels: 1, height: 28, width: 28, values: (0..<784).map { Float($0 % 28 + $0 / 28) / 54 },
      opacity: nil, objectives: .init(first: -1.25, last: 40.5), steps: steps ?? recipe.steps)
  }

  static let successors: [Network.Successor] = [
    .layer(1, maps: []), .layer(2, maps: [12, 12]), .layer(3, maps: []), .end,
  ]

  static func links(_ asked: LinksQuestion) -> Links {
    let count = [9, 32, 120, 10][asked.next]
    return Links(
      layer: asked.next,
      strengths: (0..<count).map { abs(Double(noise($0 * 7 + asked.vector))) / 4 })
  }

  /// Signals of ten classes that move to the right from one to the next.
  static func vectorSignals(
    _ node: SignificanceHypergraph.Node, _ parameters: SignificanceHypergraph.Parameters
  ) -> VectorSignals {
    let vector = node.vector
    let classes = (0..<10).map { label -> VectorSignals.Spread in
      let middle = Double(label) / 2 - 2 + Double(vector % 3) / 4
      let above = min(4, max(0, label - 5))
      return .init(
        label: label, count: 4, minimum: middle - 1.5, lowerQuartile: middle - 0.5, median: middle,
        upperQuartile: middle + 0.75, maximum: middle + 1.25, above: above,
        below: min(4, max(0, 3 - label)))
    }
    let images = (0..<8).map { ($0 * 5 + vector) % 40 }
    let signals = VectorSignals(
      parameters: parameters, threshold: Float(parameters.quantile * 2), classes: classes,
      highest: images.enumerated().map { .init(image: $1, signal: 3.5 - Double($0) / 4) },
      lowest: images.enumerated().map { .init(image: 39 - $1, signal: Double($0) / 4 - 3) })
    return node.isNegative ? signals.negated : signals
  }

  /// The signal of one image in the direction of one vector.
  private static let table = Shape([1, 1]).map {
    SignalTable(pool: .mean, signals: Tensor(shape: $0, values: [0]), labels: [0])
  }

  static func spectrum(_ layer: Int) -> Spectrum {
    let count = [9, 32, 128, 10][layer]
    let values = (0..<count).map { index -> Double in
      let t = Double(index) / Double(count)
      return 3.2 * (1 - t) * (1 - t) + 0.9 * (1 - t) + 0.15 / (1 + 20 * t) + 0.02
    }
    let bulk = MarchenkoPastur(
      variance: 0.01, lowerEdge: 0.2, upperEdge: 4.84, spikeEdge: 4.84)
    let law: Result<PowerLaw, PowerLaw.Fault> =
      layer == 3
      ? .failure(.tooFewValues)
      : .success(
        PowerLaw(
          alpha: 2.3 + Double(layer), xmin: 2.5, distance: 0.081, sigma: 0.25,
          tailCount: count / 2))
    return Spectrum(
      singularValues: values, rank: count == 128 ? 120 : count,
      matrices: LayerMatrices(rows: count, columns: 9 * count), powerLaw: law, bulk: bulk,
      spikes: count / 3)
  }

  /// One without the largest values.
  static func shuffledSpectrum(_ layer: Int) -> Spectrum {
    let values = spectrum(layer).singularValues.map { min($0, 2.5) }
    let law = PowerLaw(alpha: 4.25, xmin: 1.5, distance: 0.06, sigma: 0.5, tailCount: 6)
    return Spectrum(
      singularValues: values, rank: values.count,
      matrices: LayerMatrices(rows: values.count, columns: 9 * values.count),
      powerLaw: .success(law),
      bulk: MarchenkoPastur(variance: 0.01, lowerEdge: 0.2, upperEdge: 6.5, spikeEdge: 6.5),
      spikes: 0)
  }

  static func filter(_ layer: Int, _ vector: Int) -> SingularFilter {
    let (channels, side, filters) = [(1, 3, 32), (32, 3, 32), (4608, 1, 128), (128, 1, 10)][layer]
    return SingularFilter(
      singularValue: spectrum(layer).singularValues[vector], channels: 0..<channels, height: side,
      width: side,
      rightVector: (0..<channels * side * side).map { noise($0 + 97 * vector) / 8 },
      filters: 0..<filters, leftVector: (0..<filters).map { noise($0 + 31 * vector) / 3 })
  }

  static func gramMatrix(_ layer: Int) -> GramMatrix {
    let order = [32, 32, 128, 10][layer]
    let values = (0..<order * order).map { place -> Float in
      let (row, column) = (place / order, place % order)
      return row == column ? 2.25 : noise(min(row, column) * 131 + max(row, column)) / 2
    }
    return GramMatrix(
      order: order, pool: 1, values: values, diagonal: 2.25...2.25, greatestOther: 0.5)
  }

  static let predictions = Predictions(
    predicted: dataSet.labels.enumerated().map { image, label in
      image == 3 ? (label + 1) % 10 : label
    }, confidences: dataSet.labels.indices.map { $0 == 3 ? 0.75 : 1 - Float($0) / 100 },
    labels: dataSet.labels, scores: ClassScores(output: "", count: 10))

  /// Three rows and columns of the image more for each layer, without padding.
  static func receptiveFields(_ layer: Int) -> ReceptiveFieldsQuestion.Answer {
    func fields(_ layers: Int) -> ReceptiveFields {
      let extents = (0..<28 - 2 * layers).map {
        ReceptiveFields.Extent(range: $0..<$0 + 1 + 2 * layers, isCut: false)
      }
      return ReceptiveFields(rows: extents, columns: extents)
    }
    return ReceptiveFieldsQuestion.Answer(input: fields(layer), output: fields(layer + 1))
  }

  /// The signal of an image in the direction of a vector.
  static func signal(_ vector: Int, _ image: Int) -> Float {
    Float(image * 13 % 40) / 8 - 2.5 + Float(vector) / 4
  }

  static func imageOrder(_ criterion: ImageOrderQuestion.Criterion) -> ImageOrder {
    let labels = dataSet.labels
    switch criterion {
    case .label:
      return ImageOrder(
        labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }, of: labels.count)
    case .mistake: return ImageOrder([3], scores: [0.75], of: labels.count)
    case .signal(_, let nodes):
      let signals = labels.indices.map { image in
        nodes.reduce(0) { $0 + ($1.isNegative ? -1 : 1) * signal($1.vector, image) }
      }
      let images = labels.indices.sorted { (signals[$1], $0) < (signals[$0], $1) }
      return ImageOrder(images, scores: images.map { signals[$0] }, of: labels.count)
    }
  }

  static func images(_ images: [Int]) -> InputImages {
    InputImages(
      Dictionary(
        uniqueKeysWithValues: Set(images).compactMap { image in
          shownImage(image).map { (image, $0) }
        }))
  }

  /// Rings of white on black.
  static func shownImage(_ image: Int) -> ShownImage? {
    ShownImage(digit(image).map { $0 > 0 ? 1 : 0 }, extents: [1, 28, 28])
  }

  /// A value between -1 and 1 that looks arbitrary.
  static func noise(_ seed: Int) -> Float {
    var state = UInt32(truncatingIfNeeded: seed &* 747_796_405 &+ 277_803_737)
    state ^= state >> 15
    state = state &* 2_246_822_519
    state ^= state >> 13
    return Float(state % 2001) / 1000 - 1
  }

  static func maps(_ stage: Stage, layer: Int, image: Int) -> FeatureMaps {
    if stage == .input, layer == 0 {
      return FeatureMaps(stage: stage, count: 1, height: 28, width: 28, values: digit(image))
    }
    let (count, side) =
      switch (stage, layer) {
      case (.input, 1): (32, 26)
      case (.fields, 1): (288, 24)
      case (_, 0): (9, 26)
      case (_, 1): (32, 24)
      case (.input, 2), (.fields, 2): (4608, 1)
      case (_, 2): (120, 1)
      case (.input, _), (.fields, _): (128, 1)
      default: (10, 1)
      }
    let values = (0..<count).flatMap { map -> [Float] in
      (0..<side * side).map { place -> Float in
        guard side > 1 else { return noise(map * 31 + image) * 3 / Float(1 + map / 20) }
        let (y, x) = (Float(place / side) - 12, Float(place % side) - 12)
        let (a, b) = (Float(map % 5) - 2, Float((map + image) % 7) - 3)
        if map == 5, place % (side + 1) == 0 { return .nan }
        let wave = (a * x + b * y) / 12
        return (wave - wave * wave * wave / 9) * (1 - (x * x + y * y) / 400)
      }
    }
    return FeatureMaps(
      stage: stage, activation: stage.isActivated ? "ReLU" : nil, count: count, height: side,
      width: side, values: values)
  }

  /// A ring whose shape depends on the image.
  static func digit(_ image: Int) -> [Float] {
    let (a, b) = (Float(3 + image % 5), Float(4 + image % 3))
    return (0..<28 * 28).map { place in
      let (y, x) = (Float(place / 28) - 13.5, Float(place % 28) - 13.5)
      let distance = (x / a) * (x / a) + (y / b / 1.6) * (y / b / 1.6)
      return distance > 0.7 && distance < 1.6 ? 2.8 : -0.42
    }
  }

  static func hierarchy(
    _ layer: Int, _ parameters: SignificanceHypergraph.Parameters
  ) -> SemanticHierarchy {
    let sets: [([Int], [Int])] = [
      ([0, 1, 3], Array(0...9)), ([2], [0, 2, 3, 5, 6, 8]), ([5, 8], [1, 4, 7, 9]),
      ([4, 7], [3, 5, 8]), ([6], [4, 9]), ([9, 10], [0, 6]), ([11], [7]), ([12], [1]),
    ]
    let kept =
      parameters.quantile > 0.98 ? [] : layer == 3 ? Array(sets.prefix(3)) : sets
    return hierarchy(of: kept, parameters)
  }

  private static func exemplars(_ images: [Int]) -> [SemanticHierarchy.Exemplar] {
    zip(images, 0...).prefix(5).map { .init(image: $0, signal: 3.25 - Double($1) / 4) }
  }

  /// The hierarchy of given vectors and the classes they are significant for.
  static func hierarchy(
    of sets: [([Int], [Int])], _ parameters: SignificanceHypergraph.Parameters = .init()
  ) -> SemanticHierarchy {
    let negative = parameters.polarity == .negative
    let groups = sets.map { vectors, classes in
      SemanticHierarchy.Group(
        nodes: vectors.map { SignificanceHypergraph.Node(vector: $0, isNegative: negative) },
        classes: classes,
        exemplars: exemplars(
          dataSet.labels.indices.dropLast(2).reversed().filter {
            classes.contains(dataSet.labels[$0])
          }),
        exemplarsOfAll: exemplars(dataSet.labels.indices.filter { $0 % 3 == 0 }))
    }
    var covers: [SemanticHierarchy.Cover] = []
    let contents = groups.map { Set($0.classes) }
    for upper in groups.indices {
      for lower in groups.indices where contents[lower].isStrictSubset(of: contents[upper]) {
        let between = contents.contains {
          contents[lower].isStrictSubset(of: $0) && $0.isStrictSubset(of: contents[upper])
        }
        if !between { covers.append(.init(upper: upper, lower: lower)) }
      }
    }
    let significance = SignificanceHypergraph(
      parameters: parameters, threshold: Float(parameters.quantile * 2),
      hypergraph: hypergraph(of: groups))
    return SemanticHierarchy(significance: significance, groups: groups, covers: covers)
  }

  /// The classes of some groups, and their nodes.
  static func hypergraph(
    of groups: [SemanticHierarchy.Group]
  ) -> Hypergraph<Int, SignificanceHypergraph.Node> {
    var nodes: [Int: [SignificanceHypergraph.Node]] = [:]
    for group in groups {
      for label in group.classes { nodes[label, default: []] += group.nodes }
    }
    return Hypergraph(nodes)
  }
}
