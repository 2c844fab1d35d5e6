package import DeepDataProfiler

extension OverlayReport {
  /// The image of the position with this framed, then each image under its similarities, side by side.
  /// - Parameters:
  ///   - input: what the network takes of the image of the position.
  ///   - side: the least pixels of a picture's shorter side.
  ///   - gap: the pixels between two pictures.
  /// - Returns: nil where the network takes no pictures.
  package func pictures(over input: FeatureMaps, side: Int, gap: Int) -> ShownImage? {
    guard let image = ShownImage(input) else { return nil }
    let zoom = max(1, (side + min(image.height, image.width) - 1) / min(image.height, image.width))
    let framed = image.enlarged(by: zoom).framed(
      row: row, column: column, of: (activations.height, activations.width), thickness: 2)
    let rest = parts.compactMap { $0.overlay.picture?.enlarged(by: zoom) }
    return rest.count == parts.count ? ShownImage.row(of: [framed] + rest, gap: gap) : nil
  }
}
