import Formats
import LinearAlgebra
import System
import Testing

@Suite struct OnnxTests {
  @Test(arguments: ["small.onnx", "old.onnx", "typed.onnx", "raw.onnx", "loose.onnx"])
  func initializersAreReadInEveryTypeAndField(name: String) throws {
    try Fixture.check(name, format: .onnx)
  }

  @Test func theGraphIsReadAsItStands() throws {
    let graph = try #require(try StoredModel.open(path: Fixture.path("small.onnx")).graph)
    #expect(graph.opset == 17)
    #expect(graph.inputs.map(\.name) == ["x"])
    #expect(graph.inputs[0].extents == [nil, 1, 4, 4])
    #expect(graph.outputs.map(\.name) == ["y"])
    #expect(graph.outputs[0].extents == [nil, 3])
    #expect(
      graph.nodes.map(\.operation) == [
        "Conv", "Clip", "Constant", "Constant", "Reshape", "Gemm", "Odd",
      ])
    #expect(graph.nodes[0].name == "conv")
    #expect(graph.nodes[0].inputs == ["x", "conv.weight", "conv.bias"])
    #expect(graph.nodes[1].inputs == ["a", "", "six"])
    #expect(graph.nodes[6].domain == "com.example")
  }

  @Test func attributesOfEveryKindAreRead() throws {
    let graph = try #require(try StoredModel.open(path: Fixture.path("small.onnx")).graph)
    guard case .ints([3, 3])? = graph.nodes[0].attributes["kernel_shape"],
      case .string("NOTSET")? = graph.nodes[0].attributes["auto_pad"],
      case .tensor(let six)? = graph.nodes[2].attributes["value"],
      case .ints([0, -1])? = graph.nodes[3].attributes["value_ints"],
      case .int(0)? = graph.nodes[4].attributes["allowzero"],
      case .float(0.5)? = graph.nodes[5].attributes["alpha"],
      case .strings(["p", "q"])? = graph.nodes[6].attributes["names"],
      case .floats([0.5, 0.25])? = graph.nodes[6].attributes["weights"],
      case .tensor(let text)? = graph.nodes[6].attributes["text"],
      case .graph(let body)? = graph.nodes[6].attributes["body"]
    else {
      Issue.record("\(graph.nodes.map(\.attributes))")
      return
    }
    #expect(try six.floats().values == [6])
    #expect(six.shape.rank == 0)
    #expect(body.nodes.isEmpty)
    #expect(text.refusal?.problem == "has elements of type string")
  }

  @Test func initializersAreNoInputs() throws {
    let graph = try #require(try StoredModel.open(path: Fixture.path("old.onnx")).graph)
    #expect(graph.inputs.map(\.name) == ["x"])
    #expect(graph.inputs[0].extents == [1, 1, 4, 4])
  }

  /// Some exporters write -1 for an axis that they leave open.
  @Test func aNegativeExtentIsOpen() throws {
    let axes = [-1, 3].map { (1, ProtobufMessage.Value.message([(1, .int($0))])) }
    let type = ProtobufMessage.Value.message([(1, .message([(1, .int(1)), (2, .message(axes))]))])
    let model = ProtobufMessage([
      (1, .int(8)), (7, .message([(11, .message([(1, .text("x")), (2, type)]))])),
    ])
    try Fixture.withFile(model.bytes) { path in
      let graph = try #require(StoredModel.open(path: path).graph)
      #expect(graph.inputs.map(\.extents) == [[nil, 3]])
    }
  }

  @Test(arguments: ["twice.onnx", "short.onnx", "wrong_field.onnx"])
  func contradictionsAreDamage(name: String) throws {
    #expect(Fixture.error(Fixture.path(name))?.kind == .damaged)
  }

  @Test func otherProtocolBuffersAreNoModel() throws {
    let error = try #require(Fixture.error(Fixture.path("graphless.onnx")))
    #expect(error.problem == "protocol buffers without an ONNX graph")
  }
}
