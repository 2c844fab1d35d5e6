import LinearAlgebra
import NeuralNetwork
import System

/// The ascent to an image that maximises an objective, step by step (paper section 6), or to several that also
/// differ.
struct FeatureVisualization: Sendable {
  private var recipe: VisualizationRecipe
  private let layer: Int
  private let direction: VisualizationObjective.Direction
  private let parametrization: ImageParametrization
  private let input: NetworkInput
  /// How many images go through the network together: what each leaves for the way back takes memory.
  var imagesAtOnce = 16
  /// How far it is.
  private(set) var state: State

  /// How far an ascent is.
  struct State: Equatable, Sendable {
    var steps = 0
    var generator: SplitMix
    var starts: [Start]
  }

  /// How far one of its images is.
  struct Start: Equatable, Sendable {
    var parameters: [Double]
    var ascent: Adam
    /// The objective of the image that it began with, for weights of 1 at most.
    var firstObjective: Double?
    /// The sum over steps of how steep the objective was at each pixel.
    var steepness: [Double]

    /// Takes a step up a gradient.
    fileprivate mutating func climb(up gradient: [Double]) {
      ascent.step(&parameters, up: gradient)
    }
  }

  private static let rate = 0.05
  /// How many parts of an image are looked at in a step, where it is not looked at as a whole.
  private static let cropCount = 4
  private static let cropNoise = 0.1

  /// An ascent that has not begun.
  /// - Parameters:
  ///   - recipe: how the image comes about.
  ///   - layer: the layer whose signals count.
  ///   - direction: the objective.
  ///   - input: how images enter the network.
  ///   - magnitudes: those of the Fourier coefficients, where only phases are optimised.
  ///   - beginning: the image that it begins with, channels x height x width, 0 to 1; nil for noise.
  init(
    _ recipe: VisualizationRecipe, layer: Int, direction: VisualizationObjective.Direction,
    input: NetworkInput, magnitudes: [Matrix] = [], beginning: [Double]? = nil
  ) {
    self.recipe = recipe
    self.layer = layer
    self.direction = direction
    self.input = input
    let basis: ImageParametrization.Basis =
      switch recipe.basis {
      case .fft: .fourier
      case .pixel: .pixels
      case .phase: .phases(magnitudes)
      }
    let parametrization = ImageParametrization(
      basis, channels: input.channels, height: input.height, width: input.width)
    self.parametrization = parametrization
    var generator = SplitMix(seed: recipe.seed)
    let starts = (0..<max(1, recipe.starts)).map { _ in
      Start(
        parameters: beginning.map(parametrization.parameters) ?? parametrization.start(&generator),
        ascent: Adam(count: parametrization.count, rate: Self.rate),
        steepness: [Double](repeating: 0, count: input.height * input.width))
    }
    state = State(generator: generator, starts: starts)
  }

  /// Goes on where an ascent of the same kind was; does nothing where it was of another.
  mutating func resume(_ state: State) {
    let fits = zip(state.starts, self.state.starts).allSatisfy {
      $0.parameters.count == $1.parameters.count && $0.steepness.count == $1.steepness.count
    }
    guard fits, state.starts.count == self.state.starts.count, state.steps <= recipe.steps else {
      return
    }
    self.state = state
  }

  /// About how many bytes it takes.
  var byteCount: Int {
    state.starts.reduce(0) { $0 + 8 * (4 * $1.parameters.count + $1.steepness.count) }
  }
  /// The fraction that is done, 0 to 1.
  var fraction: Double { Double(state.steps) / Double(max(1, recipe.steps)) }
  /// Whether all steps are taken.
  var isDone: Bool { state.steps >= recipe.steps }

