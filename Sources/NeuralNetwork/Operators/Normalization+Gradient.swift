private import Glibc
import LinearAlgebra

extension BatchNormalization: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2, 3, 4] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1, 2, 3, 4]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    var gradient = try pass.takeGradientForInput()
    let statistics = try (1..<5).map { index throws(OperatorFault) in
      try pass.operands.tensor(index, "a statistic").values
    }
    let (factors, _) = scaling(
      scale: statistics[0], shift: statistics[1], mean: statistics[2], variance: statistics[3])
    let channels = gradient.shape.rank > 1 ? gradient.shape[1] : 1
    guard factors.count == channels else {
      throw OperatorFault("its statistics do not fit the \(channels) channels of its input")
    }
    let positions = gradient.shape.extents.dropFirst(2).reduce(1, *)
    gradient.values.changeRowsInParallel(of: positions) { part, map in
      let factor = factors[map % channels]
      for index in part.indices { part[index] *= factor }
    }
    return [0: gradient]
  }
}

extension GroupNormalization: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [0, 1]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let input = try pass.operands.tensor(0, "the input")
    let scale = try pass.operands.tensor(1, "the scale").values
    var gradient = try pass.takeGradientForInput()
    let channels = input.shape[1]
    let groups = groups ?? channels
    let positions = input.shape.extents.dropFirst(2).reduce(1, *)
    let width = channels / groups * positions
    gradient.values.changeRowsInParallel(of: width) { run, group in
      for index in run.indices {
        let channel = group % groups * (channels / groups) + index / positions
        run[index] *= scale[isScaledByGroup ? group % groups : channel]
      }
      run.standardizeBackward(
        input.values.span.extracting(group * width..<(group + 1) * width), epsilon: epsilon)
    }
    return [0: gradient]
  }
}

extension LayerNormalization: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [0, 1]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let input = try pass.operands.tensor(0, "the input")
    let scale = try pass.operands.tensor(1, "the scale")
    var gradient = try pass.takeGradientForInput()
    let axis = try input.shape.axis(axis)
    guard let inner = Shape(Array(input.shape.extents[axis...])) else { return [:] }
    let factors = scale.broadcast(to: inner).values
    gradient.values.changeRowsInParallel(of: inner.count) { run, row in
      for index in run.indices { run[index] *= factors[index] }
      run.standardizeBackward(
        input.values.span.extracting(row * inner.count..<(row + 1) * inner.count),
        epsilon: epsilon)
    }
    return [0: gradient]
  }
}

extension MutableSpan<Float> {
  /// From the gradient of elements that were brought to mean 0 and variance 1 to that of the elements.
  ///
  /// Of `y = (x - mean) / deviation`: `(g - mean(g) - y mean(g y)) / deviation`.
  @_lifetime(self: copy self)
  fileprivate mutating func standardizeBackward(_ values: Span<Float>, epsilon: Float) {
    let (mean, deviation) = values.moments(epsilon: Double(epsilon))
    var (sum, product) = (0.0, 0.0)
    for index in indices {
      sum += Double(self[index])
      product += Double(self[index]) * (Double(values[index]) - mean) / deviation
    }
    let (shift, slope) = (sum / Double(count), product / Double(count))
    for index in indices {
      let normal = (Double(values[index]) - mean) / deviation
      self[index] = Float((Double(self[index]) - shift - normal * slope) / deviation)
    }
  }
}

extension LocalResponseNormalization: Differentiable {
  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [0]) }

  /// Of `y_c = x_c s_c^-beta`, where `s_c = bias + alpha / size sum x_k^2` over the neighbours k of c:
  /// `g_c s_c^-beta - 2 alpha beta / size x_c sum g_k x_k s_k^(-beta - 1)` over those that c is one of.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let input = try pass.operands.tensor(0, "the input")
    let given = try pass.takeGradientForInput()
    let channels = input.shape[1]
    let positions = input.shape.extents.dropFirst(2).reduce(1, *)
    let (before, size) = ((size - 1) / 2, min(size, 2 * channels))
    var gradient = [Float](repeating: 0, count: given.values.count)
    gradient.changeRowsInParallel(of: channels * positions) { part, image in
      let start = image * channels * positions
      let values = input.values.span.extracting(start..<start + part.count)
      let given = given.values.span.extracting(start..<start + part.count)
      let factor = 2 * Double(alpha) * Double(beta) / Double(self.size)
      for place in 0..<positions {
        let column = (0..<channels).map { Double(values[$0 * positions + place]) }
        var sums = [Double](repeating: 0, count: channels)
        for channel in 0..<channels {
          let first = max(0, channel - before)
          let last = max(first, min(channels, channel + size - before))
          let squares = column[first..<last].reduce(0) { $0 + $1 * $1 }
          let scale = Double(bias) + Double(alpha) / Double(self.size) * squares
          let own = Double(given[channel * positions + place])
          sums[channel] += own * pow(scale, -Double(beta))
          let share = factor * own * column[channel] * pow(scale, -Double(beta) - 1)
          for neighbour in first..<last { sums[neighbour] -= share * column[neighbour] }
        }
        for channel in 0..<channels { part[channel * positions + place] = Float(sums[channel]) }
      }
    }
    return [0: Tensor(shape: input.shape, values: gradient)]
  }
}

extension Softmax: Differentiable {
  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(outputs: [0]) }

  /// Of `y = softmax(x)`: `y (g - sum(g y))`; of its logarithm: `g - exp(y) sum(g)`.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let output = try pass.outputs.tensor(0, "the output").values
    var gradient = try pass.takeGradientForInput()
    let shape = gradient.shape
    let first = try shape.axis(axis)
    let inner = coercesToMatrix ? 1 : shape.count(of: first + 1..<shape.rank)
    guard shape.count > 0 else { return [0: gradient] }
    let extent = shape.count(of: first..<shape.rank) / inner
    for run in 0..<shape.count / extent {
      let start = run / inner * extent * inner + run % inner
      let places = stride(from: start, to: start + extent * inner, by: inner)
      let sum = places.reduce(0.0) {
        $0 + Double(gradient.values[$1]) * (isLogarithm ? 1 : Double(output[$1]))
      }
      for place in places {
        let (own, y) = (Double(gradient.values[place]), Double(output[place]))
        gradient.values[place] = Float(isLogarithm ? own - exp(y) * sum : y * (own - sum))
      }
    }
    return [0: gradient]
  }
}
