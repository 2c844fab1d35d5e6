import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// A pass of a whole data set through a network, taken batch by batch (sections 4.3 and 5 of the paper wait
/// for it).
///
/// It keeps what it has found, so that a pass that was interrupted goes on where it stopped.
struct DataPass {
  /// Where a pass ends and what it collects.
  enum Purpose: Hashable {
    /// Channel means of layers as far as one, for their mean signals.
    case means(upTo: Int)
    /// Signals of one layer, pooled otherwise.
    case signals(layer: Int, SignalTable.Pool)
    /// The class of each image, and channel means of layers.
    case predictions
    /// The class of each image, and the logits that tell it.
    case logits

    /// Where in the network the pass ends.
    var goal: Network.Goal {
      switch self {
      case .means(let layer), .signals(let layer, _): .layer(layer)
      case .predictions, .logits: .logits
      }
    }

    /// Whether rows of layers are channel means.
    var hasMeans: Bool {
      switch self {
      case .means, .predictions: true
      case .signals, .logits: false
      }
    }
  }

  let purpose: Purpose
  /// The layers that it set out to collect rows of.
  let sought: Set<Int>
  /// The next image to run.
  private(set) var next: Int
  /// The images that were run, in the order of their rows.
  private(set) var images: [Int] = []
  /// The images that could not be read or are not finite.
  private(set) var leftOut: [LeftOutImage] = []
  /// Rows of each layer, image after image: channel means of `Y`, or signals.
  ///
  /// There are none of a layer that some image does not pass, as it is in a branch.
  private(set) var rows: [Int: Rows] = [:]
  /// The class of each image; nil where its logits are not finite.
  private(set) var predicted: [Int?] = []
  /// How sure the network is of it.
  private(set) var confidences: [Float] = []
  /// Images x outputs, where they are the purpose.
  private(set) var logits: [Float] = []

  /// The layers whose rows are still collected.
  private(set) var layers: Set<Int>
  /// The images that it runs.
  let range: Range<Int>
  /// The bytes that its rows may take in memory, as long as there is a folder for the others.
  private let memoryLimit: Int
  private let folder: String?
  /// How many images a thread takes at a time: the more, the less time each of them takes, which grows
  /// with the weights that are read for them.
  private var blockSize = Int.max
  /// How long it took; nil before the first.
  private var blockTime: Duration?
  /// The clock that tells.
  private let now: @Sendable () -> ContinuousClock.Instant

  /// The most logits of all images: 1 GB.
  private static let greatestLogitCount = 1 << 28

  /// A pass that has not begun.
  /// - Parameters:
  ///   - purpose: What it is for.
  ///   - layers: The layers whose rows are collected.
  ///   - range: The images that it runs.
  ///   - memoryLimit: The bytes that its rows may take in memory.
  ///   - folder: Where files of the others are to be; nil for memory.
  ///   - now: What tells the time that images take.
  init(
    _ purpose: Purpose, layers: Set<Int>, images range: Range<Int>, memoryLimit: Int,
    folder: String?,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.purpose = purpose
    self.layers = layers
    self.range = range
    next = range.lowerBound
    self.memoryLimit = memoryLimit
    self.folder = folder
    self.now = now
    sought = layers
  }

  /// Rows of one layer.
  struct Rows {
    /// How many numbers a row has.
    let columns: Int
    /// A row for each image that was run, and room for those to come.
    fileprivate(set) var values: FloatStorage
  }

  /// Whether all images were run.
  var isWhole: Bool { next == range.upperBound }
  /// The fraction of the images that were run, 0 to 1.
  var fraction: Double { Double(next - range.lowerBound) / Double(range.count) }

  /// How many bytes it takes in memory.
  var memory: Int { 4 * logits.count + rows.values.reduce(0) { $0 + $1.values.memory } }
  /// How many bytes it takes in files.
  var fileSize: Int { rows.values.reduce(0) { $0 + $1.values.fileSize } }

