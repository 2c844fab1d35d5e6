import DeepDataProfiler
import TerminalUI

extension FeatureMaps {
  /// The image of a network's input; nil when it has no shape that an image could have.
  var tile: ImageTile? { ImageTile(values, maps: count, height: height, width: width) }
}