  /// Takes a step.
  /// - Throws: `Failure` that names a node which has no gradient, or tells that the objective or its gradient
  ///   is not finite.
  mutating func advance(_ network: Network) throws {
    let images = state.starts.map { parametrization.image(of: $0.parameters) }
    for place in images.indices where state.starts[place].firstObjective == nil {
      state.starts[place].firstObjective = try objective(of: images[place].values, network)
    }
    var views: [[ImageView]] = []
    var seen: [[Float]] = []
    for image in images {
      let chosen = self.views()
      seen += concurrently(chosen.count, inPiecesOf: 1) { chosen[$0.lowerBound](image.values) }
        .map { input.numbers(of: noisy($0)) }
      views.append(chosen)
    }
    let gradients = try gradients(at: seen, network)
    for (place, views) in views.enumerated() {
      let gradients = gradients[place * views.count..<(place + 1) * views.count]
      let back = concurrently(views.count, inPiecesOf: 1) { [input] range in
        views[range.lowerBound].transposed(
          input.slopes(gradients[gradients.startIndex + range.lowerBound]))
      }
      var slopes = [Double](repeating: 0, count: images[place].values.count)
      for part in back {
        for index in slopes.indices { slopes[index] += part[index] / Double(views.count) }
      }
      climb(place, up: slopes, at: images[place])
    }
    state.steps += 1
  }

  /// Moves one of the images up the gradient with respect to it.
  private mutating func climb(
    _ place: Int, up slopes: [Double], at image: ImageParametrization.Image
  ) {
    let size = input.height * input.width
    for (index, slope) in slopes.enumerated() {
      state.starts[place].steepness[index % size] += abs(slope)
    }
    let gradient = parametrization.gradient(slopes, at: image, state.starts[place].parameters)
    state.starts[place].climb(up: gradient)
  }

  /// The images as they are now.
  /// - Throws: `Failure` where the network can't be run, or the objective is not finite.
  func images(_ network: Network) throws -> [OptimizedImage] {
    try state.starts.map { start in
      let values = parametrization.image(of: start.parameters).values
      let last = try objective(of: values, network)
      return OptimizedImage(
        channels: input.channels, height: input.height, width: input.width,
        values: values.map(Float.init), opacity: opacity(of: start),
        objectives: .init(
          first: direction.magnitude * (start.firstObjective ?? last),
          last: direction.magnitude * last), steps: state.steps)
    }
  }

  /// How much each pixel mattered: those of the upper fifth are opaque; nil where an image is looked at as a
  /// whole.
  private func opacity(of start: Start) -> [Float]? {
    guard recipe.basis == .phase else { return nil }
    let steepness = start.steepness
    let most = steepness.sorted()[steepness.count * 4 / 5]
    return steepness.map { most > 0 ? Float(min(1, $0 / most)) : 1 }
  }

  /// What is looked at in a step.
  private mutating func views() -> [ImageView] {
    let (height, width) = (input.height, input.width)
    guard recipe.basis == .phase else {
      return [ImageView.random(height: height, width: width, &state.generator)]
    }
    let (least, most) = (
      recipe.crops.lowerBound.squareRoot(), recipe.crops.upperBound.squareRoot()
    )
    return (0..<Self.cropCount).map { _ in
      ImageView(
        height: height, width: width, side: state.generator.uniform(least, most),
        corner: (state.generator.uniform(0, 1), state.generator.uniform(0, 1)))
    }
  }

  private mutating func noisy(_ view: [Double]) -> [Double] {
    guard recipe.basis == .phase else { return view }
    return view.map { $0 + Self.cropNoise * state.generator.normal() }
  }

