package import DeepDataProfiler
import TerminalUI

/// What brings out a group's vectors on a page.
package struct OptimizedPicture: Sendable {
  /// As a PNG file, with the objective at the start and at the end; why there is none; nil where none was
  /// wanted.
  let file: Result<(png: [UInt8], objectives: OptimizedImage.Objectives), PageFault>?

  package init(_ image: Result<OptimizedImage, PageFault>?) {
    file = image.map { found in
      found.flatMap { image in
        ImageTile(image)?.png(most: Self.mostPixels).map { .success(($0, image.objectives)) }
          ?? .failure(PageFault("\(image.channels) channels are no picture"))
      }
    }
  }

  /// The most pixels of a side: more are not seen on a card.
  static let mostPixels = 160
}
