import Formats
private import Glibc
import LinearAlgebra

extension OperatorTable {
  static let resizingEntries = [
    Entry("Upsample", opset: 7) { node throws(OperatorFault) in
      try Resizing(node, transformation: .asymmetric, nearest: .floor, scalesAt: 1, sizesAt: nil)
    },
    Entry("Resize", opset: 10) { node throws(OperatorFault) in
      try Resizing(node, transformation: .asymmetric, nearest: nil, scalesAt: 1, sizesAt: nil)
    },
    Entry("Resize", opset: 11, limits: "not tf_crop_and_resize") { node throws(OperatorFault) in
      let word = try node.string("coordinate_transformation_mode", default: "half_pixel")
      guard let transformation = Resizing.Transformation(rawValue: word) else {
        throw OperatorFault("coordinate_transformation_mode \(word) is not supported")
      }
      let rounding = try node.string("nearest_mode", default: "round_prefer_floor")
      guard let nearest = Resizing.Rounding(rawValue: rounding) else {
        throw OperatorFault("nearest_mode \(rounding) is not known")
      }
      return try Resizing(
        node, transformation: transformation, nearest: nearest, scalesAt: 2, sizesAt: 3)
    },
  ]
}

/// Maps of another size, interpolated axis by axis (ONNX `Resize`, `Upsample`).
struct Resizing: MapOperator {
  /// How a place of the output becomes a coordinate of the input.
  enum Transformation: String {
    case halfPixel = "half_pixel"
    case symmetric = "half_pixel_symmetric"
    case pytorch = "pytorch_half_pixel"
    case alignedCorners = "align_corners"
    case nearestHalfPixel = "tf_half_pixel_for_nn"
    case asymmetric
  }

  /// Which element is the nearest to a coordinate.
  enum Rounding: String {
    case preferFloor = "round_prefer_floor"
    case preferCeil = "round_prefer_ceil"
    case floor, ceil
  }

  private enum Mode: String {
    case nearest, linear, bilinear, cubic
  }

  private let transformation: Transformation
  /// Nil for that of opset 10: the floor where the output is larger, else the ceiling.
  private let nearest: Rounding?
  private let mode: Mode
  private let axes: [Int]?
  private let scales: [Float]?
  private let policy: String
  private let cubicFactor: Float
  private let excludesOutside: Bool
  private let isAntialiased: Bool
  private let scalesAt: Int
  private let sizesAt: Int?

  var isShort: Bool { false }

  init(
    _ node: StoredNode, transformation: Transformation, nearest: Rounding?, scalesAt: Int,
    sizesAt: Int?
  ) throws(OperatorFault) {
    let word = try node.string("mode", default: "nearest")
    guard let mode = Mode(rawValue: word) else { throw OperatorFault("mode \(word) is not known") }
    self.mode = mode
    self.transformation = transformation
    self.nearest = nearest
    self.scalesAt = scalesAt
    self.sizesAt = sizesAt
    axes = try node.ints("axes")
    scales = try node.floats("scales")
    policy = try node.string("keep_aspect_ratio_policy", default: "stretch")
    cubicFactor = try node.float("cubic_coeff_a", default: -0.75)
    excludesOutside = try node.flag("exclude_outside")
    isAntialiased = try node.flag("antialias")
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let extents = try plan(inputs, input).map(\.extent)
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return [shape]
  }

  /// The extent of each axis of the output, and how many times larger it is.
  func plan(
    _ inputs: [Fact?], _ input: Shape
  ) throws(OperatorFault) -> [(extent: Int, scale: Float)] {
    let axes = try input.axes(axes ?? Array(0..<input.rank))
    var plan = input.extents.map { (extent: $0, scale: Float(1)) }
    let sizes = try sizesAt.flatMap { index throws(OperatorFault) in
      try inputs.integers(index, "sizes")
    }
    if let sizes, !sizes.isEmpty {
      guard sizes.count == axes.count, axes.allSatisfy({ input[$0] > 0 }),
        sizes.allSatisfy({ (0..<Window.limit).contains($0) })
      else { throw OperatorFault("its sizes do not fit an input of \(input)") }
      let factors = zip(sizes, axes).map { Float($0) / Float(input[$1]) }
      let common =
        policy == "not_larger" ? factors.min() : policy == "not_smaller" ? factors.max() : nil
      for (index, axis) in axes.enumerated() {
        if let common {
          plan[axis] = (Int((common * Float(input[axis])).rounded()), common)
        } else {
          plan[axis] = (sizes[index], factors[index])
        }
      }
    } else {
      let factors = try inputs.floats(scalesAt, "scales") ?? scales ?? []
      guard factors.count == axes.count, factors.allSatisfy({ $0 > 0 && $0 < Float(Window.limit) })
      else {
        throw OperatorFault("its scales do not fit an input of \(input)")
      }
      for (factor, axis) in zip(factors, axes) {
        let extent = factor * Float(input[axis])
        guard extent < 0x1p40 else { throw OperatorFault("its output is too large") }
        plan[axis] = (Int(extent.rounded(.down)), factor)
      }
    }
    return plan
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let plan = try plan(inputs.map { $0.map(Fact.init) }, inputs.value(0, "the input").shape)
    var tensor = try inputs.tensor(0, "the input")
    for (axis, step) in plan.enumerated() where step.extent != tensor.shape[axis] || step.scale != 1
    {
      let extent = tensor.shape[axis]
      tensor = try tensor.mixed(
        along: axis, (0..<step.extent).map { taps($0, extent: extent, step: step) })
    }
    return [.floats(tensor)]
  }