  /// The gradient with respect to some inputs, those of a start one after the other: of the objective of each,
  /// and of how little the starts are alike.
  private func gradients(at inputs: [[Float]], _ network: Network) throws -> [[Float]] {
    guard let shape = Shape([inputs.count] + input.extents) else { return [] }
    let images = Tensor(shape: shape, values: inputs.flatMap { $0 })
    let parts = images.parts(of: imagesAtOnce)
    let alone = direction.gradient
    var together: [Float]?
    if state.starts.count > 1, parts.count > 1 || network.imagesAtOnce != nil {
      // What is told of in parts has to be known as a whole.
      let outputs = try parts.map { try network.forward($0, to: .layer(layer)) }
      together = cotangents(at: try Tensor.joined(outputs))
    }
    var first = 0
    func slope(_ output: Tensor) throws -> Tensor {
      let count = output.shape[0]
      defer { first += count }
      for image in 0..<count {
        try checkFinite([direction.value(of: output.row(image))], of: network)
      }
      if state.starts.count == 1 {
        return Tensor(shape: output.shape, values: (0..<count).flatMap { _ in alone })
      }
      let all = together ?? cotangents(at: output)
      return Tensor(
        shape: output.shape,
        values: Array(all[first * alone.count..<(first + count) * alone.count]))
    }
    let size = input.extents.reduce(1, *)
    return try parts.flatMap { part in
      let gradient = try network.gradient(part, of: layer, cotangent: slope).gradient.values
      try checkFinite(gradient, "gradient of the objective", of: network)
      return (0..<part.shape[0]).map { Array(gradient[$0 * size..<($0 + 1) * size]) }
    }
  }

  /// The gradient with respect to the outputs of all views of several starts.
  private func cotangents(at outputs: Tensor) -> [Float] {
    let viewCount = outputs.shape[0] / state.starts.count
    let (maps, positions) = (direction.values.count, direction.positionCount)
    var scale = 0.0
    var starts: [Matrix] = []
    for start in state.starts.indices {
      var output = Matrix(rows: maps, columns: viewCount * positions)
      var objective = 0.0
      for view in 0..<viewCount {
        let row = outputs.row(start * viewCount + view)
        objective += direction.value(of: row) / Double(viewCount)
        for map in 0..<maps {
          for position in 0..<positions {
            output[map, view * positions + position] = Double(
              row[row.startIndex + map * positions + position])
          }
        }
      }
      scale = max(scale, abs(objective))
      starts.append(output)
    }
    // A start's objective is the mean of its views', its likeness to the others that of all of them.
    let weight = recipe.diversity * scale * Double(viewCount) / Double(starts.count - 1)
    let alone = direction.gradient
    var cotangents: [Float] = []
    for gradient in VisualizationDiversity(of: starts).gradients {
      for view in 0..<viewCount {
        for map in 0..<maps {
          for position in 0..<positions {
            let slope = weight * gradient[map, view * positions + position]
            cotangents.append(alone[map * positions + position] - Float(slope))
          }
        }
      }
    }
    return cotangents
  }

  private func objective(of image: [Double], _ network: Network) throws -> Double {
    guard let shape = Shape([1] + input.extents) else { return .nan }
    let numbers = Tensor(shape: shape, values: input.numbers(of: image))
    let objective = direction.value(
      of: try network.forward(numbers, to: .layer(layer)).values[...])
    try checkFinite([objective], of: network)
    return objective
  }

  /// Where numbers are not finite there is nothing to climb.
  private func checkFinite(
    _ numbers: [some BinaryFloatingPoint], _ name: String = "objective", of network: Network
  ) throws {
    guard let number = numbers.first(where: { !$0.isFinite }) else { return }
    let isAtStart = state.steps == 0
    let when =
      isAtStart ? "at the start" : "after \(state.steps) step\(state.steps == 1 ? "" : "s")"
    throw Failure(
      kind: .network,
      problem: "the \(name) is \(number.isNaN ? "not a number" : "infinite") \(when)",
      cure: isAtStart && recipe.beginning != nil && canBeginWithNoise(network)
        ? "begin with another image" : "choose another layer")
  }

  /// Whether numbers are finite where it begins with no image.
  private func canBeginWithNoise(_ network: Network) -> Bool {
    var ascent = self
    ascent.recipe.beginning = nil
    for place in state.starts.indices {
      ascent.state.starts[place].parameters = parametrization.start(&ascent.state.generator)
      ascent.state.starts[place].firstObjective = nil
    }
    return (try? ascent.advance(network)) != nil
  }
}
