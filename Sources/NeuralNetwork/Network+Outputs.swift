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

  /// Whether the output is computed so that it lies between 0 and 1, and not as `logits` before a
  /// closing sigmoid.
  package var givesProbabilities: Bool {
    guard let output else { return false }
    let value = scores(behind: output)
    return value == output && isProbability(output, depth: 0)
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
  private static let greatestDepth = 16
  /// Nodes that only lay their first operand out anew.
  private static let passing: Set = [
    "Identity", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Dropout",
  ]
  /// Nodes of which each element is one of their first operand, or a mean of some.
  private static let choosing: Set = [
    "Transpose", "Slice", "Gather", "Split", "ReduceMean", "ReduceMax", "ReduceMin",
  ]

  private func producer(of value: String) -> Node? {
    nodes.last { $0.stored.outputs.contains(value) && $0.stored.domain.isEmpty }
  }

  /// Whether a value lies between 0 and 1 whatever the image is, as far as its last nodes tell.
  private func isProbability(_ value: String, depth: Int) -> Bool {
    guard depth < Self.greatestDepth, let node = producer(of: value),
      let input = node.stored.inputs.first
    else { return false }
    switch node.stored.operation {
    case "Sigmoid", "HardSigmoid", "Softmax": return true
    case "Reciprocal": return isOnePlusExponential(input)
    case "Div":
      return isOne(input) && node.stored.inputs.count > 1
        && isOnePlusExponential(node.stored.inputs[1])
    case "Cast": return isProbability(input, depth: depth + 1)
    case let other:
      return (Self.passing.contains(other) || Self.choosing.contains(other))
        && isProbability(input, depth: depth + 1)
    }
  }

  /// Whether a value is 1 + exp(x), as in a sigmoid written out.
  private func isOnePlusExponential(_ value: String) -> Bool {
    guard let sum = producer(of: value), sum.stored.operation == "Add" else { return false }
    return sum.stored.inputs.contains(where: isOne)
      && sum.stored.inputs.contains { producer(of: $0)?.stored.operation == "Exp" }
  }

  private func isOne(_ value: String) -> Bool {
    guard case .floats(let tensor)? = try? constants.value(value) else { return false }
    return tensor.values == [1]
  }
}
