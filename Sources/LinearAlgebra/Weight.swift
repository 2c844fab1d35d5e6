/// A layer's weight in the precision in which it is stored, row-major.
public struct Weight: Equatable, Sendable {
  /// The extents of its axes.
  public let shape: Shape
  /// Its elements, the last axis fastest.
  public var elements: WeightElements

  /// A weight of given elements.
  /// - Precondition: there are as many as the shape counts.
  public init(shape: Shape, elements: WeightElements) {
    precondition(
      shape.count == elements.count, "a weight of shape \(shape) has \(shape.count) elements")
    self.shape = shape
    self.elements = elements
  }

  /// A weight of floats.
  /// - Precondition: there are as many values as the shape counts.
  public init(shape: Shape, values: [Float]) {
    self.init(shape: shape, elements: .floats(values[...]))
  }
}

/// Numbers of one precision.
///
/// Doubles are kept as they are, as they may lie beyond Float's range.
public enum WeightElements: Equatable, Sendable {
  /// 32-bit floats, and what is exactly one.
  case floats(ArraySlice<Float>)
  /// 64-bit floats.
  case doubles(ArraySlice<Double>)

  /// How many there are.
  public var count: Int {
    switch self {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    }
  }

  /// Those of a range, counted from 0.
  public subscript(range: Range<Int>) -> WeightElements {
    switch self {
    case .floats(let values): .floats(values.dropFirst(range.lowerBound).prefix(range.count))
    case .doubles(let values): .doubles(values.dropFirst(range.lowerBound).prefix(range.count))
    }
  }

  /// Whether none is infinite or no number.
  public var areFinite: Bool {
    switch self {
    case .floats(let values): values.allSatisfy(\.isFinite)
    case .doubles(let values): values.allSatisfy(\.isFinite)
    }
  }

  /// The largest magnitude; 0 when there is none.
  public var magnitude: Double {
    switch self {
    case .floats(let values): Double(values.reduce(0) { max($0, abs($1)) })
    case .doubles(let values): values.reduce(0) { max($0, abs($1)) }
    }
  }

  /// Every so many-th of them.
  /// - Parameters:
  ///   - step: how far they lie apart.
  ///   - start: the first, counted from 0.
  /// - Returns: them alone.
  package func every(_ step: Int, from start: Int) -> WeightElements {
    func picked<Element>(_ values: ArraySlice<Element>) -> ArraySlice<Element> {
      stride(from: values.startIndex + start, to: values.endIndex, by: step).map { values[$0] }[...]
    }
    return switch self {
    case .floats(let values): .floats(picked(values))
    case .doubles(let values): .doubles(picked(values))
    }
  }

  /// The same in another order, which follows from the seed: from the last place down, each element
  /// changes places with that at `random * (place + 1) / 2^64`, random being SplitMix64's next number
  /// (Fisher, Yates; Durstenfeld 1964).
  package func shuffled(seed: UInt64) -> WeightElements {
    func shuffled<Element>(_ values: ArraySlice<Element>) -> ArraySlice<Element> {
      var values = Array(values)
      var generator = SplitMix(seed: seed)
      for place in values.indices.dropFirst().reversed() {
        let other = generator.next().multipliedFullWidth(by: UInt64(place + 1)).high
        values.swapAt(place, Int(other))
      }
      return values[...]
    }
    return switch self {
    case .floats(let values): .floats(shuffled(values))
    case .doubles(let values): .doubles(shuffled(values))
    }
  }

  /// All rounded to Float.
  package var rounded: ArraySlice<Float> {
    switch self {
    case .floats(let values): values
    case .doubles(let values): values.map { Float($0) }[...]
    }
  }
}

/// What a weight is made of.
protocol WeightElement {
  /// The same number in Double.
  var double: Double { get }
}

extension Float: WeightElement {
  var double: Double { Double(self) }
}

extension Double: WeightElement {
  var double: Double { self }
}
