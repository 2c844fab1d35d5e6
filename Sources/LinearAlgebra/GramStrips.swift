extension WeightMatrix {
  /// Gives the upper triangle of the rows' Gram matrix, `A A^T`, in strips of some rows, in Float.
  /// - Parameters:
  ///   - height: rows of a strip; the last may have fewer.
  ///   - body: told of a strip's first row and its elements, row by row, the columns from that row on.
  package func forEachGramStrip(
    of height: Int, _ body: (_ start: Int, _ strip: Span<Float>) throws -> Void
  ) rethrows {
    let floats = isTransposed ? transposedFloats : elements.rounded
    let source = floats.span
    for start in stride(from: 0, to: rows, by: height) {
      let end = min(rows, start + height)
      var strip = [Float](repeating: 0, count: (end - start) * (rows - start))
      var target = strip.mutableSpan
      multiply(
        source.extracting(start * columns..<end * columns), source.extracting((start * columns)...),
        transposingB: true, into: &target, rows: end - start, inner: columns, columns: rows - start)
      try body(start, strip.span)
    }
  }

  /// The elements in the other order than they are stored in.
  private var transposedFloats: ArraySlice<Float> {
    let floats = elements.rounded
    var result: [Float] = []
    result.reserveCapacity(floats.count)
    let source = floats.span
    for row in 0..<rows {
      for column in 0..<columns { result.append(source[column * rows + row]) }
    }
    return result[...]
  }
}
