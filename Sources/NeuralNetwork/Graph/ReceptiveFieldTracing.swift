import LinearAlgebra

/// Follows the rows and columns of the image through a graph, to tell which of them the elements of a
/// value depend on.
///
/// Windows are followed one by one, so that strides, dilations and the padding of every layer are in
/// it; of branches that meet it is the union.
struct ReceptiveFieldTracing {
  /// What the elements of a value depend on along one axis of the image.
  struct Line: Equatable {
    /// The axis of the value along which that differs; nil where all elements depend on the same.
    var axis: Int?
    /// For each index of that axis; one where there is none.
    var fields: [ReceptiveFields.Extent]
  }

  /// What they depend on along the image's rows, and along its columns.
  typealias Lines = [Line]

  let graph: Graph
  /// What is known of each value of one image.
  let facts: [Fact?]
  private var lines: [ValueID: Lines] = [:]

  /// Begins with the image, of so many rows and columns on some of its axes.
  init(graph: Graph, facts: [Fact?], image: ValueID, axes: [(axis: Int?, count: Int)]) {
    (self.graph, self.facts) = (graph, facts)
    lines[image] = axes.map { axis, count in
      Line(axis: axis, fields: (0..<count).map { .init(range: $0..<$0 + 1, isCut: false) })
    }
  }

  /// What the elements of a value depend on, once its node was followed; nil where it is no image's.
  subscript(value: ValueID) -> Lines? { lines[value] }

  /// Follows a node.
  /// - Throws: `OperatorFault` where it can't be told what its outputs depend on.
  mutating func follow(_ node: Node) throws(OperatorFault) {
    let operands = node.inputs.enumerated().compactMap { index, value in
      value.flatMap { lines[$0] }.map { (index: index, lines: $0) }
    }
    guard !operands.isEmpty else { return }
    let operation = try node.operation.get()
    // Extents do not depend on what the image shows.
    if operation is Measuring || operation is Sizing { return }
    let inputs = node.inputs.map { value in value.flatMap { facts[$0] } }
    for case let output? in node.outputs {
      guard let shape = facts[output]?.shape else {
        throw OperatorFault("the shape of what it gives is not known")
      }
      lines[output] = try Self.given(
        by: operation, operands, inputs: inputs, constants: constants(of: node), shape: shape)
    }
  }

  private func constants(of node: Node) -> [Value?] {
    node.inputs.map { value in value.flatMap { try? graph.constants.value($0) } }
  }

  /// What the elements that an operator gives depend on.
  private static func given(
    by operation: any Operator, _ operands: [(index: Int, lines: Lines)], inputs: [Fact?],
    constants: [Value?], shape: Shape
  ) throws(OperatorFault) -> Lines {
    let own = Set(operands.flatMap { $0.lines.compactMap(\.axis) })
    if operation.isElementwise || isByPosition(operation, shape, besides: own, inputs) {
      return try joined(operands, inputs, shape)
    }
    guard operands.count == 1, let operand = operands.first, operand.index == 0 else {
      throw OperatorFault("what it gives depends on the image in several ways")
    }
    let (lines, taken) = (operand.lines, try inputs.shape(0, "the input"))
    let maps = { () throws(OperatorFault) in try Maps(taken) }
    switch operation {
    case let convolution as Convolution:
      let weight = try inputs.shape(1, "the weight")
      guard taken.rank < 5 else { throw OperatorFault("it slides over 3 axes") }
      let axes = try convolution.geometry(input: taken, weight: weight).axes
      return try slid(lines, [axes.vertical, axes.horizontal].suffix(taken.rank - 2), to: shape)
    case let pooling as MaximumPooling:
      let axes = try pooling.pool.window.axes(height: maps().height, width: maps().width)
      return try slid(lines, [axes.vertical, axes.horizontal].suffix(taken.rank - 2), to: shape)
    case let pooling as AveragePooling:
      let axes = try pooling.pool.window.axes(height: maps().height, width: maps().width)
      return try slid(lines, [axes.vertical, axes.horizontal].suffix(taken.rank - 2), to: shape)
    case is GlobalPooling, is Reduction: return reduced(lines, from: taken, to: shape)
    case is GroupNormalization: return lines.map { Line(axis: nil, fields: [$0.union]) }
    case let padding as Padding:
      guard let sides = padding.zeros(constants, rank: taken.rank) else { break }
      return lines.map { line in
        guard let axis = line.axis else { return line }
        return line.padded(by: sides[axis])
      }
    case let rearrangement as Rearrangement where rearrangement.isTransposition:
      return try transposed(lines, by: rearrangement.view(taken, inputs), from: taken)
    case is Reshaping: return try reshaped(lines, from: taken, to: shape)
    case is FullyConnected where lines.allSatisfy({ $0.axis == nil }): return lines
    default: break
    }
    throw OperatorFault("what parts of the image its outputs depend on can't be told")
  }

  /// Whether an operator takes each position of its operands by itself, whatever it does to channels.
  /// - Parameters:
  ///   - operation: the operator.
  ///   - shape: that of what it gives.
  ///   - axes: the axes of positions.
  ///   - inputs: what is known of its operands.
  /// - Returns: whether it does.
  private static func isByPosition(
    _ operation: any Operator, _ shape: Shape, besides axes: Set<Int>, _ inputs: [Fact?]
  ) -> Bool {
    switch operation {
    case is BatchNormalization, is LocalResponseNormalization, is ChannelShuffle,
      is CastingLike, is Quantization, is Dequantization:
      true
    case let joining as Concatenation: (try? shape.axis(joining.axis)).map(axes.contains) == false
    case is Splitting:
      axes.allSatisfy { axis in
        inputs.first.flatMap { $0?.shape }.map {
          $0.rank == shape.rank && $0[axis] == shape[axis]
        } == true
      }
    case let slice as Slicing: slice.keeps(axes, inputs, shape)
    case is Softmax, is LayerNormalization:
      axes.allSatisfy { !operation.mixes(along: $0, of: shape, operand: 0) }
    default: false
    }
  }

