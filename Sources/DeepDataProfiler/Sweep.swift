import Formats
import LinearAlgebra
import NeuralNetwork

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
  private(set) var rows: [Int: [Float]] = [:]
  /// The class of each image; nil where its logits are not finite.
  private(set) var predicted: [Int?] = []
  /// Images x outputs, where they are the purpose.
  private(set) var logits: [Float] = []

  /// The layers whose rows are still collected.
  private(set) var layers: Set<Int>
  private let imageCount: Int

  /// The most logits of all images: 1 GB.
  private static let greatestLogitCount = 1 << 28

  /// A sweep that has not begun.
  /// - Parameters:
  ///   - purpose: What it is for.
  ///   - layers: The layers whose rows are collected.
  ///   - imageCount: How many images there are.
  init(_ purpose: Purpose, layers: Set<Int>, imageCount: Int) {
    self.purpose = purpose
    self.layers = layers
    self.imageCount = imageCount
    sought = layers
  }

  /// How many bytes its rows take.
  var bytes: Int { 4 * rows.values.reduce(logits.count) { $0 + $1.count } }

  /// Runs the next images.
  /// - Parameters:
  ///   - count: how many, beginning with image `next`.
  ///   - network: what they are run through.
  ///   - leftVectors: `u_i` as columns, of the layer whose signals are collected.
  ///   - scores: what the outputs mean, where classes are predicted.
  ///   - batch: gives the images of a range.
  /// - Throws: `NetworkError` for a node that can't be run; `ProfilerError` for outputs that are no
  ///   scores.
  mutating func run(
    _ count: Int, through network: Network, leftVectors: Matrix?, scores: ClassScores?,
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
    let parts = try concurrently(count) { range in
      let batch = try batch(start + range.lowerBound..<start + range.upperBound)
      var part = Part(batch: batch)
      guard !batch.images.isEmpty else { return part }
      let result = try network.forward(batch.tensor, to: purpose.goal, observing: layers) { pass in
        part.passed[pass.layer, default: 0] += pass.output.shape[0]
        switch purpose {
        case .means, .predictions: part.rows[pass.layer, default: []] += pass.channelMeans()
        case .signals(_, let pool):
          guard let leftVectors else { return }
          part.rows[pass.layer, default: []] += pass.signals(leftVectors, pool: pool)
        case .logits: break
        }
      }
      if let scores {
        part.predicted = try scores.predicted(result.values, images: batch.images.count)
        if purpose == .logits { part.logits = result.values }
      }
      return part
    }
    for part in parts { add(part) }
    next += count
  }

  /// What one thread found of its images.
  private struct Part {
    let batch: ImageSet.Batch
    var rows: [Int: [Float]] = [:]
    /// How many images passed each layer.
    var passed: [Int: Int] = [:]
    var predicted: [Int?] = []
    var logits: [Float] = []
  }

  private mutating func add(_ part: Part) {
    images += part.batch.images
    leftOut += part.batch.leftOut
    predicted += part.predicted
    logits += part.logits
    for layer in layers {
      if part.passed[layer] ?? 0 == part.batch.images.count {
        let found = part.rows[layer] ?? []
        if rows[layer] == nil, !part.batch.images.isEmpty {
          rows[layer] = []
          rows[layer]?.reserveCapacity(found.count / part.batch.images.count * imageCount)
        }
        rows[layer]? += found
      } else {
        layers.remove(layer)
        rows[layer] = nil
      }
    }
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
