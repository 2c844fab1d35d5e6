import Formats

/// A node written out as others that together do the same: what a fused or a quantised operator
/// stands for.
///
/// What they give is called by the node's first output and a number.
struct Expansion {
  /// The node that is written out.
  let node: StoredNode
  /// The nodes that stand for it, in order.
  private(set) var nodes: [StoredNode] = []

  init(of node: StoredNode) { self.node = node }

  /// The name of an operand of the node; nil when it is left out.
  func operand(_ index: Int) -> String? {
    node.inputs.indices.contains(index) && !node.inputs[index].isEmpty ? node.inputs[index] : nil
  }

  /// The name of an operand that the node can't do without.
  func operand(_ index: Int, _ role: String) throws(OperatorFault) -> String {
    guard let name = operand(index) else { throw OperatorFault("\(role) is missing") }
    return name
  }

  /// Adds a node.
  /// - Parameters:
  ///   - operation: what it does.
  ///   - domain: whose operator that is; ONNX's by default.
  ///   - inputs: what it takes; nil for an operand left out.
  ///   - attributes: its settings.
  ///   - isLast: whether it gives what the whole node gives.
  /// - Returns: the name of what it gives.
  @discardableResult
  mutating func add(
    _ operation: String, domain: String = "", _ inputs: [String?],
    attributes: [String: StoredAttribute] = [:], isLast: Bool = false
  ) -> String {
    let given = node.outputs.first ?? ""
    let output = isLast ? given : "\(given), part \(nodes.count + 1)"
    nodes.append(
      StoredNode(
        name: node.name, operation: operation, domain: domain, inputs: inputs.map { $0 ?? "" },
        outputs: [output], attributes: attributes))
    return output
  }

  /// Adds a value as whole numbers of 8 bits.
  /// - Returns: their name, and those of their scale and zero point.
  mutating func addDynamicQuantization(of value: String) -> [String] {
    let name = "\(node.outputs.first ?? ""), part \(nodes.count + 1)"
    let outputs = [name, "\(name), scale", "\(name), zero point"]
    nodes.append(
      StoredNode(
        name: node.name, operation: "DynamicQuantizeLinear", inputs: [value], outputs: outputs))
    return outputs
  }

  /// Adds a constant of one number.
  mutating func add(constant value: Float) -> String {
    add("Constant", [], attributes: ["value_float": .float(value)])
  }
}

extension Inlining {
  /// The nodes, with fused and quantised operators written out as those that they stand for.
  /// - Parameter graph: the graph, whose inputs and outputs are told.
  /// - Returns: the nodes.
  func writtenOut(in graph: StoredGraph) -> [InlinedNode] {
    let stored =
      tensors.map { ($0.name, $0.elementType) }
      + graph.inputs.compactMap { input in input.elementType.map { (input.name, $0) } }
    var types = Dictionary(
      stored.compactMap { name, type in StoredNode.typeNumbers[type].map { (name, $0) } }
    ) { first, _ in first }
    for node in nodes.map(\.stored) {
      guard let name = node.outputs.first else { continue }
      switch (node.operation, node.attributes["value"] ?? node.attributes["to"]) {
      case ("Constant", .tensor(let tensor)):
        types[name] = StoredNode.typeNumbers[tensor.elementType]
      case ("Cast", .int(let number)): types[name] = number
      default: break
      }
    }
    return withScalesInProducts(graph.outputs).flatMap { node -> [InlinedNode] in
      var expansion = Expansion(of: node.stored)
      guard let expand = OperatorTable.entry(of: node.stored, opset: node.opset)?.expand,
        (try? expand(&expansion)) != nil
      else { return [node] }
      return expansion.nodes.map(node.replaced)
    }.map { $0.replaced(by: $0.stored.statingOutputType(types)) }
  }

  /// The nodes, with products of whole numbers that are scaled afterwards as products of the floats
  /// that these stand for.
  ///
  /// Dynamic quantisation writes `scale_x scale_W (float)(X_q W_q)`; here it is
  /// `(scale_x X_q) (scale_W W_q)`, so that the weight is the one that is used.
  private func withScalesInProducts(_ graphOutputs: [StoredValue]) -> [InlinedNode] {
    let nodes = nodes.map(\.stored)
    var makers: [String: Int] = [:]
    var takers: [String: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for name in node.outputs { makers[name] = index }
      for name in node.inputs { takers[name, default: []].append(index) }
    }
    var outputs = Set(graphOutputs.map(\.name))
    outputs.insert("")
    /// The one node that takes what another gives.
    func taker(of index: Int, _ operation: String) -> Int? {
      guard let name = nodes[index].outputs.first, !outputs.contains(name),
        let only = takers[name], only.count == 1, nodes[only[0]].qualifiedOperation == operation
      else { return nil }
      return only[0]
    }
    var replacements: [Int: [StoredNode]] = [:]
    for (index, node) in nodes.enumerated() {
      guard let (operation, axis) = Self.integerProducts[node.qualifiedOperation],
        let cast = taker(of: index, "Cast"), (try? nodes[cast].int("to", default: 0)) == 1,
        let scaling = taker(of: cast, "Mul"), node.inputs.count > 1,
        self.nodes[scaling].branches == self.nodes[index].branches,
        let scale = nodes[scaling].inputs.first(where: { $0 != nodes[cast].outputs[0] }),
        let maker = makers[scale], nodes[maker].qualifiedOperation == "Mul",
        let inputMaker = makers[node.inputs[0]],
        let inputScale = nodes[maker].inputs.first(where: {
          nodes[inputMaker].inputs.contains($0) || nodes[inputMaker].outputs.contains($0)
        }),
        let weightScale = nodes[maker].inputs.first(where: { $0 != inputScale })
      else { continue }
      var product = Expansion(
        of: StoredNode(
          name: node.name, operation: node.operation, inputs: node.inputs,
          outputs: nodes[scaling].outputs))
      let input = product.add(
        "DequantizeLinear", [node.inputs[0], inputScale, product.operand(2)],
        attributes: ["axis": .int(-2)])
      let weight = product.add(
        "DequantizeLinear", [node.inputs[1], weightScale, product.operand(3)],
        attributes: ["axis": .int(axis)])
      product.add(operation, [input, weight], attributes: node.attributes, isLast: true)
      (replacements[index], replacements[cast]) = ([], [])
      replacements[scaling] = product.nodes
    }
    return self.nodes.enumerated().flatMap { index, node in
      replacements[index]?.map(node.replaced) ?? [node]
    }
  }

  /// Products of whole numbers, the same of floats, and the weight's axis of outputs.
  private static let integerProducts = [
    "ConvInteger": ("Conv", axis: 0), "MatMulInteger": ("MatMul", axis: -1),
  ]
}

extension StoredNode {
  /// A `QuantizeLinear` with the type of its zero point, where it has one, as its attribute
  /// `output_dtype`; any other node as it is.
  fileprivate func statingOutputType(_ types: [String: Int]) -> StoredNode {
    guard operation == "QuantizeLinear", inputs.count > 2,
      let number = types[inputs[2]]
    else { return self }
    return StoredNode(
      name: name, operation: operation, domain: domain, inputs: inputs, outputs: outputs,
      attributes: attributes.merging(["output_dtype": .int(number)]) { $1 })
  }

  /// ONNX's numbers of the types that a `QuantizeLinear` gives.
  fileprivate static let typeNumbers: [ElementType: Int] = [
    .uint8: 2, .int8: 3, .uint16: 4, .int16: 5, .uint4: 21, .int4: 22,
  ]
}
