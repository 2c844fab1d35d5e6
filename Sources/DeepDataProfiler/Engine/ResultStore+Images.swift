import LinearAlgebra
import NeuralNetwork
import System

/// Optimised images, as far as they are, kept by all that decides on them.
extension ResultStore {
  /// Changes whenever the same recipe gives another image than before, or files have another form.
  private static let version: UInt64 = 2

  /// What is kept.
  enum KeptImages: Equatable {
    /// Images that are whole.
    case whole([OptimizedImage])
    /// An ascent that goes on from there.
    case begun(FeatureVisualization.State)
  }

  /// The key of images: by the digest of all that was asked for, the objective, whose last digits depend on
  /// what found the singular vectors, and the kernels.
  func key(_ digest: Digest, _ direction: VisualizationObjective.Direction) -> Key? {
    let kernels = "\(kernelInstructions), OpenBLAS \(OpenBLAS.version) \(OpenBLAS.core)"
    let names = ["image", digest.text, kernels].flatMap { name in
      [UInt64(name.utf8.count)] + name.utf8.map { UInt64($0) }
    }
    let positions = [
      direction.positions.lowerBound, direction.positions.upperBound, direction.positionCount,
    ]
    return key(
      [Self.version] + names + positions.map { UInt64($0) } + [
        direction.share.bitPattern, direction.magnitude.bitPattern,
      ]
        + direction.values.map(\.bitPattern))
  }

  /// What was kept under a key, if it is there and whole.
  func images(_ key: Key) -> KeptImages? {
    words(.image, of: key).flatMap { words in
      var reader = WordReader(words)
      let kept = KeptImages(&reader)
      return reader.isAtEnd ? kept : nil
    }
  }

  /// Keeps images, or what is there of them so far.
  func save(_ images: KeptImages, as key: Key) { save(images.words, .image, as: key) }
}

/// Takes words one after the other; there is none where they are too few.
private struct WordReader {
  private var rest: ArraySlice<UInt64>

  init(_ words: [UInt64]) { rest = words[...] }

  /// Whether all were taken, and none was missing.
  var isAtEnd: Bool { rest.isEmpty }

  mutating func word() -> UInt64? { rest.popFirst() }

  mutating func count() -> Int? { word().flatMap { Int(exactly: $0) } }

  mutating func double() -> Double? { word().map { Double(bitPattern: $0) } }

  /// A list, its length before it.
  mutating func list() -> ArraySlice<UInt64>? {
    guard let count = count(), count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func doubles() -> [Double]? { list()?.map { Double(bitPattern: $0) } }

  mutating func floats() -> [Float]? {
    list()?.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
  }

  /// Several of a kind, their number before them; no more than there are words.
  mutating func several<Value>(_ value: (inout WordReader) -> Value?) -> [Value]? {
    guard let count = count(), count <= rest.count else { return nil }
    var values: [Value] = []
    for _ in 0..<count {
      guard let value = value(&self) else { return nil }
      values.append(value)
    }
    return values
  }
}

extension [UInt64] {
  fileprivate static func list(_ numbers: [Double]) -> [UInt64] {
    [UInt64(numbers.count)] + numbers.map(\.bitPattern)
  }

  fileprivate static func list(_ numbers: [Float]) -> [UInt64] {
    [UInt64(numbers.count)] + numbers.map { UInt64($0.bitPattern) }
  }
}

extension ResultStore.KeptImages {
  /// All that it is made of.
  fileprivate var words: [UInt64] {
    switch self {
    case .whole(let images): [0, UInt64(images.count)] + images.flatMap(\.words)
    case .begun(let state):
      [1, UInt64(state.steps), state.generator.state, UInt64(state.starts.count)]
        + state.starts.flatMap(\.words)
    }
  }

  /// What such words describe; nil when they describe nothing.
  fileprivate init?(_ reader: inout WordReader) {
    switch reader.word() {
    case 0:
      guard let images = reader.several({ OptimizedImage(&$0) }) else { return nil }
      self = .whole(images)
    case 1:
      guard let steps = reader.count(), let seed = reader.word(),
        let starts = reader.several({ FeatureVisualization.Start(&$0) })
      else { return nil }
      self = .begun(.init(steps: steps, generator: SplitMix(seed: seed), starts: starts))
    default: return nil
    }
  }
}

extension OptimizedImage {
  fileprivate var words: [UInt64] {
    [channels, height, width, steps].map { UInt64($0) }
      + [objectives.first.bitPattern, objectives.last.bitPattern] + .list(values)
      + [opacity == nil ? 0 : 1] + .list(opacity ?? [])
  }

  fileprivate init?(_ reader: inout WordReader) {
    guard let channels = reader.count(), let height = reader.count(), let width = reader.count(),
      let steps = reader.count(), let first = reader.double(), let last = reader.double(),
      let values = reader.floats(), let hasOpacity = reader.word(), let opacity = reader.floats(),
      let shape = Shape([channels, height, width]), shape.count == values.count,
      hasOpacity == 0 || opacity.count == height * width
    else { return nil }
    self.init(
      channels: channels, height: height, width: width, values: values,
      opacity: hasOpacity == 0 ? nil : opacity, objectives: .init(first: first, last: last),
      steps: steps)
  }
}

extension FeatureVisualization.Start {
  fileprivate var words: [UInt64] {
    .list(parameters) + .list(ascent.first) + .list(ascent.second)
      + [ascent.rate.bitPattern, UInt64(ascent.steps)]
      + [firstObjective == nil ? 0 : 1, (firstObjective ?? 0).bitPattern] + .list(steepness)
  }

  fileprivate init?(_ reader: inout WordReader) {
    guard let parameters = reader.doubles(), let first = reader.doubles(),
      let second = reader.doubles(), let rate = reader.double(), let steps = reader.count(),
      let hasObjective = reader.word(), let objective = reader.double(),
      let steepness = reader.doubles(), first.count == parameters.count,
      second.count == parameters.count
    else { return nil }
    self.init(
      parameters: parameters,
      ascent: Adam(rate: rate, first: first, second: second, steps: steps),
      firstObjective: hasObjective == 0 ? nil : objective, steepness: steepness)
  }
}
