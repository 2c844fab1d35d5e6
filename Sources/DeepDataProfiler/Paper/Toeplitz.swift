private import Glibc
import LinearAlgebra
import NeuralNetwork
import System

/// The singular values of the circular convolution `W2` on a map, found a block of frequencies at a
/// time.
///
/// At each frequency of the map's grid stands the filters x channels matrix of the kernel's discrete
/// Fourier transform; their singular values together are those of `W2`. As weights are real, opposite
/// frequencies have the same, and only one of each pair is computed. Stride is left out, as in the
/// paper; dilation is not. Nothing larger than a block is ever held but the values themselves.
///
/// A fully connected layer has no map: its `W2` is `W1`.
///
/// Source: the paper, section 3.2; Sedghi, Gupta, Long, *The singular values of convolutional
/// layers*, ICLR 2019.
struct ToeplitzSweep: SpectrumSweep {
  /// One frequency of those that have the same singular values.
  private struct Frequency {
    /// Its place on the grid, in row-major order, axes without frequencies left out.
    let index: Int
    /// Whether its matrix is real: it is its own opposite.
    let isReal: Bool
  }

  /// Rows and columns of one group's matrix at a frequency.
  private let rows: Int
  private let columns: Int
  private let groups: Int
  /// Kernel elements x (groups x the longer side x the shorter).
  private let taps: Matrix
  /// Where on the map each kernel element lies.
  private let places: [[Int]]
  /// The extents of the map.
  private let map: [Int]
  /// The extents of the grid of frequencies: 1 where the kernel has one element.
  private let grid: [Int]
  private let frequencies: [Frequency]
  /// How many frequencies have the values of one that is its own opposite; of others twice as many
  /// have.
  private let repeats: Int
  /// The first frequency that is not done.
  private var next = 0
  /// For each group the values so far.
  private var found: [[Double]]

  var fraction: Double { Double(next) / Double(frequencies.count) }
  var isDone: Bool { next == frequencies.count }

  var pools: [SingularValuePool] {
    let matrices = LayerMatrices(
      rows: rows, columns: columns, groups: groups, count: map.reduce(1, *),
      independent: min(places.count, frequencies.count))
    return found.map { SingularValuePool(values: $0, matrices: matrices) }
  }

  /// The most singular values that a layer may have: they take a quarter of a gigabyte.
  static let greatestCount = 1 << 25

  /// Prepares a sweep.
  /// - Parameters:
  ///   - layer: the layer, for its groups, dilation and map.
  ///   - weight: its weight, of the layer's `weightShape`.
  ///   - mapSize: rows and columns of the map; the layer's input when nil.
  /// - Throws: `Failure` when the map's size is not known or too large, or
  ///   when a weight is not finite.
  init(_ layer: LinearLayer, weight: Weight, mapSize: Int?) throws {
    guard weight.elements.areFinite else { throw Failure.notFinite }
    let extents = try Self.map(of: layer, mapSize: mapSize)
    map = extents
    let slices = SliceMatrices(layer, weight: weight).groups
    let (rows, columns) = (slices[0][0].rows, slices[0][0].columns)
    (self.rows, self.columns, groups) = (rows, columns, slices.count)
    let counts = extents + [groups, min(rows, columns)]
    guard let count = Shape(counts)?.count, count <= Self.greatestCount else {
      throw Failure(
        kind: .outOfRange,
        problem: "a toeplitz spectrum of \(counts.map(String.init).joined(separator: "x")) "
          + "singular values is too large: choose a smaller map size")
    }
    let elements = slices[0].count
    var taps = Matrix(rows: elements, columns: groups * rows * columns)
    for (group, matrices) in slices.enumerated() {
      for (element, matrix) in matrices.enumerated() {
        let tall = rows < columns ? matrix.doubles.transposed : matrix.doubles
        let start = element * taps.columns + group * rows * columns
        taps.values.replaceSubrange(start..<start + rows * columns, with: tall.values)
      }
    }
    self.taps = taps
    let kernel = layer.kernel
    places = (0..<elements).map { element in
      zip(kernel.coordinates(of: element), zip(layer.dilations, extents)).map { $0 * $1.0 % $1.1 }
    }
    grid = zip(extents, kernel).map { $1 == 1 ? 1 : $0 }
    frequencies = Self.frequencies(of: grid)
    repeats = extents.reduce(1, *) / grid.reduce(1, *)
    found = Array(repeating: [], count: groups)
  }