  /// The union of what operands depend on, laid beside each other as arithmetic does (ONNX
  /// *Broadcasting*).
  private static func joined(
    _ operands: [(index: Int, lines: Lines)], _ inputs: [Fact?], _ shape: Shape
  ) throws(OperatorFault) -> Lines {
    let count = operands[0].lines.count
    var result: Lines = []
    for place in 0..<count {
      var axis: Int?
      for operand in operands {
        guard let own = operand.lines[place].axis else { continue }
        let rank = try inputs.shape(operand.index, "an operand").rank
        let target = own + shape.rank - rank
        guard axis == nil || axis == target else {
          throw OperatorFault("its operands lie in different ways")
        }
        axis = target
      }
      let length = axis.map { shape[$0] } ?? 1
      let fields = (0..<length).map { index in
        operands.map { operand in
          let fields = operand.lines[place].fields
          return fields[fields.count == 1 ? 0 : min(index, fields.count - 1)]
        }.union
      }
      result.append(Line(axis: axis, fields: fields))
    }
    return result
  }

  private static func slid(
    _ lines: Lines, _ windows: some Collection<Window.Axis>, to shape: Shape
  ) throws(OperatorFault) -> Lines {
    let windows = Array(windows)
    var result: Lines = []
    for line in lines {
      guard let axis = line.axis else {
        result.append(line)
        continue
      }
      guard windows.indices.contains(axis - 2) else {
        throw OperatorFault("it slides over other axes than the image's")
      }
      result.append(line.slid(windows[axis - 2], places: shape[axis]))
    }
    return result
  }

  /// Axes that a reduction leaves one element of, or none.
  private static func reduced(_ lines: Lines, from taken: Shape, to shape: Shape) -> Lines {
    lines.map { line in
      guard let axis = line.axis, shape.rank == taken.rank, shape[axis] == taken[axis] else {
        return Line(axis: nil, fields: [line.union])
      }
      return line
    }
  }

  private static func transposed(
    _ lines: Lines, by view: StridedView, from taken: Shape
  ) throws(OperatorFault) -> Lines {
    let strides = StridedView.rowMajorStrides(taken.extents)
    return lines.map { line in
      guard let axis = line.axis else { return line }
      let target = view.strides.indices.first {
        view.strides[$0] == strides[axis] && view.shape[$0] == taken[axis]
      }
      return Line(axis: target, fields: target == nil ? [line.union] : line.fields)
    }
  }

  /// What stays of the axes when the last ones do, or when all become one.
  private static func reshaped(
    _ lines: Lines, from taken: Shape, to shape: Shape
  ) throws(OperatorFault) -> Lines {
    if shape.rank <= 2 { return lines.map { Line(axis: nil, fields: [$0.union]) } }
    var result: Lines = []
    for line in lines {
      guard let axis = line.axis else {
        result.append(line)
        continue
      }
      let behind = taken.extents[axis...]
      guard shape.rank >= behind.count, shape.extents.suffix(behind.count) == behind else {
        throw OperatorFault("it lays rows and columns out anew")
      }
      result.append(Line(axis: shape.rank - behind.count, fields: line.fields))
    }
    return result
  }
}

extension Slicing {
  /// Whether it leaves some axes as they are.
  fileprivate func keeps(_ axes: Set<Int>, _ inputs: [Fact?], _ shape: Shape) -> Bool {
    guard let taken = inputs.first.flatMap({ $0?.shape }), taken.rank == shape.rank,
      let view = try? view(inputs)
    else { return false }
    let strides = StridedView.rowMajorStrides(taken.extents)
    return axes.allSatisfy { taken[$0] == shape[$0] && view.strides[$0] == strides[$0] }
  }
}

extension ReceptiveFieldTracing.Line {
  /// What all of its elements depend on together.
  var union: ReceptiveFields.Extent { fields.union }

  /// The same under a window that slides along it.
  fileprivate func slid(_ window: Window.Axis, places: Int) -> Self {
    Self(
      axis: axis,
      fields: (0..<places).map { place in
        let first = place * window.stride - window.paddingBefore
        let taken = (0..<window.kernel).map { first + $0 * window.dilation }
        let inside = taken.filter(fields.indices.contains)
        var union = inside.map { fields[$0] }.union
        union.isCut = union.isCut || inside.count < taken.count
        return union
      })
  }

  /// The same with elements before and after it that are no image's; fewer where that is negative.
  fileprivate func padded(by sides: (Int, Int)) -> Self {
    let padding = ReceptiveFields.Extent(range: 0..<0, isCut: true)
    let kept = fields.dropFirst(max(0, -sides.0)).dropLast(max(0, -sides.1))
    return Self(
      axis: axis,
      fields: Array(repeating: padding, count: max(0, sides.0)) + kept
        + Array(repeating: padding, count: max(0, sides.1)))
  }
}

extension [ReceptiveFields.Extent] {
  /// The least extent that has all of them.
  fileprivate var union: ReceptiveFields.Extent {
    let ranges = lazy.map(\.range).filter { !$0.isEmpty }
    let lower = ranges.map(\.lowerBound).min() ?? 0
    let upper = ranges.map(\.upperBound).max() ?? lower
    return .init(range: lower..<upper, isCut: contains(where: \.isCut))
  }
}
