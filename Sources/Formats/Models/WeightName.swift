/// The name of a weight, as frameworks make it of a layer's and what the tensor is to the layer:
/// `conv1.weight` in PyTorch, `conv1/kernel:0` in Keras, `conv1/kernel` or `conv1.kernel` in Flax.
package struct WeightName {
  private let name: String
  /// Where what comes after the layer's name starts, the separator included.
  private let end: String.Index

  /// What a layer's name is without.
  package static let endings = [".weight", "/kernel:0", "/kernel", ".kernel"]

  /// Takes a tensor's name apart.
  package init(_ name: String) {
    self.name = name
    end = name.lastIndex { $0 == "/" || $0 == "." } ?? name.startIndex
  }

  /// The layer's name: less an ending that says no more than that it is the weight.
  package var layer: String {
    Self.endings.contains(String(name[end...])) && end > name.startIndex
      ? String(name[..<end]) : name
  }

  /// Whether it is the name of a weight at all.
  package var isWeight: Bool { name.hasSuffix(".weight") || isKernel }

  /// Whether it is called a kernel, of whatever sort.
  package var isKernel: Bool { name.hasSuffix("kernel") || name.hasSuffix("kernel:0") }

  /// Whether it is that of a convolution with filters of one channel each, as Keras calls it.
  package var isDepthwise: Bool { name.contains("depthwise") }

  /// The name that the layer's bias would have.
  package var bias: String {
    let separator = name[end...].prefix { $0 == "/" || $0 == "." }
    return String(name[..<end]) + separator + (name.hasSuffix(":0") ? "bias:0" : "bias")
  }
}
