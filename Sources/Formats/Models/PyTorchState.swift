import LinearAlgebra
import System

/// What `torch.save` pickled, in which the weights are looked for.
struct PyTorchState {
  private let value: PickleValue
  private let heap: PickleHeap
  private let file: String
  private var visited: Set<Int> = []

  /// Under what a training script keeps the weights beside other things, the likeliest first.
  private static let stateKeys = [
    "state_dict", "model_state_dict", "model_state", "model", "net", "network", "params",
    "weights", "module", "ema", "model_ema", "state_dict_ema", "params_ema", "backbone", "encoder",
  ]
  /// Under what it keeps the network's name.
  private static let architectureKeys = ["arch", "architecture", "model_name"]
  /// How deep in lists and dictionaries they may lie.
  private static let greatestDepth = 4
  private static let greatestRank = 16

  /// Reads the pickle at a cursor, which is moved to its end.
  init(_ cursor: inout ByteCursor) throws(Failure) {
    file = cursor.place.file
    (value, heap) = try PickleReader.read(&cursor)
  }

  /// All storages that it names.
  var storages: [PickledStorage] { heap.storages }

  /// A dictionary that has tensors.
  private struct Found {
    let name: String
    let entries: [(key: String, value: PickleValue)]
  }

  /// What it holds of a network; the tensors are in the order of their dictionary.
  /// - Parameters:
  ///   - name: The state dictionary's name; the likeliest when nil.
  ///   - bytes: Gives the bytes of a storage, for the tensor at a place.
  /// - Returns: Tensors, and what is beside them.
  /// - Throws: ``Failure`` when there are none, or one is damaged.
  func content(
    named name: String?, _ bytes: (PickledStorage, Place) throws(Failure) -> StoredBytes
  ) throws(Failure) -> CheckpointContent {
    var search = self
    var found: [Found] = []
    search.find(in: value, named: "", depth: Self.greatestDepth, &found)
    let networks = found.filter(hasMatrix)
    if !networks.isEmpty { found = networks }
    guard let first = found.first else { throw weightless }
    let names = found.map(\.name)
    guard let dictionary = name.map({ name in found.first { $0.name == name } }) ?? first else {
      throw Place(file: file).noWeights(named: name ?? "", among: names)
    }
    var tensors: [StoredTensor] = []
    for (name, value) in dictionary.entries {
      guard case .tensor(let number) = value else { continue }
      tensors.append(try tensor(heap.tensors[number], name: name, bytes))
    }
    return CheckpointContent(
      tensors: tensors,
      dictionaries: StateDictionaries(names: names, chosen: dictionary.name),
      architecture: architecture)
  }

  private var architecture: String? {
    guard let entries = heap.entries(of: value) else { return nil }
    return Self.architectureKeys.lazy.compactMap { key in
      entries.first { $0.key == key }?.value.asString
    }.first
  }

  /// Whether a tensor has at least two axes, as a weight has.
  private func hasMatrix(_ dictionary: Found) -> Bool {
    dictionary.entries.contains { entry in
      guard case .tensor(let number) = entry.value else { return false }
      return heap.elements(of: heap.tensors[number].extents).map { $0.count > 1 } ?? false
    }
  }

