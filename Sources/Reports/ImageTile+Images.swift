package import DeepDataProfiler
package import TerminalUI

extension ImageTile {
  /// An image as it is shown; nil for none.
  package init?(_ image: ShownImage?) {
    guard let image else { return nil }
    self.init(
      image.values, channels: image.channels, height: image.height, width: image.width)
  }

  /// An optimised image; nil where there is none, or it is no picture.
  package init?(_ image: OptimizedImage?) { self.init(image.flatMap { ShownImage($0) }) }
}
