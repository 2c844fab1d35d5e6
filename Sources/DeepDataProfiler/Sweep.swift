import Formats
import LinearAlgebra
import NeuralNetwork
private import Synchronization

/// A pass of a whole data set through a network, taken batch by batch.
///
/// It keeps what it has found, so that a pass that was interrupted goes on where it stopped.
struct Sweep {
  /// Where a sweep ends and what it collects.
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
  private(set) var next = 0
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
  /// Images x outputs, where they are the purpose.
  private(set) var logits: [Float] = []

  /// The layers whose rows are still collected.
  private(set) var layers: Set<Int>
  private let imageCount: Int
  /// The bytes that its rows may take in memory, as long as there is a folder for the others.
  private let memoryLimit: Int
  private let folder: String?
  /// How many images a thread takes at a time: the more, the less time each of them takes, which grows
  /// with the weights that are read for them.
  private var blockSize = Int.max
  /// How long it took; nil before the first.
  private var blockTime: Duration?

  /// The most logits of all images: 1 GB.
  private static let greatestLogitCount = 1 << 28

  /// A sweep that has not begun.
  /// - Parameters:
  ///   - purpose: What it is for.
  ///   - layers: The layers whose rows are collected.
  ///   - imageCount: How many images there are.
  ///   - memoryLimit: The bytes that its rows may take in memory.
  ///   - folder: Where files of the others are to be; nil for memory.
  init(
    _ purpose: Purpose, layers: Set<Int>, imageCount: Int, memoryLimit: Int, folder: String?
  ) {
    self.purpose = purpose
    self.layers = layers
    self.imageCount = imageCount
    self.memoryLimit = memoryLimit
    self.folder = folder
    sought = layers
  }

  /// Rows of one layer.
  struct Rows {
    /// How many numbers a row has.
    let columns: Int
    /// A row for each image that was run, and room for those to come.
    fileprivate(set) var values: FloatStorage
  }

  /// How many bytes it takes in memory.
  var memory: Int { 4 * logits.count + rows.values.reduce(0) { $0 + $1.values.memory } }
  /// How many bytes it takes in files.
  var fileSize: Int { rows.values.reduce(0) { $0 + $1.values.fileSize } }

  /// Runs the next images, as many as there is time for until the task is cancelled.
  /// - Parameters:
  ///   - most: how many at most, beginning with image `next`.
  ///   - network: what they are run through.
  ///   - leftVectors: `u_i` as columns, of the layer whose signals are collected.
  ///   - scores: what the outputs mean, where classes are predicted.
  ///   - batch: gives the images of a range.
  /// - Throws: `NetworkError` for a node that can't be run; `ProfilerError` for outputs that are no
  ///   scores.
  mutating func run(
    _ most: Int, through network: Network, leftVectors: Matrix?, scores: ClassScores?,
    batch: @Sendable (Range<Int>) throws -> ImageSet.Batch
  ) throws {
    if purpose == .logits, let scores, scores.count > Self.greatestLogitCount / imageCount {
      throw NetworkError(
        place: "the graph",
        problem: "its outputs for \(imageCount) images are more than "
          + "\(Self.greatestLogitCount) numbers",
        cure: "take fewer images, or do without logits")
    }
    let (purpose, layers, start) = (purpose, layers, next)
    let threads = linearAlgebraThreads()
    let size = min(blockSize, network.imagesTogether, (most + threads - 1) / threads)
    // Several blocks for each thread, as threads wait for one another at the end.
    let count = min(most, 4 * size * threads)
    // Images may take longer than somebody should wait.
    let isSlow = blockTime.map { $0 > Self.patience } ?? true
    let left = Atomic(false)
    /// Whether something else is wanted; a task is known to one of the threads alone.
    @Sendable func isLeft() -> Bool {
      if Task.isCancelled { left.store(true, ordering: .relaxed) }
      return left.load(ordering: .relaxed)
    }
    let parts = try concurrently(count, inPiecesOf: size) { range -> Part? in
      if isLeft() { return nil }
      let begin = ContinuousClock.now
      let batch = try batch(start + range.lowerBound..<start + range.upperBound)
      var part = Part(count: range.count, batch: batch)
      part.time = ContinuousClock.now - begin
      guard !batch.images.isEmpty else { return part }
      let result: Tensor
      do {
        result = try network.forward(batch.tensor, to: purpose.goal, observing: layers) { pass in
          if isSlow, isLeft() { throw CancellationError() }
          part.passed[pass.layer, default: 0] += pass.output.shape[0]
          switch purpose {
          case .means, .predictions: part.rows[pass.layer, default: []] += pass.channelMeans()
          case .signals(_, let pool):
            guard let leftVectors else { return }
            part.rows[pass.layer, default: []] += pass.signals(leftVectors, pool: pool)
          case .logits: break
          }
        }
      } catch is CancellationError {
        return nil
      }
      if let scores {
        part.predicted = try scores.predicted(result.values, images: batch.images.count)
        if purpose == .logits { part.logits = result.values }
      }
      part.time = ContinuousClock.now - begin
      return part
    }
    for part in parts {
      guard let part else { break }
      add(part)
    }
    guard let time = parts.compactMap({ $0?.count == size ? $0?.time : nil }).max() else { return }
    blockTime = time
    if time < Self.patience { blockSize = 2 * size }
    if time > Self.patience * 2 { blockSize = max(1, size / 2) }
  }

