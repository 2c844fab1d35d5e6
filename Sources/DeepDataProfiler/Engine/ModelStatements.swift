import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// What is stated about a model: by its card, then by the files that lie beside it, field by field
/// whatever comes first.
struct ModelStatements {
  let card: ModelCard
  /// What can't be read or done of what lies beside the model, in one line each.
  private(set) var warnings: [String]

  private let cardFiles: [MappedFile]
  private let cardName: String?
  private var companions: [CompanionFile]

  /// Reads them.
  /// - Parameters:
  ///   - path: the model's file.
  ///   - cardPath: its card; nil for the one that lies beside it, if any.
  /// - Throws: `Failure` for a card that can't be read.
  init(ofModel path: String, card cardPath: String?) throws {
    let cardPath = cardPath ?? ModelCard.beside(path)
    let cardFile = try cardPath.map { try MappedFile(path: $0) }
    card = try cardPath.map { try ModelCard.read(path: $0) } ?? ModelCard()
    let names = try card.data.outputsPath.map { try MappedFile(path: $0) }
    cardFiles = [cardFile, names].compactMap { $0 }
    cardName = cardPath.map(MappedFile.name)
    (companions, warnings) = CompanionFile.beside(path)
  }

  /// The files that something is taken of, for their digests.
  /// - Parameter outputsFile: the one that the names of outputs are taken of, if any.
  /// - Returns: them, the card's first.
  func sources(naming outputsFile: String?) -> [SourceFile] {
    let taken = companions.filter { $0.input != ModelCard.Input() || $0.name == outputsFile }
    return SourceFile.mapped(cardFiles) + SourceFile.mapped(taken.map(\.file))
  }

  /// What the network is called.
  var architecture: String? { companions.lazy.compactMap(\.architecture).first }

  /// Channels, height and width of an image, by the files beside the model.
  var imageShape: [Int]? { companions.lazy.compactMap(\.input.shape).first }

  /// How many classes there are, by the names that are stated; nil where none are.
  var classCount: Int? {
    [card.data.outputs, card.data.classes].map(\.count).first { $0 > 0 }
      ?? companions.lazy.map(\.outputs.count).first { $0 > 0 }
  }

  /// The card's data, with the names of outputs of a file beside the model where the card names none
  /// and these are as many; and that file's name.
  mutating func data(naming count: Int?) -> (data: ModelCard.Data, file: String?) {
    guard let count, card.data.outputs.isEmpty, card.data.classes.count != count else {
      return (card.data, nil)
    }
    var data = card.data
    guard let companion = companions.first(where: { $0.outputs.count == count }) else {
      // A list may be of anything, a configuration is of a network.
      let named = companions.first { !$0.outputs.isEmpty && $0.architecture != nil }
      if let named {
        warnings.append(
          "\(named.name) names \(named.outputs.count) classes, and the network tells \(count): they "
            + "are passed over")
      }
      return (data, nil)
    }
    data.outputs = companion.outputs
    return (data, companion.name)
  }

  /// How a network's images are prepared.
  mutating func preparation(of network: Network) -> ModelCard.Input {
    for index in companions.indices {
      let input = companions[index].input
      let channels = network.imageShape?.extents.first
      let count = [input.mean, input.std].compactMap { $0?.count }
        .first { $0 != 1 && $0 != channels ?? $0 }
      guard network.takesIntegers || count != nil else { continue }
      if !network.takesIntegers, let count, let channels {
        warnings.append(
          "\(companions[index].name) has a mean or std of \(count) channels, and the network takes "
            + "\(channels): they are passed over")
      }
      (companions[index].input.mean, companions[index].input.std) = (nil, nil)
      (companions[index].input.scale, companions[index].input.order) = (nil, nil)
    }
    var input = card.input
    input.shape = network.imageShape?.extents
    for companion in companions {
      input.mean = input.mean ?? companion.input.mean
      input.std = input.std ?? companion.input.std
      input.scale = input.scale ?? companion.input.scale
      input.order = input.order ?? companion.input.order
      input.interpolation = input.interpolation ?? companion.input.interpolation
      if input.resize == nil, let resize = companion.input.resize {
        (input.resize, input.cutsLow) = (resize, companion.input.cutsLow)
      }
    }
    input.scale = input.scale ?? (network.takesIntegers ? 1 : 255)
    return input
  }

  /// What is done to pixels, and by whose word.
  func pixels(_ input: ModelCard.Input, of network: Network) -> PixelPreparation {
    let files = files { [$0.mean != nil, $0.std != nil, $0.scale != nil, $0.order != nil] }
    let source: PixelPreparation.Source =
      !files.isEmpty
      ? .stated(files) : network.takesIntegers ? .graph : .assumed(card: cardName)
    return PixelPreparation(
      scale: input.scale ?? 255, mean: input.mean ?? [0], std: input.std ?? [1],
      order: (input.order ?? .rgb).rawValue, source: source)
  }

  /// Warns of an image of floats, which are taken as they are, where these are beyond what the stated
  /// preparation makes of bytes.
  mutating func doubt(floats image: Tensor, _ input: ModelCard.Input, of network: Network) {
    let pixels = pixels(input, of: network)
    guard case .stated(let files) = pixels.source else { return }
    func ends(_ pixel: Float) -> [Float] {
      (0..<max(pixels.mean.count, pixels.std.count)).map { channel in
        (pixel / pixels.scale - pixels.mean[min(channel, pixels.mean.count - 1)])
          / pixels.std[min(channel, pixels.std.count - 1)]
      }
    }
    let bounds = ends(0) + ends(255)
    guard let least = bounds.min(), let most = bounds.max(),
      let beyond = image.values.first(where: { $0 < least - 1 || $0 > most + 1 })
    else { return }
    warnings.append(
      "the images are floats and taken as they are, of which \(beyond) is beyond what "
        + "\(files.joined(separator: " and ")) makes of bytes (\(least) to \(most))")
  }

  /// How pictures are resized, and by whose word; nil where nothing states it.
  func resizing(_ input: ModelCard.Input) -> PictureResizing? {
    let files = files { [$0.resize != nil, $0.interpolation != nil] }
    guard !files.isEmpty else { return nil }
    let sides: [Int]? =
      switch input.resize {
      case .shortSide(let side): [side]
      case .sides(let height, let width): [height, width]
      case nil: nil
      }
    return PictureResizing(
      sides: sides, interpolation: (input.interpolation ?? .bilinear).rawValue, files: files)
  }

  /// The files of which something is taken: for each field the first that has it.
  private func files(stating fields: (ModelCard.Input) -> [Bool]) -> [String] {
    let inputs =
      [(cardName ?? "", fields(card.input))] + companions.map { ($0.name, fields($0.input)) }
    var files: [String] = []
    for field in fields(card.input).indices {
      if let file = inputs.first(where: { $0.1[field] })?.0, !files.contains(file) {
        files.append(file)
      }
    }
    return inputs.map(\.0).filter(files.contains)
  }
}
