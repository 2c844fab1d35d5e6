import Formats
import LinearAlgebra
import NeuralNetwork
import System

extension [LeftOutWeight] {
  /// A line for each.
  var text: String {
    map { "left out: \($0.name.printable), \($0.shape): \($0.reason.printable)\n" }.joined()
  }

  /// The member `left_out` of the contract.
  var json: JSON {
    .array(
      map {
        .object([
          ("name", .string($0.name)), ("shape", .ints($0.shape.extents)),
          ("reason", .string($0.reason)),
        ])
      })
  }
}
