import Formats
import LinearAlgebra
import NeuralNetwork

/// A pass of a whole data set through the first layers of a network, taken batch by batch.
///
/// It keeps what it has found, so that a pass that was interrupted goes on where it stopped.
struct Sweep {
  /// Where a sweep ends and what it collects.
  enum Purpose: Hashable {
    /// Channel means of a layer and of all before it, for their mean signals.
    case means(upTo: Int)
    /// Signals of one layer, pooled otherwise.
    case signals(layer: Int, SignalTable.Pool)
    /// Logits, and channel means of layers whose mean signals may be wanted next.
    case logits

    /// Where in the network the pass ends.
    var goal: Network.Goal {
      switch self {
      case .means(let layer), .signals(let layer, _): return .layer(layer)
      case .logits: return .logits
      }
    }
  }

  let purpose: Purpose
  /// The next image to run.
  private(set) var next = 0
  /// The images that were run, in the order of their rows.
  private(set) var images: [Int] = []
  /// The images that could not be read or are not finite.
  private(set) var leftOut: [LeftOutImage] = []
  /// Rows of each layer, image after image: channel means of `Y`, or signals.
  private(set) var rows: [Int: [Float]] = [:]
  /// Images x outputs.
  private(set) var logits: [Float] = []

  /// The layers whose rows are collected; none that some image does not pass, as it is in a branch.
  private var layers: Set<Int>
  private let imageCount: Int

  /// The most numbers that are collected beyond those asked for: 64 MB.
  private static let greatestCount = 1 << 23
  /// The most logits of all images: 1 GB.
  private static let greatestLogitCount = 1 << 28

  /// A sweep that has not begun.
  /// - Parameters:
  ///   - purpose: What it is for.
  ///   - imageCount: How many images there are.
  ///   - channels: How many each layer gives.
  init(_ purpose: Purpose, imageCount: Int, channels: [Int]) {
    self.purpose = purpose
    self.imageCount = imageCount
    guard case .signals(let layer, _) = purpose else {
      var left = Self.greatestCount / max(1, imageCount)
      var last = channels.count - 1
      var layers: Set<Int> = []
      if case .means(let layer) = purpose {
        layers.insert(layer)
        last = layer - 1
      }
      for layer in stride(from: last, through: 0, by: -1) where channels[layer] <= left {
        layers.insert(layer)
        left -= channels[layer]
      }
      self.layers = layers
      return
    }
    layers = [layer]
  }

  /// Runs the next images.
  /// - Parameters:
  ///   - count: how many, beginning with image `next`.
  ///   - network: what they are run through.
  ///   - leftVectors: `u_i` as columns, of the layer whose signals are collected.
  ///   - batch: gives the images of a range.
  /// - Throws: `NetworkError` for a node that can't be run.
  mutating func run(
    _ count: Int, through network: Network, leftVectors: Matrix?,
    batch: @Sendable (Range<Int>) throws -> ImageSet.Batch
  ) throws {
    let (purpose, layers, start) = (purpose, layers, next)
    let parts = try concurrently(count) { range in
      var rows: [Int: [Float]] = [:]
      var passed: [Int: Int] = [:]
      let batch = try batch(start + range.lowerBound..<start + range.upperBound)
      guard !batch.images.isEmpty else { return (batch, rows, passed, [Float]()) }
      let result = try network.forward(batch.tensor, to: purpose.goal, observing: layers) { pass in
        passed[pass.layer, default: 0] += pass.output.shape[0]
        switch purpose {
        case .means, .logits: rows[pass.layer, default: []] += pass.channelMeans()
        case .signals(_, let pool):
          guard let leftVectors else { return }
          rows[pass.layer, default: []] += pass.signals(leftVectors, pool: pool)
        }
      }
      return (batch, rows, passed, result.values)
    }
    for (batch, found, passed, outputs) in parts {
      images += batch.images
      leftOut += batch.leftOut
      for layer in self.layers {
        if passed[layer] ?? 0 == batch.images.count {
          rows[layer, default: []] += found[layer] ?? []
        } else {
          self.layers.remove(layer)
          rows[layer] = nil
        }
      }
      guard purpose == .logits else { continue }
      guard outputs.count / max(1, batch.images.count) <= Self.greatestLogitCount / imageCount
      else {
        throw NetworkError(
          place: "the graph",
          problem: "its outputs for \(imageCount) images are more than "
            + "\(Self.greatestLogitCount) numbers",
          cure: "take fewer images, or export it with an output of one number a class")
      }
      logits += outputs
    }
    next += count
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
      let signals = leftVectors.multiplied(by: maps, transposingSelf: true)
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

extension Span<Float> {
  /// The mean, of sums in Double: those of every eighth number, added up.
  fileprivate var mean: Float {
    var sums = SIMD8<Double>.zero
    let whole = count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) {
      let part = extracting(start..<start + 8)
      sums += SIMD8<Double>(
        SIMD8<Float>(
          part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7]))
    }
    var sum = sums.sum()
    for index in whole..<count { sum += Double(self[index]) }
    return Float(sum / Double(count))
  }
}