  /// How long images may go through the network on one thread before it looks, layer by layer, whether it
  /// should stop.
  private static let patience = Duration.milliseconds(250)

  /// What one thread found of its images.
  private struct Part {
    /// How many images it is of.
    let count: Int
    let batch: ImageSet.Batch
    var time = Duration.zero
    var rows: [Int: [Float]] = [:]
    /// How many images passed each layer.
    var passed: [Int: Int] = [:]
    var predicted: [Int?] = []
    var logits: [Float] = []
  }

  private mutating func add(_ part: Part) {
    let row = images.count
    next += part.count
    images += part.batch.images
    leftOut += part.batch.leftOut
    predicted += part.predicted
    logits += part.logits
    for layer in layers {
      if part.passed[layer] ?? 0 == part.batch.images.count {
        guard let found = part.rows[layer], !part.batch.images.isEmpty else { continue }
        let columns = found.count / part.batch.images.count
        guard var known = rows.removeValue(forKey: layer) ?? room(for: columns, of: layer),
          found.count == known.columns * part.batch.images.count
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

extension Sweep {
  /// Room for the rows of a layer; nil where memory is short and the disk is full, unless the pass is for
  /// these rows.
  private func room(for columns: Int, of layer: Int) -> Rows? {
    let count = imageCount * columns
    let isShort = memory + 4 * count > memoryLimit
    let values = FloatStorage(count: count, in: isShort ? folder : nil)
    if isShort, folder != nil, values.memory > 0, purpose.goal != .layer(layer) { return nil }
    return Rows(columns: columns, values: values)
  }
}

extension Network.LayerPass {
  /// The number of positions of each output map.
  private var positions: Int { output.shape.extents.dropFirst(2).reduce(1, *) }

  /// The mean over positions of each channel of `Y`, image after image, accumulated in Double.
  fileprivate func channelMeans() -> [Float] {
    let positions = positions
    let values = output.values.span
    return (0..<output.shape[0] * output.shape[1]).map { map in
      values.extracting(map * positions..<(map + 1) * positions).mean
    }
  }

  /// The largest or smallest signal over positions in each direction, image after image.
  fileprivate func signals(_ leftVectors: Matrix, pool: SignalTable.Pool) -> [Float] {
    let size = output.shape[1] * positions
    return (0..<output.shape[0]).flatMap { image -> [Float] in
      let maps = Matrix(
        rows: output.shape[1], columns: positions,
        values: output.values[image * size..<(image + 1) * size].map(Double.init))
      // On one thread even where an image is alone, as their number might change the last digits.
      let signals = onOneThread { leftVectors.multiplied(by: maps, transposingSelf: true) }
      return (0..<signals.rows).map { vector in
        let row = signals[row: vector]
        switch pool {
        case .mean: return Float(row.reduce(0, +) / Double(row.count))
        case .max: return row.max().map { Float($0) } ?? .nan
        case .min: return row.min().map { Float($0) } ?? .nan
        }
      }
    }
  }
}

extension Network {
  /// How many images one thread takes through the network at a time: as few as keep values in the caches
  /// near it, and as many as keep weights, which are read once for all, from being what takes the time.
  fileprivate var imagesTogether: Int {
    let values = layers.map { $0.outputShape?.count ?? 0 }
    let weights = layers.reduce(0) { $0 + $1.weightShape.count }
    let largest = max(1, values.max() ?? 0)
    let wanted = max(2, weights / max(1, values.reduce(0, +)), (1 << 17) / largest)
    return max(1, min(64, wanted, (1 << 23) / largest))
  }
}
