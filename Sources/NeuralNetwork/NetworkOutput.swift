import Formats
import LinearAlgebra
package import System

/// A value that a graph gives.
package struct NetworkOutput: Equatable, Sendable {
  /// Its name.
  package let name: String
  /// The extents of its axes for one image, without that of images; nil when they are not known.
  package internal(set) var extents: [Int]?
  /// Why it can't be computed, where that was tried: the node that can't be run.
  package internal(set) var fault: Failure?
  /// Whether its elements are whole numbers.
  package let isInteger: Bool

  /// A value of a graph.
  package init(name: String, extents: [Int]?, isInteger: Bool = false) {
    self.name = name
    self.extents = extents
    self.isInteger = isInteger
  }

  /// What the file declares of a value, and what is known of it before the network runs.
  init(_ value: StoredValue, fact: Fact?, imagesAtOnce: Int?) {
    let declared = value.extents.dropFirst().compactMap { $0 }
    let isDeclared = !declared.isEmpty && declared.count == value.extents.count - 1
    let extents = fact.map { fact in
      let extents = fact.shape.extents
      // A graph for one image may give it without an axis for images.
      return imagesAtOnce == 1 && extents.first != 1 ? extents : Array(extents.dropFirst())
    }
    self.init(
      name: value.name, extents: extents ?? (isDeclared ? declared : nil),
      isInteger: value.elementType.map { !$0.isFloatingPoint } ?? false)
  }
}
