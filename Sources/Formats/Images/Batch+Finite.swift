import LinearAlgebra

extension ImageSet.Batch {
  /// The same without the images that have a value which is not finite.
  func withoutUnfiniteImages() -> ImageSet.Batch {
    let size = tensor.shape.extents.dropFirst().reduce(1, *)
    let faults = images.indices.map { row in
      tensor.values[row * size..<(row + 1) * size].firstIndex { !$0.isFinite }
    }
    let kept = faults.indices.filter { faults[$0] == nil }
    guard kept.count < images.count,
      let shape = Shape([kept.count] + tensor.shape.extents.dropFirst())
    else { return self }
    let values = kept.flatMap { tensor.values[$0 * size..<($0 + 1) * size] }
    let unfinite = zip(images, faults).compactMap { image, place in
      place.map { LeftOutImage(image: image, reason: reason(at: $0)) }
    }
    return ImageSet.Batch(
      images: kept.map { images[$0] }, tensor: Tensor(shape: shape, values: values),
      leftOut: (leftOut + unfinite).sorted { $0.image < $1.image })
  }

  /// What is wrong with the value at a place of `tensor`.
  private func reason(at place: Int) -> String {
    let extents = tensor.shape.extents.dropFirst()
    var rest = place
    let indices = extents.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }
    let position = zip(["channel", "row", "column"], indices.reversed())
      .map { "\($0) \($1)" }.joined(separator: ", ")
    return "the value at \(position) is \(tensor.values[place].isNaN ? "not a number" : "infinite")"
  }
}
