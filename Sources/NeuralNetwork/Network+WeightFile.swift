import Formats
import LinearAlgebra
import System

/// The layers of a file that has weights and no graph.
extension Network {
  /// How many axes the weight of a layer has.
  static let layerRanks = 2...5

  /// The linear layers of a file without a graph, and the weights that none of them has.
  ///
  /// Layers are tensors of 2 to 5 axes, those named as weights when there are any.
  /// - Parameters:
  ///   - model: the file.
  ///   - names: those of its tensors.
  ///   - stated: the numbers of groups of convolutions, by layer, that the card tells.
  /// - Returns: layers and other weights, both in the file's order.
  /// - Throws: `Failure` when the card's numbers are none of the file's convolutions.
  static func layers(
    among model: StoredModel, names: ValueNames, groups stated: [String: Int]
  ) throws(Failure) -> (layers: [FoundLayer], leftOut: [LeftOutWeight]) {
    let file = WeightFile(model.tensors)
    let roles = model.tensors.map { ($0, file.role(of: $0)) }
    let weights = roles.compactMap { if case .layer = $1 { $0.name } else { nil } }
    let told = GroupEvidence.groups(
      of: model.tensors, layers: Set(weights), isOrdered: model.hasLayerOrder)
    var stated = stated
    var layers: [FoundLayer] = []
    var leftOut: [LeftOutWeight] = []
    var places: [StoredTensor.Location: Int] = [:]
    for (tensor, role) in roles {
      switch role {
      case .other: continue
      case .leftOut(let reason):
        leftOut.append(LeftOutWeight(name: tensor.name, shape: tensor.shape, reason: reason))
      case .layer:
        guard let value = names.value(tensor.name) else { continue }
        let name = WeightName(tensor.name).layer
        if let location = tensor.location {
          // Weights of the same bytes are one.
          if let place = places[location] {
            layers[place].layer.uses += 1
            layers[place].layer.otherNames.append(name)
            stated[name] = nil
            continue
          }
          places[location] = layers.count
        }
        let isLinear = tensor.shape.rank == 2
        let layer = LinearLayer(
          index: layers.count, name: name, kind: isLinear ? .linear : .convolution,
          weightShape: tensor.shape,
          groups: isLinear ? 1 : stated.removeValue(forKey: name) ?? told[tensor.name])
        try layer.checkGroups()
        layers.append(FoundLayer(layer: layer, weight: value, node: nil))
      }
    }
    if let name = stated.keys.sorted().first {
      throw Failure(
        kind: .network, place: "the card's [weights]",
        problem: "groups has \(name), which is no convolution",
        cure: "give names that `layers` lists")
    }
    return (layers, leftOut)
  }
}

extension LinearLayer {
  /// Throws when its filters are not as many in each group.
  fileprivate func checkGroups() throws(Failure) {
    let channels = weightShape[1].multipliedReportingOverflow(by: groups)
    guard weightShape[0].isMultiple(of: groups), !channels.overflow else {
      throw Failure(
        kind: .network, place: "the card's [weights]",
        problem: "\(name) has \(weightShape[0]) filters, which are not in \(groups) groups",
        cure: "state a number that divides them")
    }
  }
}

/// The tensors of a file without a graph, and what each is to a network.
private struct WeightFile {
  /// What a tensor is.
  enum Role {
    case layer
    /// It looks like the weight of a linear layer and is none that can be analysed, and why.
    case leftOut(String)
    case other
  }

  private let shapes: [String: Shape]
  /// Whether any tensor is named as a weight; else all matrices are taken for some.
  private let hasNames: Bool

  /// Endings of what stands beside a quantised weight.
  private static let scales = [
    ".weight.absmax", ".SCB", ".weight_scale", ".weight_scale_inv", ".scale", ".scales",
  ]
  /// What the tensors are called that are added or looked up, or multiply element by element.
  private static let words = [
    "embed", "token", "position", "bias", "scale", "gamma", "beta", "running_", "mask", "mean",
    "std", "freq", "query",
  ]
  /// What the tables are called whose rows are looked up.
  private static let tables = ["embed", "relative_attention_bias", "relative_position"]

  init(_ tensors: [StoredTensor]) {
    shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    hasNames = tensors.contains {
      Network.layerRanks.contains($0.shape.rank) && $0.shape.count > 0
        && WeightName($0.name).isWeight
    }
  }

  func role(of tensor: StoredTensor) -> Role {
    let name = WeightName(tensor.name)
    guard hasNames ? name.isWeight : Network.layerRanks.contains(tensor.shape.rank) else {
      if tensor.shape.rank == 2, isLookedUp(tensor.name) { return .leftOut(Self.embedding) }
      return tensor.looksLikeWeight && !isAddedOrScales(tensor)
        ? .leftOut("its name is not that of a weight, as others' names are") : .other
    }
    guard tensor.shape.rank > 1, tensor.shape.count > 0 else { return .other }
    if let reason = tensor.unresolved { return .leftOut(reason) }
    if Self.scales.contains(where: { shapes[name.layer + $0] != nil }),
      tensor.elementType.byteCount == 1 || tensor.elementType == .float16
        || !tensor.elementType.isFloatingPoint
    {
      return .leftOut("it is quantised, in a way that is not read")
    }
    if shapes[name.bias] == tensor.shape {
      return .leftOut("it multiplies element by element, as its bias is of its shape")
    }
    if tensor.shape.rank == 2, isTable(name) {
      return .leftOut(Self.embedding)
    }
    guard Network.layerRanks.contains(tensor.shape.rank) else {
      return .leftOut("it has \(tensor.shape.rank) axes; a layer's weight has 2 to 5")
    }
    return .layer
  }

  /// Whether a tensor that no layer has is called what is added to values or multiplies them element
  /// by element, or lies ready for a batch of one.
  private func isAddedOrScales(_ tensor: StoredTensor) -> Bool {
    let word = lastWord(tensor.name)
    return Self.words.contains(where: word.contains) || tensor.shape.extents.first == 1
  }

  private static let embedding =
    "an embedding, by its name: its rows are looked up, not multiplied"

  /// Whether a tensor that is not named as a weight is called an embedding, as Keras does.
  private func isLookedUp(_ name: String) -> Bool {
    let word = lastWord(name)
    return ["embedding", "embeddings", "embeddings:0"].contains(word)
  }

  private func isTable(_ name: WeightName) -> Bool {
    let word = lastWord(name.layer)
    let isNamed =
      Self.tables.contains(where: word.contains) || word.hasSuffix("emb")
      || ["wte", "wpe"].contains(word)
    return isNamed && shapes[name.bias] == nil
  }

  private func lastWord(_ name: String) -> String {
    (name.split { $0 == "." || $0 == "/" }.last ?? "").lowercased()
  }
}