  private static func map(of layer: LinearLayer, mapSize: Int?) throws(Failure) -> [Int] {
    if let mapSize { return layer.kernel.map { _ in mapSize } }
    if let shape = layer.inputShape, shape.rank == layer.kernel.count + 1, shape.count > 0 {
      return Array(shape.extents.dropFirst())
    }
    throw Failure(
      kind: .outOfRange,
      problem: "the size of its map is not known: give one with --map-size")
  }

  /// One frequency of each pair of opposite ones, whose matrices are conjugate.
  private static func frequencies(of grid: [Int]) -> [Frequency] {
    (0..<grid.reduce(1, *)).compactMap { index in
      let place = grid.coordinates(of: index)
      let opposite = zip(place, grid).reduce(0) { $0 * $1.1 + ($1.1 - $1.0) % $1.1 }
      return index <= opposite ? Frequency(index: index, isReal: index == opposite) : nil
    }
  }

  /// Finds the values at some more frequencies, as many as take a fraction of a second.
  /// - Throws: `Failure` when eigenvalues do not converge.
  mutating func advance() throws {
    let short = min(rows, columns)
    let most = max(1, min(1 << 12, (1 << 20) / max(1, taps.columns)))
    let piece = min(most, 16)
    let block = most - most % piece
    let part = frequencies[next..<min(frequencies.count, next + block * linearAlgebraThreads())]
    // Pieces that do not depend on the number of threads, each on one, even alone: last digits do.
    let results = try concurrently(part.count, inPiecesOf: piece) { [self] range in
      let start = part.startIndex
      return try onOneThread {
        try values(at: part[start + range.lowerBound..<start + range.upperBound])
      }
    }
    var frequency = part.startIndex
    for values in results {
      for start in stride(from: 0, to: values.count, by: groups * short) {
        for group in 0..<groups {
          let own = values[start + group * short..<start + (group + 1) * short]
          let times = frequencies[frequency].isReal ? repeats : 2 * repeats
          for _ in 0..<times { found[group] += own }
        }
        frequency += 1
      }
    }
    next += part.count
  }

  /// The values at some frequencies: frequencies x groups x the shorter side.
  private func values(at part: ArraySlice<Frequency>) throws(Failure) -> [Double] {
    var cosines = Matrix(rows: part.count, columns: places.count)
    var sines = cosines
    for (row, frequency) in part.enumerated() {
      let wave = grid.coordinates(of: frequency.index)
      for (column, place) in places.enumerated() {
        // Reduced before it is divided, so that the phase of a whole turn is exactly 0.
        let turns = zip(wave, zip(place, map)).reduce(0.0) {
          $0 + Double($1.0 * $1.1.0 % $1.1.1) / Double($1.1.1)
        }
        (sines[row, column], cosines[row, column]) = (sin(2 * .pi * turns), cos(2 * .pi * turns))
      }
    }
    let real = cosines.multiplied(by: taps)
    let imaginary = sines.multiplied(by: taps)
    let size = rows * columns
    var solver = ComplexSingularValues(rows: max(rows, columns), columns: min(rows, columns))
    var found: [Double] = []
    found.reserveCapacity(part.count * groups * min(rows, columns))
    let (realSpan, imaginarySpan) = (real.values.span, imaginary.values.span)
    for row in 0..<part.count {
      for group in 0..<groups {
        let start = row * taps.columns + group * size
        try solver.find(
          realPart: realSpan.extracting(start..<start + size),
          imaginaryPart: part[part.startIndex + row].isReal
            ? nil : imaginarySpan.extracting(start..<start + size),
          appendingTo: &found)
      }
    }
    return found
  }
}

extension [Int] {
  /// The place that an element of a row-major array of these extents has on each axis.
  fileprivate func coordinates(of index: Int) -> [Int] {
    var rest = index
    var place = self
    for axis in indices.reversed() {
      place[axis] = rest % self[axis]
      rest /= self[axis]
    }
    return place
  }
}
