package import DeepDataProfiler
import Foundation
import TerminalUI

/// Images of the data set on a page: each is in it once, however often it is shown.
package struct PageImages: Sendable {
  private struct Picture {
    let png: [UInt8]
    let height, width: Int
  }

  /// Nil of an image that is no picture.
  private var pictures: [Int: Picture?] = [:]

  package init() {}

  /// Those of some images that it does not have yet.
  package func missing(of images: [Int]) -> [Int] { images.filter { pictures[$0] == nil } }

  /// Takes some images.
  package mutating func add(_ images: [Int], as shown: InputImages) {
    for image in images {
      let tile = ImageTile(shown[image])
      pictures[image] = .some(
        tile.flatMap { tile in
          tile.png(most: OptimizedPicture.mostPixels).map {
            Picture(png: $0, height: tile.height, width: tile.width)
          }
        })
    }
  }

  /// What stands on the page before any is shown.
  var definitions: HTML {
    HTML(
      "svg", ["class": "images", "width": "0", "height": "0", "aria-hidden": "true"],
      [
        HTML(
          "defs",
          pictures.sorted { $0.key < $1.key }.compactMap { image, picture in
            picture.map { definition($0, of: image) }
          })
      ])
  }

  private func definition(_ picture: Picture, of image: Int) -> HTML {
    .empty(
      "image",
      [
        "id": id(image), "width": "\(picture.width)", "height": "\(picture.height)",
        "preserveAspectRatio": "none", "href": HTML.source(ofPNG: picture.png),
      ])
  }

  /// One of them, and in words what it is; nil where it is no picture.
  func html(_ image: Int, _ words: String) -> HTML? {
    guard let picture = pictures[image] ?? nil else { return nil }
    return HTML(
      "svg",
      ["viewBox": "0 0 \(picture.width) \(picture.height)", "role": "img", "aria-label": words],
      [.empty("use", ["href": "#" + id(image)])])
  }

  private func id(_ image: Int) -> String { "image-\(image)" }
}

extension HTML {
  /// What an image has for its source whose file is in the page.
  static func source(ofPNG bytes: [UInt8]) -> String {
    "data:image/png;base64," + Data(bytes).base64EncodedString()
  }
}
