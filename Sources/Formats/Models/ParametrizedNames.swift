import LinearAlgebra

/// The tensors of a file by name, among which those that stand in a weight's stead are replaced by
/// the weight as it is used.
///
/// Names are those of `torch.nn.utils`, for a parameter `weight`: `weight_orig` with `weight_mask`
/// (prune) or `weight_u` and `weight_v` (spectral_norm), `weight_g` and `weight_v` (weight_norm); and
/// of `torch.nn.utils.parametrize`: `parametrizations.weight.original`, or `original0` and
/// `original1` (weight_norm), then `parametrizations.weight.I.NAME` of the I-th parametrization. timm's
/// scaled standardised convolutions have a `gain` beside the `weight`.
struct ParametrizedNames {
  private var tensors: [String: StoredTensor]
  private var order: [String]
  private var places: [String: Int]

  /// How deep they may be nested, as a pruned `weight_v`.
  private static let greatestDepth = 8
  private static let list = "parametrizations."
  private static let cure =
    "remove it (torch.nn.utils.parametrize.remove_parametrizations) and save the network again"

  /// The tensors as they are used; one whose parametrization is not known is refused under the name
  /// of what it stands for.
  static func resolved(_ tensors: [StoredTensor]) -> [StoredTensor] {
    var names = ParametrizedNames(tensors)
    for _ in 0..<greatestDepth {
      // The outer ones wait for the inner ones.
      guard names.replacePruned() || names.replaceNormed() || names.replaceListed() else { break }
    }
    names.refuseStandardized()
    return names.order.compactMap { names.tensors[$0] }
  }

  private init(_ tensors: [StoredTensor]) {
    self.tensors = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    order = tensors.map(\.name)
    places = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Puts a weight in the place of its parts, the first of which is the one of its shape; where the
  /// file has it as well, that is it.
  private mutating func replace(_ parts: [String], by weight: StoredTensor) -> Bool {
    guard let place = parts.first.flatMap({ places[$0] }),
      tensors[weight.name] == nil || Self.isParameter(weight.name)
    else { return false }
    for part in parts {
      tensors[part] = nil
      if let place = places.removeValue(forKey: part) { order[place] = "" }
    }
    if tensors[weight.name] == nil {
      tensors[weight.name] = weight
      order[place] = weight.name
      places[weight.name] = place
    }
    return true
  }

  private func unknown(
    _ name: String, stored: StoredTensor, _ problem: String, cure: String = cure
  ) -> StoredTensor {
    var weight = StoredTensor(
      name: name, shape: stored.shape,
      refused: stored.place.at("tensor \(name)").unsupported(problem, cure: cure))
    weight.unresolved = problem
    return weight
  }

  /// Whether a parameter of this name belongs to a layer of PyTorch's, so that what stands in its
  /// stead is no tensor in its own right.
  private static func isParameter(_ name: String) -> Bool {
    let last = name.split(separator: ".").last ?? ""
    return last == "weight" || last == "bias" || last.hasPrefix("weight_")
      || last.hasSuffix("_weight")
  }

  private mutating func replacePruned() -> Bool {
    var isChanged = false
    for original in order where original.hasSuffix("_orig") {
      let name = String(original.dropLast("_orig".count))
      guard let stored = tensors[original] else { continue }
      let (mask, left, right) = (
        tensors["\(name)_mask"], tensors["\(name)_u"], tensors["\(name)_v"]
      )
      let weight: StoredTensor
      switch (mask, left, right) {
      case (let mask?, nil, nil):
        weight = Parametrization.pruned(stored, mask: mask).tensor(named: name)
      case (nil, let left?, let right?):
        weight = Parametrization.spectralNorm(stored, left: left, right: right)
          .tensor(named: name)
      default:
        guard Self.isParameter(name) else { continue }
        weight = unknown(
          name, stored: stored, "is stored as \(original), and how it is used is not told")
      }
      let parts = [stored, mask, left, right].compactMap { $0?.name }
      if replace(parts, by: weight) { isChanged = true }
    }
    return isChanged
  }

  private mutating func replaceNormed() -> Bool {
    var isChanged = false
    for direction in order where direction.hasSuffix("_v") {
      let name = String(direction.dropLast("_v".count))
      guard let stored = tensors[direction], let magnitude = tensors["\(name)_g"] else { continue }
      let weight = Parametrization.weightNorm(stored, magnitude: magnitude).tensor(named: name)
      guard weight.refusal == nil || Self.isParameter(name) else { continue }
      if replace([direction, magnitude.name], by: weight) { isChanged = true }
    }
    return isChanged
  }

  /// Refuses the weights of convolutions whose filters are standardised when they run, to a variance
  /// that depends on the activations of the network (Brock et al., 2021).
  private mutating func refuseStandardized() {
    for name in order where name.hasSuffix(".gain") {
      let weight = String(name.dropLast("gain".count)) + "weight"
      guard let gain = tensors[name], let stored = tensors[weight], stored.shape.rank > 2,
        gain.shape.extents == [stored.shape[0]] + stored.shape.extents.dropFirst().map({ _ in 1 })
      else { continue }
      tensors[weight] = unknown(
        weight, stored: stored,
        "is standardised when it is used, by \(name) and a factor that the file does not tell",
        cure: "export the network to ONNX, which has the factor")
    }
  }

  private mutating func replaceListed() -> Bool {
    var lists: [String: [String]] = [:]
    for name in order {
      // Within the last list of a name, `WEIGHT.PART`.
      guard let start = name.ranges(of: Self.list).last?.upperBound,
        let dot = name[start...].firstIndex(of: ".")
      else { continue }
      lists[String(name[...dot]), default: []].append(name)
    }
    var isChanged = false
    for (prefix, parts) in lists.sorted(by: { $0.key < $1.key }) {
      guard let list = ParametrizationList(prefix, parts: parts, in: tensors) else { continue }
      let weight =
        list.weight ?? unknown(list.name, stored: list.original, list.problem)
      if replace([list.original.name] + parts, by: weight) { isChanged = true }
    }
    return isChanged
  }
}

/// The parametrizations of one weight, as `torch.nn.utils.parametrize` lists them.
private struct ParametrizationList {
  /// The weight's name.
  let name: String
  /// What is stored of it, of its shape.
  let original: StoredTensor
  /// The tensors by what comes after the list's name: `original`, `0._u`.
  private let parts: [String: StoredTensor]
  /// For each parametrization that has tensors, by its number, what these are called.
  private let stages: [String: Set<String>]

