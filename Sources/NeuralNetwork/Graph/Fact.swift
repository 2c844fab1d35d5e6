package import LinearAlgebra

/// What is known of a value before the network runs: its shape, and its elements if they are few and
/// do not depend on the image.
package struct Fact: Sendable {
  package let shape: Shape
  package let value: Value?
  /// The most elements that a value known beforehand has.
  static let greatestCount = 4096

  package init(shape: Shape) {
    self.shape = shape
    value = nil
  }

  package init(_ value: Value) {
    shape = value.shape
    self.value = value
  }
}