  /// Runs the next images, as many as there is time for until it is interrupted.
  /// - Parameters:
  ///   - most: how many at most, beginning with image `next`.
  ///   - network: what they are run through.
  ///   - leftVectors: `u_i` as columns, of the layer whose signals are collected.
  ///   - scores: what the outputs mean, where classes are predicted.
  ///   - interruption: tells when something else is wanted.
  ///   - batch: gives the images of a range.
  /// - Throws: `Failure` for a node that can't be run, or for outputs that are no
  ///   scores.
  mutating func run(
    _ most: Int, through network: Network, leftVectors: Matrix?, scores: ClassScores?,
    _ interruption: Interruption,
    batch: @Sendable (Range<Int>) throws -> ImageSet.Batch
  ) throws {
    if purpose == .logits, let scores, scores.count > Self.greatestLogitCount / range.count {
      throw Failure(
        kind: .network, place: "the graph",
        problem: "its outputs for \(range.count) images are more than "
          + "\(Self.greatestLogitCount) numbers",
        cure: "take fewer images, or do without logits")
    }
    let (purpose, layers, start, now) = (purpose, layers, next, now)
    let head = network.head(of: purpose.goal)
    let threads = linearAlgebraThreads()
    let size = min(
      blockSize, network.imagesTogether(before: head), (most + threads - 1) / threads)
    // Several blocks for each thread, as threads wait for one another at the end.
    let count = min(most, max(4 * size * threads, head == nil ? 0 : Self.headSize))
    // Images may take longer than somebody should wait.
    let isSlow = blockTime.map { $0 > Self.patience } ?? true
    /// Keeps what a pass shows of a layer.
    @Sendable func look(at pass: Network.LayerPass, for part: inout Part) {
      part.passed[pass.layer, default: 0] += pass.images
      switch purpose {
      case .means, .predictions: part.rows[pass.layer, default: []] += pass.means
      case .signals(_, let pool):
        guard let leftVectors else { return }
        part.rows[pass.layer, default: []] += pass.signals(leftVectors, pool: pool)
      case .logits: break
      }
    }
    /// Keeps what the network gives in the end.
    @Sendable func keep(_ result: Tensor, for part: inout Part) throws {
      guard let scores else { return }
      part.predicted = try scores.predicted(result.values, images: part.images.count)
      part.confidences = scores.confidences(result.values, of: part.predicted)
      if purpose == .logits { part.logits = result.values }
    }
    let parts = try concurrently(count, inPiecesOf: size) { range -> Part? in
      if interruption.isRequested { return nil }
      let begin = now()
      let batch = try batch(start + range.lowerBound..<start + range.upperBound)
      var part = Part(count: range.count, images: batch.images, leftOut: batch.leftOut)
      part.time = now() - begin
      guard !batch.images.isEmpty else { return part }
      do {
        let goal = head.map(Network.Goal.features) ?? purpose.goal
        let result = try network.forward(batch.tensor, to: goal, observing: layers) {
          if isSlow { try interruption.check() }
          look(at: $0, for: &part)
        }
        if head == nil { try keep(result, for: &part) } else { part.features = [result] }
      } catch is CancellationError {
        return nil
      }
      part.time = now() - begin
      return part
    }
    var whole = Part()
    for case let part? in parts.prefix(while: { $0 != nil }) { whole.append(part) }
    // It is not left, so that what was done of the images is not lost.
    if let head, !whole.images.isEmpty {
      let result = try network.forward(
        Tensor.joined(whole.features), from: head, to: purpose.goal, observing: layers
      ) { look(at: $0, for: &whole) }
      try keep(result, for: &whole)
    }
    add(whole)
    guard let time = parts.compactMap({ $0?.count == size ? $0?.time : nil }).max() else { return }
    blockTime = time
    if time < Self.patience { blockSize = 2 * size }
    if time > Self.patience * 2 { blockSize = max(1, size / 2) }
  }

  /// How many images at least go through the head together.
  private static let headSize = 32
  /// How long images may go through the network on one thread before it looks, layer by layer, whether it
  /// should stop.
  private static let patience = Duration.milliseconds(250)

  /// What was found of some images.
  private struct Part {
    /// How many there are, with those that are left out.
    var count = 0
    var images: [Int] = []
    var leftOut: [LeftOutImage] = []
    var time = Duration.zero
    var rows: [Int: [Float]] = [:]
    /// How many images passed each layer.
    var passed: [Int: Int] = [:]
    /// What the network's head is to take.
    var features: [Tensor] = []
    var predicted: [Int?] = []
    var confidences: [Float] = []
    var logits: [Float] = []

