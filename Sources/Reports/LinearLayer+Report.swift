import Formats
import NeuralNetwork
import System

extension LinearLayer {
  /// Its name as a title, with the use that is shown where there are several.
  var title: String { name.printable + (uses > 1 ? "  use 1 of \(uses)" : "") }
}
