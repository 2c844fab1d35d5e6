import DeepDataProfiler
import TerminalUI

/// Pages of a sequence of images, each read in one go.
struct ImagePages {
  let sequence: ImageSequence
  /// How many images a page has: fewer of large ones.
  let size: Int

  /// The most numbers of a page, and the most images.
  private static let (mostNumbers, mostImages) = (1 << 17, 64)

  /// Pages of images of so many numbers.
  init(_ sequence: ImageSequence, numbers: Int) {
    self.sequence = sequence
    size = (Self.mostNumbers / max(1, numbers)).clamped(to: 1..<Self.mostImages + 1)
  }

  /// The pages that have some places, ascending.
  func pages(with places: Range<Int>) -> Range<Int> {
    places.isEmpty ? 0..<0 : places.lowerBound / size..<(places.upperBound - 1) / size + 1
  }

  /// What asks for a page; nil where there is none.
  func question(_ page: Int) -> InputImagesQuestion? {
    let places = (page * size..<(page + 1) * size).clamped(to: 0..<sequence.count)
    return places.isEmpty ? nil : InputImagesQuestion(places.map { sequence[$0] })
  }
}
