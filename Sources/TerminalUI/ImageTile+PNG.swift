import Formats

extension ImageTile {
  /// A PNG file of it, in which one pixel stands for a block of them where it is larger than a side.
  /// - Parameter most: the most pixels of a side.
  /// - Returns: nil for an image that PNG can't hold.
  package func png(most: Int) -> [UInt8]? {
    let pool = max(1, (max(height, width) + most - 1) / most)
    let (rows, columns) = ((height + pool - 1) / pool, (width + pool - 1) / pool)
    let pixels = (0..<rows).flatMap { row in
      (0..<columns).flatMap { column in
        let (ys, xs) = (
          row * pool..<min(height, (row + 1) * pool),
          column * pool..<min(width, (column + 1) * pool)
        )
        return (0..<channels).map { UInt8((mean($0, ys, xs) * 255).rounded()) }
      }
    }
    return PNGFile.bytes(width: columns, height: rows, channels: channels, pixels: pixels)
  }
}
