package import DeepDataProfiler

extension OverlayReport {
  /// The image of the position with this framed, then each image under its similarities, side by side.
  /// - Parameters:
  ///   - image: the image of the position.
  ///   - side: the least pixels of a picture's shorter side.
  ///   - gap: the pixels between two pictures.
  /// - Returns: nil where images are no pictures.
  package func pictures(over image: ShownImage, side: Int, gap: Int) -> ShownImage? {
    let zoom = max(1, (side + min(image.height, image.width) - 1) / min(image.height, image.width))
    let framed = image.enlarged(by: zoom).framed(
      row: row, column: column, of: (activations.height, activations.width), thickness: 2)
    let rest = parts.compactMap { $0.overlay.picture?.enlarged(by: zoom) }
    return rest.count == parts.count ? ShownImage.row(of: [framed] + rest, gap: gap) : nil
  }
}
