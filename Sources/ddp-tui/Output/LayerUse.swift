import Formats
import NeuralNetwork
import System

/// Which use of a weight the numbers of images are of, where the network multiplies by it several times.
extension LinearLayer {
  /// Its name as a title, with the use when there are several.
  var title: String { name.printable + (uses > 1 ? "  use 1 of \(uses)" : "") }

  /// The use, counted from 1, and how many there are, as members of a JSON object.
  var useMembers: [(String, JSON)] { [("use", .int(1)), ("uses", .int(uses))] }
}
