internal import CKernels
import Formats
package import LinearAlgebra
import System

extension Network {
  /// Has another of its outputs computed.
  /// - Precondition: it is one of `outputs`.
  package mutating func choose(output name: String) {
    let index = outputs.firstIndex { $0.name == name }
    precondition(index != nil, "there is no output \(name)")
    chosenOutput = index
  }

  /// Finds the extents of outputs that are not known, by running some images; of those that can't be
  /// computed they stay so.
  package mutating func measureOutputs(on images: Tensor) {
    let chosen = chosenOutput
    defer { chosenOutput = chosen }
    for index in outputs.indices where outputs[index].extents == nil && !outputs[index].isInteger {
      chosenOutput = index
      do {
        outputs[index].extents = try Array(forward(images, to: .logits).shape.extents.dropFirst())
      } catch {
        outputs[index].fault = error as? Failure
      }
    }
  }

  /// The value that a closing softmax or sigmoid is applied to; the output itself where there is
  /// none.
  func scores(behind output: ValueID) -> ValueID {
    var value = output
    for _ in 0..<Self.greatestDepth {
      guard let node = graph.producer(of: value), let input = node.inputs.first ?? nil,
        let operation = try? node.operation.get()
      else { break }
      if (operation as? Elementwise)?.function?.kind == kernel_sigmoid { return input }
      if operation is Softmax {
        // A softmax over part of what is laid out anew does not keep the order of all.
        return value == output ? input : output
      }
      guard operation is Reshaping || operation is Identity || operation is Dropout else { break }
      value = input
    }
    return output
  }

  /// The most nodes that are followed from an output.
  static let greatestDepth = 16

  /// The value that is computed; nil without a graph.
  var output: ValueID? { chosenOutput.map { graph.outputs[$0] } }

  /// The node of a layer.
  func node(of layer: Int) -> Node { graph.nodes[layerNodes[layer]] }

  /// What a layer gives, before its bias.
  /// - Throws: `Failure` where the graph gives it no name.
  func output(of layer: Int) throws(Failure) -> ValueID {
    let node = node(of: layer)
    guard let output = node.outputs.first ?? nil else {
      throw Failure(
        kind: .network, place: node.place, problem: "nothing takes what it gives",
        cure: "export it again")
    }
    return output
  }
}
