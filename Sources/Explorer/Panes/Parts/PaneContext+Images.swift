import DeepDataProfiler
import TerminalUI

extension PaneContext {
  /// An image of the data set, as the network takes it; nil while it is not known, and where it has no
  /// shape that an image could have.
  func picture(ofImage image: Int) -> ImageTile? {
    let input = findings[FeatureMapsQuestion(.input, layer: 0, image: image)].answer
    return input.flatMap {
      ImageTile($0.values, maps: $0.count, height: $0.height, width: $0.width)
    }
  }
}