  /// The elements that one of the output is made of, with their weights.
  func taps(
    _ place: Int, extent: Int, step: (extent: Int, scale: Float)
  ) -> [(index: Int, weight: Float)] {
    let x = coordinate(place, extent: extent, step: step)
    guard mode != .nearest else {
      let index =
        switch nearest {
        case .preferFloor: (x - 0.5).rounded(.up)
        case .preferCeil: (x + 0.5).rounded(.down)
        case .floor: x.rounded(.down)
        case .ceil: x.rounded(.up)
        case nil: x.rounded(step.scale < 1 ? .up : .down)
        }
      return [(min(max(Int(index), 0), extent - 1), 1)]
    }
    // Where the output is smaller, an antialiasing filter is as wide as a step of it.
    let stretch = isAntialiased ? max(1, 1 / step.scale) : 1
    let reach = (mode == .cubic ? 2 : 1) * stretch
    let first = Int((x - reach).rounded(.down)) + 1
    let last = max(first, Int((x + reach).rounded(.up)) - 1)
    var taps = (first...last).map { index in
      (index: index, weight: filter((Float(index) - x) / stretch))
    }
    if excludesOutside {
      taps.removeAll { !(0..<extent).contains($0.index) }
    }
    let sum = taps.reduce(0) { $0 + $1.weight }
    return taps.map { (min(max($0.index, 0), extent - 1), $0.weight / sum) }
  }

  private func coordinate(
    _ place: Int, extent: Int, step: (extent: Int, scale: Float)
  ) -> Float {
    let place = Float(place)
    switch transformation {
    case .halfPixel: return (place + 0.5) / step.scale - 0.5
    case .symmetric:
      let adjustment = Float(step.extent) / (step.scale * Float(extent))
      let center = Float(extent) / 2
      return center * (1 - adjustment) + (place + 0.5) / step.scale - 0.5
    case .pytorch: return step.extent > 1 ? (place + 0.5) / step.scale - 0.5 : 0
    case .alignedCorners:
      // The standard's length is not rounded, where a scale gives no whole number.
      let length = step.scale * Float(extent)
      return length > 1 ? place * Float(extent - 1) / (length - 1) : 0
    case .nearestHalfPixel: return (place + 0.5) / step.scale
    case .asymmetric: return place / step.scale
    }
  }

  /// The weight of an element at a distance.
  private func filter(_ distance: Float) -> Float {
    let x = abs(distance)
    guard mode == .cubic else { return max(0, 1 - x) }
    let a = cubicFactor
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}

extension Tensor {
  /// Each place along an axis a weighted sum of others.
  fileprivate func mixed(
    along axis: Int, _ taps: [[(index: Int, weight: Float)]]
  ) throws(OperatorFault) -> Tensor {
    var extents = shape.extents
    extents[axis] = taps.count
    guard let result = Shape(extents), result.count <= Node.greatestCount else {
      throw OperatorFault("its output is too large")
    }
    guard result.count > 0 else { return Tensor(shape: result, values: []) }
    let inner = shape.count(of: axis + 1..<shape.rank)
    let extent = shape[axis]
    let places = taps.count
    let source = values
    if inner > 1 {
      let rows = result.count / inner
      let mixed = unsafe [Float](rows: rows, of: inner) { target, range in
        unsafe source.withUnsafeBufferPointer { source in
          guard let base = source.baseAddress else { return }
          for row in range {
            unsafe (target + (row - range.lowerBound) * inner).mix(
              base + row / places * extent * inner, taps[row % places], step: inner, count: inner)
          }
        }
      }
      return Tensor(shape: result, values: mixed)
    }
    // Taps of all places, one behind the other.
    let ends = taps.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    let flat = taps.flatMap { $0 }
    let isNearest = flat.count == places && flat.allSatisfy { $0.weight == 1 }
    let indices = flat.map(\.index)
    let mixed = unsafe [Float](rows: places == 0 ? 0 : result.count / places, of: places) {
      target, range in
      unsafe source.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        for row in range {
          let to = unsafe target + (row - range.lowerBound) * places
          let from = unsafe base + row * extent
          if isNearest {
            for place in 0..<places { unsafe to[place] = from[indices[place]] }
          } else {
            for place in 0..<places {
              var sum: Float = 0
              for tap in ends[place]..<ends[place + 1] {
                sum += unsafe flat[tap].weight * from[flat[tap].index]
              }
              unsafe to[place] = sum
            }
          }
        }
      }
    }
    return Tensor(shape: result, values: mixed)
  }
}

extension UnsafeMutablePointer<Float> {
  /// Writes a weighted sum of rows that are `step` apart.
  fileprivate func mix(
    _ rows: UnsafePointer<Float>, _ taps: [(index: Int, weight: Float)], step: Int, count: Int
  ) {
    guard let first = taps.first else { return unsafe update(repeating: 0, count: count) }
    let start = unsafe rows + first.index * step
    if first.weight == 1 {
      unsafe update(from: start, count: count)
    } else {
      for index in 0..<count { unsafe self[index] = first.weight * start[index] }
    }
    for tap in taps.dropFirst() {
      let row = unsafe rows + tap.index * step
      for index in 0..<count { unsafe self[index] += tap.weight * row[index] }
    }
  }
}
