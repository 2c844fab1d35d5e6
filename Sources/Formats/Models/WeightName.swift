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

  /// The name of the parameter that is computed of a tensor and others (`torch.nn.utils`, `weight_v`;
  /// `torch.nn.utils.parametrize`, `parametrizations.weight.original1`).
  package static func parameter(of part: String) -> String {
    var name = part
    while let ending = partEndings.first(where: name.hasSuffix) {
      let rest = String(name.dropLast(ending.count))
      let list = "parametrizations."
      guard ending.hasPrefix("_") || rest.contains(list),
        let word = rest.split(separator: ".").last, word.contains("weight")
      else { break }
      name = rest.replacing(list, with: "", maxReplacements: 1)
    }
    return name
  }

  private static let partEndings = [
    "_orig", "_mask", "_v", "_g", ".original", ".original0", ".original1",
  ]

  /// What PyTorch calls the weights of attention and of recurrent layers.
  private static let parameters = [
    "in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight", "weight_ih", "weight_hh",
    "weight_hr",
  ]

  /// Whether it is the name of a weight at all.
  package var isWeight: Bool {
    name.hasSuffix(".weight") || name == "weight" || isKernel || isParameter
  }

  /// Whether it is that of a parameter which is called more than a weight: `in_proj_weight`,
  /// `weight_ih_l0`, `weight_hh_l1_reverse`.
  private var isParameter: Bool {
    let word = name[end...].drop { $0 == "." || $0 == "/" }
    return Self.parameters.contains { parameter in
      word == parameter
        || parameter.hasPrefix("weight_") && word.hasPrefix(parameter + "_l")
          && word.dropFirst(parameter.count + 2).first?.isNumber == true
    }
  }

  /// Whether it may be the name of a normalisation's scale.
  package var isScale: Bool {
    name.hasSuffix(".weight") || ["gamma", "gamma:0", "scale"].contains(name[end...].dropFirst())
  }

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
