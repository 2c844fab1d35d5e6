package import DeepDataProfiler
import TerminalUI

/// What shows a group on a page.
package struct PagePictures: Sendable {
  /// The image that brings out its vectors as a PNG file, with the objective at the start and at the end;
  /// why there is none; nil where none was wanted.
  let optimized: Result<(png: [UInt8], objectives: OptimizedImage.Objectives), PageFault>?
  /// Exemplary images as PNG files; nil for an image that is no picture.
  let exemplars: [[UInt8]?]

  package init(
    optimized: Result<OptimizedImage, PageFault>?, exemplars: [FeatureMaps?]
  ) {
    self.optimized = optimized.map { found in
      found.flatMap { image in
        let tile = ImageTile(
          image.values, maps: image.channels, height: image.height, width: image.width,
          range: 0...1)
        return tile?.png(most: Self.mostPixels).map { .success(($0, image.objectives)) }
          ?? .failure(PageFault("\(image.channels) channels are no picture"))
      }
    }
    self.exemplars = exemplars.map { input in
      input.flatMap {
        ImageTile($0.values, maps: $0.count, height: $0.height, width: $0.width)?
          .png(most: Self.mostPixels)
      }
    }
  }

  /// The most pixels of a side: more are not seen on a card.
  private static let mostPixels = 160
}
