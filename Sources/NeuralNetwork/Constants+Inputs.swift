import Formats
import LinearAlgebra

extension Constants {
  /// The most elements that a stated input may have.
  private static let greatestCount = 1 << 26

  /// Takes what the card states of inputs among the constants.
  /// - Parameters:
  ///   - stated: the numbers, by the inputs' names.
  ///   - graph: the graph.
  /// - Returns: the graph without these inputs.
  /// - Throws: `NetworkError` when there is no such input, or it has another number of elements.
  mutating func take(
    _ stated: [String: ModelCard.Constant], of graph: StoredGraph?
  ) throws(NetworkError) -> StoredGraph? {
    guard !stated.isEmpty else { return graph }
    let inputs = graph?.inputs ?? []
    for (name, constant) in stated.sorted(by: { $0.key < $1.key }) {
      guard let input = inputs.first(where: { $0.name == name }) else {
        let names = inputs.map { "\"\($0.name)\"" }.joined(separator: ", ")
        throw NetworkError(
          place: "[input.constants] of the card", problem: "the graph has no input \"\(name)\"",
          cure: names.isEmpty ? "take it away" : "its inputs are \(names)")
      }
      add(try Self.value(constant, of: input), as: name)
    }
    return graph.map { graph in
      StoredGraph(
        nodes: graph.nodes, inputs: graph.inputs.filter { stated[$0.name] == nil },
        outputs: graph.outputs, opset: graph.opset, functions: graph.functions,
        metadata: graph.metadata)
    }
  }

  /// The value of an input: of axes that the graph leaves open, the last has as many elements as are
  /// stated, but the first of several is that of images and has 1.
  private static func value(
    _ constant: ModelCard.Constant, of input: StoredValue
  ) throws(NetworkError) -> Value {
    let fault = NetworkError(
      place: "[input.constants] of the card", problem: "\"\(input.name)\" is \(input.text)",
      cure: "state one number, or as many as it has elements")
    var extents = input.extents.map { $0 ?? 1 }
    let count = Shape(extents)?.count ?? 0
    let numbers: [Double]
    switch constant {
    case .number(let number):
      guard (1...greatestCount).contains(count) else { throw fault }
      numbers = Array(repeating: number, count: count)
    case .list(let list):
      numbers = list
      if let open = input.extents.lastIndex(of: nil), count > 0, open > 0 || extents.count == 1 {
        extents[open] = list.count / count
      } else if extents.isEmpty {
        extents = [list.count]
      }
    }
    guard let shape = Shape(extents), shape.count == numbers.count else { throw fault }
    guard input.elementType.map(\.isFloatingPoint) ?? true else {
      let integers = numbers.compactMap { Int(exactly: $0) }
      guard integers.count == numbers.count else { throw fault }
      return .integers(IntegerTensor(shape: shape, values: integers))
    }
    return .floats(Tensor(shape: shape, values: numbers.map { Float($0) }))
  }
}

extension StoredValue {
  /// Its type and its extents, in words.
  var text: String {
    let shape = extents.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
    let type = elementType?.rawValue ?? "a tensor"
    return extents.isEmpty ? type : "\(type) of \(shape)"
  }
}
