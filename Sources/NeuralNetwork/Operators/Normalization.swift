internal import CKernels
import Formats
import LinearAlgebra

extension OperatorTable {
  static let normalizationEntries = [
    Entry("BatchNormalization", opset: 7, limits: "training mode of constants only") {
      node throws(OperatorFault) in try BatchNormalization(node)
    },
    Entry("InstanceNormalization", opset: 6) { node throws(OperatorFault) in
      GroupNormalization(groups: nil, epsilon: try node.float("epsilon", default: 1e-5))
    },
    Entry("GroupNormalization", opset: 18) { node throws(OperatorFault) in
      let groups = try node.int("num_groups", default: 0)
      guard groups > 0 else { throw OperatorFault("num_groups is not positive") }
      return GroupNormalization(
        groups: groups, epsilon: try node.float("epsilon", default: 1e-5), isScaledByGroup: true)
    },
    Entry("GroupNormalization", opset: 21) { node throws(OperatorFault) in
      let groups = try node.int("num_groups", default: 0)
      guard groups > 0 else { throw OperatorFault("num_groups is not positive") }
      return GroupNormalization(
        groups: groups, epsilon: try node.float("epsilon", default: 1e-5))
    },
    Entry("LayerNormalization", opset: 17) { node throws(OperatorFault) in
      try LayerNormalization(node)
    },
    Entry("LRN", opset: 1) { node throws(OperatorFault) in try LocalResponseNormalization(node) },
  ]
}

/// Each channel shifted and scaled by the statistics of training, or, while it trains, by its own
/// (ONNX `BatchNormalization`).
///
/// Input `N x C x ...`; scale, shift, mean and variance `C`. It trains where it standardises a
/// weight: TorchScript writes `batch_norm` of constants so. Then it gives the running mean and
/// variance besides, and before opset 14 its own as well.
struct BatchNormalization: Operator {
  private let epsilon: Float
  private let momentum: Float
  private let trains: Bool
  private let outputs: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    epsilon = try node.float("epsilon", default: 1e-5)
    momentum = try node.float("momentum", default: 0.9)
    outputs = max(1, node.outputs.count)
    // Before opset 14 a node that gives statistics besides trains.
    trains =
      try node.flag("training_mode") || !node.outputs.dropFirst().allSatisfy(\.isEmpty)
    guard try node.flag("spatial", default: true), outputs <= 5 else {
      throw OperatorFault("it is not spatial, and only spatial statistics are supported")
    }
  }

  var takesConstantsOnly: Bool { trains }

  var takesBlocks: Bool { !trains && outputs == 1 }

  var canEndProducts: Bool { !trains && outputs == 1 }

  func endingPart(
    _ inputs: [Value?], product: Int, shape: Shape, filters axis: Int
  ) throws(OperatorFault) -> EndingPart? {
    let statistics = try (1..<5).map { index throws(OperatorFault) in
      try inputs.tensor(index, "a statistic").values
    }
    guard product == 0, axis == 1, statistics.allSatisfy({ $0.count == shape[1] }) else {
      return nil
    }
    let (factors, shifts) = scaling(
      scale: statistics[0], shift: statistics[1], mean: statistics[2], variance: statistics[3])
    return .normalization(scale: factors, shift: shifts)
  }

  /// What each channel is multiplied by, and what is added to it then.
  func scaling(
    scale: [Float], shift: [Float], mean: [Float], variance: [Float]
  ) -> (scale: [Float], shift: [Float]) {
    let factors = zip(scale, variance).map {
      Double($0) / (Double($1) + Double(epsilon)).squareRoot()
    }
    let shifts = zip(zip(shift, mean), factors).map { Double($0.0) - Double($0.1) * $1 }
    return (factors.map(Float.init), shifts.map(Float.init))
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let statistics = try (1..<5).map { index throws(OperatorFault) in
      try inputs.shape(index, "a statistic")
    }
    return [try inputs.shape(0, "the input")] + (1..<outputs).map { _ in statistics[2] }
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let scale = try inputs.tensor(1, "the scale").values
    let shift = try inputs.tensor(2, "the shift").values
    var mean = try inputs.tensor(3, "the mean").values
    var variance = try inputs.tensor(4, "the variance").values
    if var maps = inputs.takeBlocked(0) {
      guard [scale, shift, mean, variance].allSatisfy({ $0.count == maps.shape[1] }) else {
        throw OperatorFault("its statistics do not fit the \(maps.shape[1]) channels of its input")
      }
      maps.end(
        with: ProductEnding(
          normalization: scaling(scale: scale, shift: shift, mean: mean, variance: variance)))
      return [.blocked(maps)]
    }
    var tensor = try inputs.takeTensor(0, "the input")
    let channels = tensor.shape.rank > 1 ? tensor.shape[1] : 1
    guard tensor.shape.rank > 0,
      [scale, shift, mean, variance].allSatisfy({ $0.count == channels })
    else {
      throw OperatorFault("its statistics do not fit the \(channels) channels of its input")
    }
    var running: [[Float]] = []
    if trains {
      let own = tensor.channelMoments()
      func moved(_ old: [Float], _ new: [Float]) -> [Float] {
        zip(old, new).map { momentum * $0 + (1 - momentum) * $1 }
      }
      running = [moved(mean, own.mean), moved(variance, own.variance), own.mean, own.variance]
      (mean, variance) = own
    }
    let statistics = zip(shapes.dropFirst(), running).map {
      Value.floats(Tensor(shape: $0, values: $1))
    }
    let (factors, shifts) = scaling(scale: scale, shift: shift, mean: mean, variance: variance)
    let positions = tensor.shape.extents.dropFirst(2).reduce(1, *)
    tensor.values.changeRowsInParallel(of: positions) { map, index in
      map.scale(by: factors[index % channels], adding: shifts[index % channels])
    }
    return [.floats(tensor)] + statistics
  }
}