  /// Adds the dictionaries that have tensors; each list and dictionary is looked into once, so that
  /// those that share parts take no longer than they are large.
  private mutating func find(
    in value: PickleValue, named name: String, depth: Int, _ found: inout [Found]
  ) {
    guard depth > 0, isFirstVisit(value) else { return }
    func inner(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
    if let elements = heap.elements(of: value) {
      for (index, element) in elements.enumerated() {
        find(in: element, named: inner(String(index)), depth: depth - 1, &found)
      }
    } else if let entries = heap.entries(of: value), !isOptimizer(entries) {
      for key in Self.stateKeys {
        for entry in entries where entry.key == key {
          find(in: entry.value, named: inner(key), depth: depth - 1, &found)
        }
      }
      let own = unpacked(entries)
      if own.contains(where: { if case .tensor = $0.value { true } else { false } }) {
        found.append(Found(name: name.isEmpty ? StateDictionaries.top : name, entries: own))
      }
      for entry in entries where !entry.key.lowercased().contains("optim") {
        find(in: entry.value, named: inner(entry.key), depth: depth - 1, &found)
      }
    }
  }

  /// The entries, with weight and bias of a quantised layer, which lie in one tuple, by their names.
  private func unpacked(
    _ entries: [(key: String, value: PickleValue)]
  ) -> [(key: String, value: PickleValue)] {
    let ending = "_packed_params._packed_params"
    return entries.flatMap { entry in
      guard entry.key.hasSuffix(ending), let parts = heap.elements(of: entry.value) else {
        return [entry]
      }
      let layer = entry.key.dropLast(ending.count)
      return zip(["weight", "bias"], parts).map { (key: layer + $0, value: $1) }
    }
  }

  /// Whether a dictionary is what an optimizer keeps of each weight.
  private func isOptimizer(_ entries: [(key: String, value: PickleValue)]) -> Bool {
    ["state", "param_groups"].allSatisfy { key in entries.contains { $0.key == key } }
  }

  private mutating func isFirstVisit(_ value: PickleValue) -> Bool {
    switch value {
    case .sequence(let number): visited.insert(3 * number).inserted
    case .dictionary(let number): visited.insert(3 * number + 1).inserted
    case .pairs(let number): visited.insert(3 * number + 2).inserted
    default: false
    }
  }

  /// The error for a pickle without weights, which says what it is instead.
  private var weightless: Failure {
    let place = Place(file: file)
    let entries = heap.entries(of: value)
    let values = entries?.filter { Self.stateKeys.contains($0.key) }.map(\.value) ?? [value]
    for case .foreign(let name) in values {
      return place.unsupported(
        name.isClass
          ? "holds an object of class \(name), perhaps a whole module; it was not made"
          : "calls \(name); it was not run", cure: PickleReader.cure)
    }
    return place.unsupported(
      entries == nil ? "holds no dictionary of tensors" : "holds no tensors",
      cure: PickleReader.cure)
  }

  private func tensor(
    _ pickled: PickledTensor, name: String,
    _ bytes: (PickledStorage, Place) throws(Failure) -> StoredBytes
  ) throws(Failure) -> StoredTensor {
    let place = Place(file: file, part: "tensor \(name)")
    let extents = heap.integers(pickled.extents, atMost: Self.greatestRank)
    guard case .known(let type) = pickled.type, let number = pickled.storage else {
      guard let shape = Shape(extents ?? [0]) ?? Shape([0]) else {
        throw place.damaged("has an impossible shape")
      }
      return StoredTensor(
        name: name, shape: shape,
        refused: place.unsupported(
          pickled.refusal, cure: "convert it to a plain tensor with .float() and save again"))
    }
    let storage = heap.storages[number]
    let width = storage.type.byteCount ?? 1
    let (start, overflow) = storage.start.multipliedReportingOverflow(by: width)
    guard let extents, let strides = heap.integers(pickled.strides, atMost: Self.greatestRank)
    else {
      throw place.damaged("has no sizes and strides, or more than \(Self.greatestRank)")
    }
    guard let shape = Shape(extents), pickled.offset >= 0, start >= 0, !overflow,
      case (let offset, false) = pickled.offset.multipliedReportingOverflow(by: type.byteCount),
      case (let first, false) = offset.addingReportingOverflow(start)
    else {
      throw place.damaged("has an impossible shape or offset, \(extents)")
    }
    return try StoredTensor(
      name: name, elementType: type, shape: shape, strides: strides,
      storage: bytes(storage, place), offset: first, place: place)
  }
}

extension PickledTensor {
  /// Why it is refused.
  fileprivate var refusal: String {
    switch type {
    case .other(let name) where storage == nil: name
    case .other(let name): "has elements of type \(name)"
    default: "has no element type"
    }
  }
}
