import Formats
package import LinearAlgebra

extension Network {
  /// Has another of its outputs computed.
  /// - Precondition: it is one of `outputs`.
  package mutating func choose(output name: String) {
    precondition(outputs.contains { $0.name == name }, "there is no output \(name)")
    output = name
  }

  /// Finds the extents of outputs that are not known, by running some images; of those that can't be
  /// computed they stay so.
  package mutating func measureOutputs(on images: Tensor) {
    let chosen = output
    defer { output = chosen }
    for index in outputs.indices where outputs[index].extents == nil && !outputs[index].isInteger {
      output = outputs[index].name
      let given = try? forward(images, to: .logits)
      outputs[index].extents = given.map { Array($0.shape.extents.dropFirst()) }
    }
  }

  /// The value that a closing softmax or sigmoid is applied to; the output itself where there is
  /// none.
  func scores(behind output: String) -> String {
    var value = output
    for _ in 0..<Self.greatestDepth {
      guard let node = producer(of: value), let input = node.stored.inputs.first else { break }
      if node.stored.operation == "Sigmoid" { return input }
      if node.stored.operation == "Softmax" || node.stored.operation == "LogSoftmax" {
        // A softmax over part of what is laid out anew does not keep the order of all.
        return value == output ? input : output
      }
      guard Self.passing.contains(node.stored.operation) else { break }
      value = input
    }
    return output
  }

  /// The most nodes that are followed from an output.
  static let greatestDepth = 16
  /// Nodes that only lay their first operand out anew.
  static let passing: Set = [
    "Identity", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Dropout",
  ]
  /// The node that gives a value, if it is one of ONNX's own.
  func producer(of value: String) -> Node? {
    nodes.last { $0.stored.outputs.contains(value) && $0.stored.domain.isEmpty }
  }
}
