/// What the names from Python stand for: PyTorch's tensors and storages, and plain containers.
///
/// Source: `torch/serialization.py` and `torch/_utils.py`, which write and rebuild them.
extension PickleReader {
  /// The most axes a tensor may have, as in PyTorch.
  private static let greatestRank = 64

  /// A name from Python, if it is on the list of known ones.
  func global(_ module: String, _ name: String) throws(FormatError) -> PickleValue {
    if let known = PickleGlobal(module: module, name: name) { return .global(known) }
    let place = cursor.here
    if module.hasPrefix("torch"), name.hasSuffix("Storage") {
      throw place.unsupported(
        "holds numbers of type \(module).\(name)", cure: "convert them with .float() and save again"
      )
    }
    let isClass = name.split(separator: ".").last?.first?.isUppercase ?? false
    throw place.unsupported(
      isClass
        ? "holds an object of class \(module).\(name), perhaps a whole module; it was not made"
        : "calls \(module).\(name); it was not run", cure: Self.cure)
  }

  /// What a call of a known name gives.
  mutating func reduce(
    _ callable: PickleValue, arguments: [PickleValue]
  ) throws(FormatError) -> PickleValue {
    guard case .global(let global) = callable else {
      throw cursor.here.damaged("calls what is no function")
    }
    switch global {
    case .orderedDictionary where arguments.isEmpty: return dictionary()
    case .wrapper: return arguments.first ?? sequence([])
    case .device: return .other
    case .rebuildTensor: return try tensor(arguments, elementType: nil)
    case .rebuildTypedTensor:
      guard arguments.count > 6, case .global(.elementType(let type)) = arguments[6] else {
        throw cursor.here.damaged("rebuilds a tensor without an element type")
      }
      guard let type else {
        throw cursor.here.unsupported(
          "holds a tensor of complex numbers", cure: "save its real and imaginary parts")
      }
      return try tensor(arguments, elementType: type)
    case .rebuildParameter:
      guard case .tensor? = arguments.first else {
        throw cursor.here.damaged("makes a parameter of what is no tensor")
      }
      return arguments[0]
    case .orderedDictionary, .elementType, .storageType:
      throw cursor.here.unsupported("calls \(global) with arguments", cure: Self.cure)
    }
  }

  /// A tensor from (storage, offset, size, stride, ...).
  private mutating func tensor(
    _ arguments: [PickleValue], elementType: ElementType?
  ) throws(FormatError) -> PickleValue {
    guard arguments.count >= 4, case .storage(let number) = arguments[0],
      let offset = arguments[1].asInt,
      let extents = integers(arguments[2]), let strides = integers(arguments[3])
    else {
      throw cursor.here.damaged("rebuilds a tensor without a storage, an offset, sizes and strides")
    }
    let storage = heap.storages[number]
    guard let elementType = elementType ?? storage.elementType else {
      throw cursor.here.damaged("rebuilds a tensor without an element type")
    }
    heap.tensors.append(
      PickledTensor(
        storage: storage, elementType: elementType, offset: offset, extents: extents,
        strides: strides))
    return .tensor(heap.tensors.count - 1)
  }

  /// A few integers in a tuple; nil for anything else.
  private func integers(_ value: PickleValue) -> [Int]? {
    guard let elements = heap.elements(of: value), elements.count <= Self.greatestRank else {
      return nil
    }
    let integers = elements.compactMap(\.asInt)
    return integers.count == elements.count ? integers : nil
  }

  /// The storage of a persistent id: ("storage", type, key, location, number of elements).
  mutating func storage(named id: PickleValue) throws(FormatError) -> PickleValue {
    guard let parts = heap.elements(of: id), parts.count >= 5, parts[0].asString == "storage",
      case .global(.storageType(let type)) = parts[1], let key = parts[2].asString,
      let count = parts[4].asInt
    else {
      throw cursor.here.damaged("names a storage in an unknown way")
    }
    heap.storages.append(PickledStorage(elementType: type, key: key, count: count))
    return .storage(heap.storages.count - 1)
  }
}
