extension ArraySlice<Float> {
  /// A map at another size, by bilinear interpolation between the centres of its cells; beyond the
  /// outermost centres it stays as it is there.
  /// - Parameters:
  ///   - height: the rows that it has.
  ///   - width: the columns that it has.
  ///   - newHeight: the rows that it is to have.
  ///   - newWidth: the columns that it is to have.
  /// - Returns: its values row by row; not a number beside a cell that is none.
  package func resampled(
    height: Int, width: Int, to newHeight: Int, _ newWidth: Int
  ) -> [Float] {
    guard count == height * width, count > 0 else { return [] }
    /// The two cells that a new one lies between, and how far it is on its way to the second.
    func between(_ place: Int, _ extent: Int, of newExtent: Int) -> (Int, Int, Float) {
      let centre = (Float(place) + 0.5) * Float(extent) / Float(newExtent) - 0.5
      let clamped = Swift.min(Swift.max(centre, 0), Float(extent - 1))
      let first = Int(clamped)
      return (first, Swift.min(first + 1, extent - 1), clamped - Float(first))
    }
    let columns = (0..<newWidth).map { between($0, width, of: newWidth) }
    var result: [Float] = []
    result.reserveCapacity(newHeight * newWidth)
    for row in 0..<newHeight {
      let (upper, lower, down) = between(row, height, of: newHeight)
      let (a, b) = (startIndex + upper * width, startIndex + lower * width)
      for (left, right, across) in columns {
        let top = self[a + left].mixed(with: self[a + right], across)
        let bottom = self[b + left].mixed(with: self[b + right], across)
        result.append(top.mixed(with: bottom, down))
      }
    }
    return result
  }
}

extension Float {
  /// The number a fraction of the way to another, which does not matter at its start.
  fileprivate func mixed(with other: Float, _ fraction: Float) -> Float {
    fraction == 0 ? self : self + (other - self) * fraction
  }
}