  /// - Parameters:
  ///   - prefix: what the names of its tensors start with, `...parametrizations.WEIGHT.`.
  ///   - names: the names.
  ///   - tensors: all of the file's.
  init?(_ prefix: String, parts names: [String], in tensors: [String: StoredTensor]) {
    var parts: [String: StoredTensor] = [:]
    for name in names { parts[String(name.dropFirst(prefix.count))] = tensors[name] }
    let list = "parametrizations."
    guard let start = prefix.ranges(of: list).last,
      let original = parts["original"] ?? parts["original1"] ?? parts["original0"]
    else { return nil }
    name = String(prefix[..<start.lowerBound] + prefix[start.upperBound...].dropLast())
    self.original = original
    self.parts = parts
    let keys = parts.keys.filter { !$0.hasPrefix("original") }
    stages = Dictionary(grouping: keys) { String($0.prefix { $0 != "." }) }
      .mapValues { Set($0.map { String($0.drop { $0 != "." }.dropFirst()) }) }
  }

  /// The weight; nil when one of the parametrizations is not known.
  var weight: StoredTensor? {
    let originals = Set(parts.keys.filter { $0.hasPrefix("original") })
    var weight = original
    var stage = 0
    if originals == ["original0", "original1"], let magnitude = parts["original0"] {
      weight = Parametrization.weightNorm(original, magnitude: magnitude).tensor(named: name)
      stage = 1
    } else if originals != ["original"] || stages.isEmpty {
      return nil
    }
    for stage in stage..<stage + stages.count {
      guard stages[String(stage)] == ["_u", "_v"], let left = parts["\(stage)._u"],
        let right = parts["\(stage)._v"]
      else { return nil }
      weight = Parametrization.spectralNorm(weight, left: left, right: right).tensor(named: name)
    }
    return weight
  }

  /// Why it is not known.
  var problem: String {
    stages.values.contains(["base"])
      ? "is stored under an orthogonal parametrization, whose map the file does not tell"
      : "is stored under a parametrization that the file does not tell"
  }
}
