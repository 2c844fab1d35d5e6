import Formats
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// Functions and branches are written out as ONNX defines them.
@Suite struct InliningTests {
  private func network(
    _ nodes: [StoredNode], tensors: [StoredTensor] = [], functions: [StoredFunction] = []
  ) throws -> Network {
    try Network(
      model: StoredModel(
        format: .onnx, path: "made.onnx", tensors: tensors,
        graph: StoredGraph(
          nodes: nodes, inputs: [StoredValue(name: "input", extents: [nil, 1, 2])],
          outputs: [StoredValue(name: "y", extents: [])], opset: 17, functions: functions)))
  }

  private func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], domain: String = "",
    overload: String = "", _ attributes: [String: StoredAttribute] = [:]
  ) -> StoredNode {
    StoredNode(
      name: "", operation: operation, domain: domain, overload: overload, inputs: inputs,
      outputs: outputs, attributes: attributes)
  }

  private func function(
    _ name: String, overload: String = "", _ inputs: [String], _ outputs: [String],
    _ nodes: [StoredNode], opset: Int? = nil, defaults: [String: StoredAttribute] = [:]
  ) -> StoredFunction {
    StoredFunction(
      .init(domain: "own", name: name, overload: overload),
      body: StoredBody(nodes: nodes, inputs: inputs, outputs: outputs), defaults: defaults,
      opset: opset)
  }

  private func output(_ network: Network, _ values: [Float] = [1, -2]) throws -> [Float] {
    let network = network
    let input = Tensor(shape: try #require(Shape([1, 1, 2])), values: values)
    return try network.forward(input, to: .logits).values
  }

  @Test func aFunctionMeansTheOperatorsOfItsOwnOpset() throws {
    // Until opset 13, the axes of an Unsqueeze are a setting.
    let add = function(
      "Add", ["x"], ["z"],
      [
        node("Unsqueeze", ["x"], ["t"], ["axes": .ints([1])]),
        node("Squeeze", ["t"], ["z"], ["axes": .ints([1])]),
      ], opset: 11)
    let made = try network([node("Add", ["input"], ["y"], domain: "own")], functions: [add])
    #expect(try output(made) == [1, -2])
  }

  @Test func aFunctionOfOneNameIsToldByItsOverload() throws {
    let functions = ["Neg", "Abs"].map {
      function("F", overload: $0, ["x"], ["z"], [node($0, ["x"], ["z"])])
    }
    let negative = node("F", ["input"], ["y"], domain: "own", overload: "Neg")
    #expect(try output(network([negative], functions: functions)) == [-1, 2])
    let absolute = node("F", ["input"], ["y"], domain: "own", overload: "Abs")
    #expect(try output(network([absolute], functions: functions)) == [1, 2])
  }

  @Test func whatACallLeavesOutIsTheDefaultOrIsLeftOut() throws {
    let leak = function(
      "Leak", ["x"], ["z"], [node("LeakyRelu", ["x"], ["z"], ["alpha": .reference("slope")])],
      defaults: ["slope": .float(0.5)])
    let bare = function(
      "Bare", ["x", "most"], ["z"],
      [
        node("LeakyRelu", ["x"], ["t"], ["alpha": .reference("slope")]),
        node("Clip", ["t", "", "most"], ["z"]),
      ])
    let call = { (name: String, attributes: [String: StoredAttribute]) in
      try self.output(
        self.network(
          [self.node(name, ["input"], ["y"], domain: "own", attributes)], functions: [leak, bare]))
    }
    #expect(try call("Leak", [:]) == [1, -1])
    #expect(try call("Leak", ["slope": .float(0.25)]) == [1, -0.5])
    // The default of LeakyRelu itself; and the limit that the call leaves out is none.
    #expect(try call("Bare", [:]) == [1, -0.02])
  }

  @Test func aFunctionGivesWhatItTakesAndSeesNothingElse() throws {
    let pass = function("Pass", ["x"], ["x", "n"], [node("Neg", ["x"], ["n"])])
    let made = try network(
      [
        node("Pass", ["input"], ["a", "b"], domain: "own"), node("Sub", ["a", "b"], ["y"]),
      ], functions: [pass])
    #expect(try output(made) == [2, -4])
    let reach = function("Reach", ["x"], ["z"], [node("Add", ["x", "input"], ["z"])])
    let error = #expect(throws: Failure.self) {
      try network([node("Reach", ["input"], ["y"], domain: "own")], functions: [reach])
    }
    #expect(error?.problem.contains("nothing before it gives") == true)
  }

  @Test func functionsThatCallThemselvesAreRefused() throws {
    let call = { self.node($0, ["x"], ["z"], domain: "own") }
    let functions = [
      function("F", ["x"], ["z"], [call("G")]), function("G", ["x"], ["z"], [call("F")]),
    ]
    let error = #expect(throws: Failure.self) {
      try network([node("F", ["input"], ["y"], domain: "own")], functions: functions)
    }
    #expect(error?.problem == "it calls itself")
  }

  @Test func aBranchMayGiveWhatIsOutside() throws {
    let condition = [
      node("ReduceSum", ["input"], ["sum"], ["keepdims": .int(0)]),
      node("Greater", ["sum", "zero"], ["more"]),
    ]
    let same = StoredBody(nodes: [], inputs: [], outputs: ["input"])
    // Its value has the name of one outside, which it hides.
    let hiding = StoredBody(nodes: [node("Neg", ["input"], ["sum"])], inputs: [], outputs: ["sum"])
    let zero = try StoredTensor(
      name: "zero", tensor: Tensor(shape: try #require(Shape([])), values: [0]))
    let made = try network(
      condition + [
        node("If", ["more"], ["y"], ["then_branch": .graph(same), "else_branch": .graph(hiding)])
      ], tensors: [zero])
    #expect(try output(made, [3, -2]) == [3, -2])
    #expect(try output(made, [1, -2]) == [-1, 2])
  }

  @Test func eachOutputOfABranchIsItsOwn() throws {
    let yes = StoredBody(
      nodes: [node("Neg", ["input"], ["a"]), node("Abs", ["input"], ["b"])], inputs: [],
      outputs: ["a", "b"])
    let no = StoredBody(
      nodes: [node("Neg", ["input"], ["a"])], inputs: [], outputs: ["input", "a"])
    let made = try network([
      node("ReduceMax", ["input"], ["most"], ["keepdims": .int(0)]),
      node("Sub", ["most", "most"], ["zero"]), node("Greater", ["most", "zero"], ["more"]),
      node("If", ["more"], ["p", "q"], ["then_branch": .graph(yes), "else_branch": .graph(no)]),
      node("Sub", ["p", "q"], ["y"]),
    ])
    // -x - |x|, and x + x.
    #expect(try output(made, [3, -2]) == [-6, 0])
    #expect(try output(made, [-3, -2]) == [-6, -4])
  }

  @Test func aBranchInABranchHidesWhatIsAroundIt() throws {
    let inner = StoredBody(
      nodes: [node("Abs", ["input"], ["t"]), node("Neg", ["t"], ["u"])], inputs: [], outputs: ["u"])
    let outer = StoredBody(
      nodes: [
        node("Neg", ["input"], ["t"]),
        node("If", ["more"], ["r"], ["then_branch": .graph(inner), "else_branch": .graph(inner)]),
        node("Add", ["r", "t"], ["s"]),
      ], inputs: [], outputs: ["s"])
    let other = StoredBody(nodes: [], inputs: [], outputs: ["input"])
    let made = try network([
      node("ReduceMax", ["input"], ["most"], ["keepdims": .int(0)]),
      node("Sub", ["most", "most"], ["zero"]), node("Greater", ["most", "zero"], ["more"]),
      node("If", ["more"], ["y"], ["then_branch": .graph(outer), "else_branch": .graph(other)]),
    ])
    // -|x| - x
    #expect(try output(made, [3, -2]) == [-6, 0])
    #expect(try output(made, [-3, -2]) == [-3, -2])
  }
}
