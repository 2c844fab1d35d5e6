package import DeepDataProfiler

/// The matrices that a weight is made into, by name.
package enum MatrizationName: String, CaseIterable, Sendable {
  case unfolded, toeplitz, slices

  /// The matrization, of a map of the given size where it has one.
  package func matrization(mapSize: Int?) -> Matrization {
    switch self {
    case .unfolded: .unfolded
    case .toeplitz: .toeplitz(mapSize: mapSize)
    case .slices: .slices
    }
  }
}