    /// Takes the images that follow.
    mutating func append(_ next: Part) {
      count += next.count
      images += next.images
      leftOut += next.leftOut
      rows.merge(next.rows, uniquingKeysWith: +)
      passed.merge(next.passed, uniquingKeysWith: +)
      features += next.features
      predicted += next.predicted
      confidences += next.confidences
      logits += next.logits
    }
  }

  private mutating func add(_ part: Part) {
    let row = images.count
    next += part.count
    images += part.images
    leftOut += part.leftOut
    predicted += part.predicted
    confidences += part.confidences
    logits += part.logits
    for layer in layers {
      if part.passed[layer] ?? 0 == part.images.count {
        guard let found = part.rows[layer], !part.images.isEmpty else { continue }
        let columns = found.count / part.images.count
        guard var known = rows.removeValue(forKey: layer) ?? room(for: columns, of: layer),
          found.count == known.columns * part.images.count
        else {
          // It does not give the same of each image, or more than there is room for.
          layers.remove(layer)
          continue
        }
        known.values.write(found.span, at: row * columns)
        rows[layer] = known
      } else {
        layers.remove(layer)
        rows[layer] = nil
      }
    }
  }
}

extension DataPass {
  /// Room for the rows of a layer; nil where memory is short and the disk is full, unless the pass is for
  /// these rows.
  private func room(for columns: Int, of layer: Int) -> Rows? {
    let count = range.count * columns
    let isShort = memory + 4 * count > memoryLimit
    let values = FloatStorage(count: count, in: isShort ? folder : nil)
    if isShort, folder != nil, values.memory > 0, purpose.goal != .layer(layer) { return nil }
    return Rows(columns: columns, values: values)
  }
}

extension Network.LayerPass {
  /// The signals over positions in each direction, pooled, image after image.
  fileprivate func signals(_ leftVectors: Matrix, pool: SignalTable.Pool) -> [Float] {
    let output = output
    let (outputs, positions) = (output.shape[1], output.shape.extents.dropFirst(2).reduce(1, *))
    // As many positions at a time as stay in the caches.
    let width = max(256, (1 << 15) / max(1, outputs))
    return (0..<images).flatMap { image -> [Float] in
      var pooled = [Double](repeating: pool == .mean ? 0 : .nan, count: leftVectors.columns)
      for first in stride(from: 0, to: positions, by: width) {
        let count = min(width, positions - first)
        let maps = Matrix(
          rows: outputs, columns: count,
          values: (0..<outputs).flatMap { map in
            let start = (image * outputs + map) * positions + first
            return output.values[start..<start + count].lazy.map(Double.init)
          })
        // On one thread even where an image is alone, as their number might change the last digits.
        let signals = onOneThread { leftVectors.multiplied(by: maps, transposingSelf: true) }
        for vector in pooled.indices {
          let row = signals[row: vector]
          let known = first == 0 ? row.first ?? .nan : pooled[vector]
          switch pool {
          case .mean: pooled[vector] += row.reduce(0, +) / Double(positions)
          case .max: pooled[vector] = row.reduce(known) { $0 < $1 ? $1 : $0 }
          case .min: pooled[vector] = row.reduce(known) { $1 < $0 ? $1 : $0 }
          }
        }
      }
      return pooled.map(Float.init)
    }
  }
}

extension Network {
  /// How many images one thread takes through the network, or through the layers before its head, at a
  /// time: as few as keep values in the caches near it, and as many as keep weights, which are read once
  /// for all, from being what takes the time.
  fileprivate func imagesTogether(before head: Head?) -> Int {
    let layers = layers.filter { head?.layers.contains($0.index) != true }
    let values = layers.map { $0.outputShape?.count ?? 0 }
    let weights = layers.reduce(0) { $0 + $1.weightShape.count }
    let largest = max(1, values.max() ?? 0)
    let wanted = max(2, weights / max(1, values.reduce(0, +)), (1 << 17) / largest)
    return max(1, min(64, wanted, (1 << 22) / largest))
  }
}