/// Each group of channels of each image brought to mean 0 and variance 1, then scaled and shifted
/// (ONNX `GroupNormalization`; `InstanceNormalization` has a group for each channel).
struct GroupNormalization: MapOperator {
  /// How many groups; nil for one a channel.
  let groups: Int?
  let epsilon: Float
  /// Whether scale and shift are one number a group, not a channel.
  var isScaledByGroup = false

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let scale = try inputs.tensor(1, "the scale").values
    let shift = try inputs.tensor(2, "the shift").values
    var tensor = try inputs.takeTensor(0, "the input")
    guard tensor.shape.rank > 1 else { throw OperatorFault("its input has no channels") }
    let channels = tensor.shape[1]
    let groups = groups ?? channels
    let expected = isScaledByGroup ? groups : channels
    guard groups > 0, channels.isMultiple(of: groups), scale.count == expected,
      shift.count == expected
    else { throw OperatorFault("its scale or groups do not fit \(channels) channels") }
    let positions = tensor.shape.extents.dropFirst(2).reduce(1, *)
    let width = channels / groups * positions
    tensor.values.changeRowsInParallel(of: width) { values, row in
      let group = row % groups
      let (mean, deviation) = values.span.moments(epsilon: Double(epsilon))
      for channel in 0..<channels / groups {
        let index = isScaledByGroup ? group : group * (channels / groups) + channel
        let factor = Double(scale[index]) / deviation
        let place = channel * positions
        var map = values._mutatingExtracting(place..<place + positions)
        map.scaleInDouble(by: factor, adding: Double(shift[index]) - mean * factor)
      }
    }
    return [.floats(tensor)]
  }
}

