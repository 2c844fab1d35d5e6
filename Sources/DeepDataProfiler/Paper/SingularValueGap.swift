extension [Double] {
  /// How far a singular value lies above the next, relative to itself, `(s_i - s_{i+1}) / s_i`; nil for the
  /// last, and for zero.
  ///
  /// Where it is near 0 the vectors of both mix: any turn of them within their plane is as good.
  package func gap(after index: Int) -> Double? {
    guard indices.contains(index), indices.contains(index + 1), self[index] > 0 else { return nil }
    return (self[index] - self[index + 1]) / self[index]
  }
}
