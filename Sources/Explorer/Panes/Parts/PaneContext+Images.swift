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

  /// The images of classes whose names have a text in them, and the one whose number it is.
  func images(matching text: String) -> [Int] {
    guard let dataSet else { return [] }
    let labels = Set(dataSet.labels).filter { className($0).lowercased().contains(text) }
    return dataSet.labels.indices.filter {
      labels.contains(dataSet.labels[$0]) || "\($0)" == text
    }
  }
}
