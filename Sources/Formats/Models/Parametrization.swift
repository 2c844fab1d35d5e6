import LinearAlgebra
import System

/// How a weight is computed from what a checkpoint of PyTorch stores in its stead.
///
/// Computed in Double, from the stored numbers, whenever its elements are wanted.
indirect enum Parametrization: Sendable {
  /// Pruning (`torch.nn.utils.prune`): original x mask, element by element.
  case pruned(StoredTensor, mask: StoredTensor)
  /// Weight normalisation: `g v / |v|` (Salimans and Kingma, 2016). `g` has one number for each
  /// index of one axis of `v` and 1 on the others, or one number for all of `v`.
  case weightNorm(StoredTensor, magnitude: StoredTensor)
  /// Spectral normalisation: `W / (u^T W v)`, where `W` is the matrix of one axis by all others
  /// (Miyato et al., 2018). `u` and `v` are near its strongest singular vectors.
  case spectralNorm(StoredTensor, left: StoredTensor, right: StoredTensor)
  /// A transposed convolution, C x D/g x kernel, as the convolution that does the same on an input with
  /// zeros between its elements: D x C/g x kernel, the kernel turned by half a turn.
  case transposed(StoredTensor, groups: Int)

  /// What is stored of the weight: it has the weight's shape, but for a transposed convolution.
  private var original: StoredTensor {
    switch self {
    case .pruned(let original, _), .weightNorm(let original, _), .spectralNorm(let original, _, _),
      .transposed(let original, _):
      original
    }
  }

  private var others: [StoredTensor] {
    switch self {
    case .pruned(_, let mask): [mask]
    case .weightNorm(_, let magnitude): [magnitude]
    case .spectralNorm(_, let left, let right): [left, right]
    case .transposed: []
    }
  }

  /// What is stored of it.
  var stored: [StoredTensor] { [original] + others }

  /// Where what is stored of it is.
  var place: Place { original.place }

  /// How many elements the weight has.
  var count: Int { original.shape.count }

  /// The extents of its axes.
  private var shape: Shape {
    guard case .transposed(let original, let groups) = self, groups > 0 else {
      return original.shape
    }
    let extents = original.shape.extents
    return Shape([extents[1] * groups, extents[0] / groups] + extents[2...]) ?? original.shape
  }

  /// The weight under a name; refused when the stored tensors are of shapes that contradict each
  /// other, or can't be used themselves.
  func tensor(named name: String) -> StoredTensor {
    let refusal = stored.lazy.compactMap(\.refusal).first ?? contradiction
    var weight = StoredTensor(name: name, shape: shape, computed: self, refused: refusal)
    weight.unresolved = refusal?.problem
    return weight
  }

  private var contradiction: Failure? {
    let shapes = others.map { "\($0.name) of \($0.shape)" }.joined(separator: " and ")
    let fits =
      switch self {
      case .pruned(_, let mask): mask.shape == original.shape
      case .weightNorm(_, let magnitude): Self.fits(magnitude.shape, original.shape)
      case .spectralNorm: !axes.isEmpty
      case .transposed(_, let groups): groups > 0 && original.shape[0].isMultiple(of: groups)
      }
    return fits
      ? nil
      : original.place.damaged(
        "of \(original.shape) it does not go with \(shapes)",
        cure: "save the network again, without its parametrizations")
  }

  /// Whether these are the extents of the norms of a tensor along at most one of its axes.
  private static func fits(_ magnitude: Shape, _ direction: Shape) -> Bool {
    guard magnitude.count != 1 else { return true }
    let axes = zip(magnitude.extents, direction.extents).filter { $0.0 != 1 }
    return magnitude.rank == direction.rank && axes.count == 1 && axes.allSatisfy { $0 == $1 }
  }

  /// The axes of a spectrally normalised weight whose matrix has the rows and columns that its
  /// vectors have.
  private var axes: [Int] {
    guard case .spectralNorm(let original, let left, let right) = self,
      left.shape.rank == 1, right.shape.rank == 1, count > 0
    else { return [] }
    return original.shape.extents.indices.filter {
      original.shape[$0] == left.shape.count && count / left.shape.count == right.shape.count
    }
  }

  /// The weight's elements, row-major.
  /// - Throws: ``Failure`` when one is no number because a norm is 0, or what is stored of it
  ///   turns out damaged.
  func values() throws(Failure) -> [Float] {
    let stored = try original.floats().values
    switch self {
    case .pruned(_, let mask):
      return try zip(stored, mask.floats().values).map { $0 * $1 }
    case .weightNorm(_, let magnitude):
      let extents = magnitude.shape.extents
      let slices = Slices(original.shape, axis: extents.firstIndex { $0 != 1 })
      let norms = slices.sums(stored) { value, _ in Double(value) * Double(value) }
        .map { $0.squareRoot() }
      if let zero = norms.firstIndex(of: 0) { throw notANumber("the norm of its slice \(zero)") }
      let factors = try zip(magnitude.floats().values, norms).map { Double($0) / $1 }
      return slices.scaled(stored, by: factors)
    case .spectralNorm(_, let left, let right):
      let (left, right) = (try left.floats().values, try right.floats().values)
      // Where several axes have as many indices, the vectors are near singular ones of one matrix
      // only, and sigma is large for that.
      let sigmas = axes.map { axis in
        let slices = Slices(original.shape, axis: axis)
        let rows = slices.sums(stored) { Double($0) * Double(right[$1]) }
        return zip(left, rows).reduce(0) { $0 + Double($1.0) * $1.1 }
      }
      guard let sigma = sigmas.max(by: { abs($0) < abs($1) }), sigma != 0 else {
        throw notANumber("its sigma")
      }
      return stored.map { Float(Double($0) / sigma) }
    case .transposed(let original, let groups):
      let (channels, filters) = (original.shape[0] / groups, original.shape[1])
      let size = original.shape.extents[2...].reduce(1, *)
      return (0..<groups * filters).flatMap { filter in
        (0..<channels).flatMap { channel in
          let row = (filter / filters * channels + channel) * filters + filter % filters
          return stored[row * size..<(row + 1) * size].reversed()
        }
      }
    }
  }

  private func notANumber(_ norm: String) -> Failure {
    original.place.unsupported(
      "\(norm) is 0, and divided by that the weight is not a number",
      cure: "the other layers have their spectra all the same")
  }
}

/// The slices of a tensor along an axis; one, of everything, without an axis.
private struct Slices {
  private let count: Int
  /// How many times the indices of the axis are run through, and how many elements that lie one
  /// after the other belong to one.
  private let outer: Int
  private let inner: Int

  init(_ shape: Shape, axis: Int?) {
    count = axis.map { shape[$0] } ?? 1
    inner = axis.map { shape.extents[($0 + 1)...].reduce(1, *) } ?? shape.count
    outer = axis.map { shape.extents[..<$0].reduce(1, *) } ?? 1
  }

  /// The sum of each slice over what `term` makes of an element and its place in the slice.
  func sums(_ values: [Float], _ term: (Float, Int) -> Double) -> [Double] {
    var sums = Array(repeating: 0.0, count: count)
    for first in 0..<outer {
      for slice in 0..<count {
        let start = (first * count + slice) * inner
        for index in 0..<inner {
          sums[slice] += term(values[start + index], first * inner + index)
        }
      }
    }
    return sums
  }

  /// The elements times the factor of their slice.
  func scaled(_ values: [Float], by factors: [Double]) -> [Float] {
    values.enumerated().map { index, value in
      Float(Double(value) * factors[index / max(1, inner) % count])
    }
  }
}
