package import Formats
import LinearAlgebra

/// The graph of a weight file, as its card's `[network]` gives it: a sequence of layers.
///
/// A word is `relu`, `softmax`, `flatten`, `maxpool K [stride S] [padding P]`, or a tensor's name
/// less `.weight`; a convolution may go on with `stride S`, `padding P`, `dilation D`, `groups G`.
package enum LayerSequence {
  /// The same graph as nodes of ONNX operators.
  /// - Parameters:
  ///   - words: one for each layer, in order.
  ///   - tensors: the file's, among them the weights and biases that the words name.
  ///   - input: channels x height x width of an image, when the card tells.
  /// - Returns: the graph, from `input` to the last layer's output.
  /// - Throws: `NetworkError` when a word is not understood.
  package static func graph(
    of words: [String], tensors: [StoredTensor], input: [Int]?
  ) throws(NetworkError) -> StoredGraph {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    var nodes: [StoredNode] = []
    var value = "input"
    for word in words {
      let node = try node(word, number: nodes.count + 1, input: value, shapes: shapes)
      value = node.outputs[0]
      nodes.append(node)
    }
    let extents: [Int?] = [nil] + (input ?? []).map { $0 }
    return StoredGraph(
      nodes: nodes, inputs: [StoredValue(name: "input", extents: input == nil ? [] : extents)],
      outputs: [StoredValue(name: value, extents: [])], opset: 13)
  }

  private static func node(
    _ word: String, number: Int, input: String, shapes: [String: Shape]
  ) throws(NetworkError) -> StoredNode {
    let parts = word.split(separator: " ").map(String.init)
    let head = parts.first ?? ""
    var options = try options(of: parts.dropFirst(), word: word)
    var operands = [input]
    var attributes: [String: StoredAttribute] = [:]
    let operation: String
    switch head {
    case "relu": operation = "Relu"
    case "softmax": operation = "Softmax"
    case "flatten": operation = "Flatten"
    case "maxpool":
      operation = "MaxPool"
      guard let size = options.removeValue(forKey: "") else {
        throw fault(word, "it has no size", "write it as `maxpool 2`")
      }
      let stride = options.removeValue(forKey: "stride") ?? size
      attributes["kernel_shape"] = .ints([size, size])
      attributes["strides"] = .ints([stride, stride])
    default:
      guard let shape = shapes["\(head).weight"] else {
        let names = shapes.keys.filter { $0.hasSuffix(".weight") }.map { $0.dropLast(7) }
        throw fault(
          word, "it names neither an operation nor a weight of the file",
          "operations are relu, softmax, flatten, maxpool; weights are "
            + names.sorted().joined(separator: ", "))
      }
      operands.append("\(head).weight")
      if shapes["\(head).bias"] != nil { operands.append("\(head).bias") }
      if shape.rank == 2 {
        operation = "Gemm"
        attributes["transB"] = .int(1)
      } else {
        operation = "Conv"
        if let stride = options.removeValue(forKey: "stride") {
          attributes["strides"] = .ints([stride, stride])
        }
        if let dilation = options.removeValue(forKey: "dilation") {
          attributes["dilations"] = .ints([dilation, dilation])
        }
        if let groups = options.removeValue(forKey: "groups") {
          attributes["group"] = .int(groups)
        }
      }
    }
    if operation == "Conv" || operation == "MaxPool",
      let padding = options.removeValue(forKey: "padding")
    {
      attributes["pads"] = .ints([padding, padding, padding, padding])
    }
    if let left = options.keys.sorted().first {
      throw fault(
        word, left.isEmpty ? "it takes no number" : "it has no option \(left)",
        "leave that out of the card's [network]")
    }
    return StoredNode(
      name: "layer \(number) (\(word))", operation: operation, domain: "", inputs: operands,
      outputs: ["\(number):\(head)"], attributes: attributes)
  }

  /// The numbers of a word by what precedes them; the one right after the head is under "".
  private static func options(
    of parts: ArraySlice<String>, word: String
  ) throws(NetworkError) -> [String: Int] {
    var options: [String: Int] = [:]
    var name = ""
    for part in parts {
      if let number = Int(part) {
        options[name] = number
        name = ""
      } else {
        name = part
      }
    }
    guard name.isEmpty else {
      throw fault(word, "\(name) has no number", "write it as `\(word) 1`")
    }
    return options
  }

  private static func fault(_ word: String, _ problem: String, _ cure: String) -> NetworkError {
    NetworkError(place: "the card's [network], \"\(word)\"", problem: problem, cure: cure)
  }
}