/// The elements from an axis on brought to mean 0 and variance 1, then scaled and shifted (ONNX
/// `LayerNormalization`).
struct LayerNormalization: Operator {
  let axis: Int
  let epsilon: Float
  private let outputs: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    axis = try node.int("axis", default: -1)
    epsilon = try node.float("epsilon", default: 1e-5)
    outputs = node.outputs.count
  }

  func mixes(along axis: Int, of shape: Shape, operand: Int) -> Bool {
    (try? shape.axis(self.axis)).map { axis >= $0 } ?? true
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let axis = try input.axis(axis)
    let outer = Array(input.extents[..<axis]) + input.extents[axis...].map { _ in 1 }
    guard let statistics = Shape(outer) else { throw OperatorFault("its output is too large") }
    return Array([input, statistics, statistics].prefix(max(1, outputs)))
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let scale = try inputs.tensor(1, "the scale")
    let shift = try inputs.optionalTensor(2, "the shift")
    var tensor = try inputs.takeTensor(0, "the input")
    let axis = try tensor.shape.axis(axis)
    let width = tensor.shape.count(of: axis..<tensor.shape.rank)
    guard let inner = Shape(Array(tensor.shape.extents[axis...])),
      scale.shape.broadcast(with: inner) == inner,
      shift.map({ $0.shape.broadcast(with: inner) == inner }) ?? true
    else { throw OperatorFault("its scale does not fit its input of \(tensor.shape)") }
    let factors = StridedView.broadcasting(scale.shape, to: inner).elements(of: scale.values)
    let shifts = shift.map { StridedView.broadcasting($0.shape, to: inner).elements(of: $0.values) }
    let epsilon = Double(epsilon)
    let rows = tensor.shape.count(of: 0..<axis)
    let statistics = shapes.dropFirst().enumerated().map { index, shape in
      let values = tensor.values.reduced(rowsOf: width, count: rows) { row in
        let moments = row.moments(epsilon: epsilon)
        return Float(index == 0 ? moments.mean : 1 / moments.deviation)
      }
      return Value.floats(Tensor(shape: shape, values: values))
    }
    tensor.values.changeRowsInParallel(of: width) { row, _ in
      row.normalize(row.span.moments(epsilon: epsilon), scale: factors, shift: shifts)
    }
    return [.floats(tensor)] + statistics
  }
}

extension Tensor {
  /// Mean and variance of each channel of images x channels x positions..., over all images.
  fileprivate func channelMoments() -> (mean: [Float], variance: [Float]) {
    let channels = shape.rank > 1 ? shape[1] : 1
    let positions = shape.extents.dropFirst(2).reduce(1, *)
    let images = shape[0]
    var mean: [Float] = []
    var variance: [Float] = []
    for channel in 0..<channels {
      var own: [Float] = []
      for image in 0..<images {
        let start = (image * channels + channel) * positions
        own += values[start..<start + positions]
      }
      let moments = own.span.moments(epsilon: 0)
      mean.append(Float(moments.mean))
      variance.append(Float(moments.deviation * moments.deviation))
    }
    return (mean, variance)
  }
}

extension Span<Float> {
  /// The mean, and the square root of variance plus epsilon.
  func moments(epsilon: Double) -> (mean: Double, deviation: Double) {
    let mean = sum / Double(count)
    return (mean, (sumOfSquares(around: mean) / Double(count) + epsilon).squareRoot())
  }
}

extension MutableSpan<Float> {
  /// Multiplies its elements by a number and adds another, rounding once.
  fileprivate mutating func scaleInDouble(by factor: Double, adding shift: Double) {
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe kernel_scale_in_double(base, base, buffer.count, factor, shift)
    }
  }

  /// Brings its elements to mean 0 and variance 1, then scales and shifts each.
  fileprivate mutating func normalize(
    _ moments: (mean: Double, deviation: Double), scale: [Float], shift: [Float]?
  ) {
    unsafe withUnsafeMutableBufferPointer { buffer in
      unsafe scale.withUnsafeBufferPointer { scale in
        guard let base = buffer.baseAddress, let scale = scale.baseAddress else { return }
        func normalize(_ shift: UnsafePointer<Float>?) {
          unsafe kernel_normalize(
            base, base, scale, shift, buffer.count, moments.mean, moments.deviation)
        }
        if let shift {
          unsafe shift.withUnsafeBufferPointer { unsafe normalize($0.baseAddress) }
        } else {
          normalize(nil)
        }
      }
    }
  }
}

extension BatchNormalization: ChainLink {
  func step(_ numbers: [Float?], constants: [Value?]) -> ElementStep? {
    guard canEndProducts, constants.count == 5 else { return nil }
    var statistics: [[Float]] = []
    for case .floats(let tensor)? in constants[1...] { statistics.append(tensor.values) }
    guard statistics.count == 4, statistics.allSatisfy({ $0.count == statistics[0].count }) else {
      return nil
    }
    let (factors, shifts) = scaling(
      scale: statistics[0], shift: statistics[1], mean: statistics[2], variance: statistics[3])
    return .channels(scale: factors, shift: shifts)
  }
}
