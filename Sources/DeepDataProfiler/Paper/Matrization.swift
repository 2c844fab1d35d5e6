/// A way to make matrices of a layer's weight (paper sections 3.2 and 4.1).
///
/// All three are the same for a fully connected layer: its matrix.
public enum Matrization: Hashable, Sendable {
  /// `W1`, filters x receptive field: ``UnfoldedMatrix``.
  case unfolded
  /// `W2`, the circular convolution on a map, which is square, of `mapSize` rows, or that of the
  /// layer's own input when that is nil.
  case toeplitz(mapSize: Int? = nil)
  /// The filters x channels matrices of each kernel element, pooled: ``SliceMatrices``.
  case slices

  /// Its name.
  public var name: String {
    switch self {
    case .unfolded: "unfolded"
    case .toeplitz: "toeplitz"
    case .slices: "slices"
    }
  }
}
