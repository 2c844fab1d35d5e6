import LinearAlgebra
import NeuralNetwork

/// The ascent to an image that maximises an objective, step by step (paper section 6).
struct FeatureVisualization: Sendable {
  private let recipe: VisualizationRecipe
  private let layer: Int
  private let direction: VisualizationObjective.Direction
  private let parametrization: ImageParametrization
  private let input: NetworkInput
  private var parameters: [Double]
  private var ascent: Adam
  private var generator: SplitMix
  private var steps = 0
  private var firstObjective: Double?
  /// The sum over steps of how steep the objective was at each pixel.
  private var steepness: [Double]

  private static let rate = 0.05
  /// How many parts of an image are looked at in a step, where it is not looked at as a whole.
  private static let cropCount = 4
  /// The sides of the parts, as fractions of the image's: 5 to 20 % of its area.
  private static let cropSides = (0.05.squareRoot(), 0.2.squareRoot())
  private static let cropNoise = 0.1

  /// An ascent that has not begun.
  /// - Parameters:
  ///   - recipe: how the image comes about.
  ///   - layer: the layer whose signals count.
  ///   - direction: the objective.
  ///   - input: how images enter the network.
  ///   - magnitudes: those of the Fourier coefficients, where only phases are optimised.
  init(
    _ recipe: VisualizationRecipe, layer: Int, direction: VisualizationObjective.Direction,
    input: NetworkInput, magnitudes: [Matrix] = []
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
    parametrization = ImageParametrization(
      basis, channels: input.channels, height: input.height, width: input.width)
    generator = SplitMix(seed: recipe.seed)
    parameters = parametrization.start(&generator)
    ascent = Adam(count: parameters.count, rate: Self.rate)
    steepness = [Double](repeating: 0, count: input.height * input.width)
  }

  /// About how many bytes it takes.
  var byteCount: Int { 8 * (4 * parameters.count + steepness.count) }
  /// The fraction that is done, 0 to 1.
  var fraction: Double { Double(steps) / Double(max(1, recipe.steps)) }
  /// Whether all steps are taken.
  var isDone: Bool { steps >= recipe.steps }

  /// Takes a step.
  /// - Throws: `Failure` that names a node which has no gradient.
  mutating func advance(_ network: Network) throws {
    if firstObjective == nil {
      firstObjective = try objective(of: parametrization.image(of: parameters).values, network)
    }
    let image = parametrization.image(of: parameters)
    let views = views()
    let seen = concurrently(views.count, inPiecesOf: 1) { views[$0.lowerBound](image.values) }
      .map { input.numbers(of: noisy($0)) }
    let gradients = try gradients(at: seen, network)
    let back = concurrently(views.count, inPiecesOf: 1) { [input] range in
      views[range.lowerBound].transposed(input.slopes(gradients[range.lowerBound]))
    }
    var slopes = [Double](repeating: 0, count: image.values.count)
    for part in back {
      for index in slopes.indices { slopes[index] += part[index] / Double(views.count) }
    }
    let size = steepness.count
    for (index, slope) in slopes.enumerated() { steepness[index % size] += abs(slope) }
    ascent.step(&parameters, up: parametrization.gradient(slopes, at: image, parameters))
    steps += 1
  }

  /// The image as it is now.
  /// - Throws: `Failure` where the network can't be run.
  func image(_ network: Network) throws -> OptimizedImage {
    let values = parametrization.image(of: parameters).values
    let last = try objective(of: values, network)
    return OptimizedImage(
      channels: input.channels, height: input.height, width: input.width,
      values: values.map(Float.init), opacity: opacity,
      objectives: .init(first: firstObjective ?? last, last: last), steps: steps)
  }

  /// How much each pixel mattered: those of the upper fifth are opaque; nil where an image is looked at as a
  /// whole.
  private var opacity: [Float]? {
    guard recipe.basis == .phase else { return nil }
    let most = steepness.sorted()[steepness.count * 4 / 5]
    return steepness.map { most > 0 ? Float(min(1, $0 / most)) : 1 }
  }

  /// What is looked at in a step.
  private mutating func views() -> [ImageView] {
    let (height, width) = (input.height, input.width)
    guard recipe.basis == .phase else {
      return [ImageView.random(height: height, width: width, &generator)]
    }
    return (0..<Self.cropCount).map { _ in
      ImageView(
        height: height, width: width,
        side: generator.uniform(Self.cropSides.0, Self.cropSides.1),
        corner: (generator.uniform(0, 1), generator.uniform(0, 1)))
    }
  }

  private mutating func noisy(_ view: [Double]) -> [Double] {
    guard recipe.basis == .phase else { return view }
    return view.map { $0 + Self.cropNoise * generator.normal() }
  }

  /// The gradient of the objective of each of some inputs with respect to them.
  private func gradients(at inputs: [[Float]], _ network: Network) throws -> [[Float]] {
    guard let shape = Shape([inputs.count] + input.extents) else { return [] }
    let images = Tensor(shape: shape, values: inputs.flatMap { $0 })
    let cotangent = direction.gradient
    let (_, gradient) = try network.gradient(images, of: layer) { output in
      Tensor(shape: output.shape, values: (0..<output.shape[0]).flatMap { _ in cotangent })
    }
    let size = input.extents.reduce(1, *)
    return inputs.indices.map { Array(gradient.values[$0 * size..<($0 + 1) * size]) }
  }

  private func objective(of image: [Double], _ network: Network) throws -> Double {
    guard let shape = Shape([1] + input.extents) else { return .nan }
    let numbers = Tensor(shape: shape, values: input.numbers(of: image))
    return direction.value(of: try network.forward(numbers, to: .layer(layer)).values[...])
  }
}
