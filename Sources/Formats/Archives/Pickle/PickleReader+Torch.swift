import System

/// What the names from Python stand for: PyTorch's tensors and storages, and plain containers.
///
/// Source: `torch/serialization.py` and `torch/_utils.py`, which write and rebuild them.
extension PickleReader {
  /// What a name from Python stands for.
  func global(_ module: String, _ name: String) -> PickleValue {
    let name = PickleName(module: module, name: name)
    return PickleGlobal(name).map { .global($0) } ?? .foreign(name)
  }

  /// What a call gives, of which only those of known names give more than the name.
  mutating func reduce(
    _ callable: PickleValue, arguments: PickleValue
  ) throws(Failure) -> PickleValue {
    guard case .global(let global) = callable else { return callable.inert }
    let values = heap.elements(of: arguments) ?? []
    switch global {
    case .orderedDictionary:
      if case .sequence(let list)? = values.first { return .pairs(list) }
      return dictionary()
    case .wrapper: return values.first ?? sequence([])
    case .rebuildTensor: return try tensor(values, type: nil)
    case .rebuildTypedTensor:
      guard values.count > 6, case .global(.elementType(let type)) = values[6] else {
        throw cursor.here.damaged("rebuilds a tensor without an element type")
      }
      return try tensor(values, type: type)
    case .rebuildParameter:
      guard case .tensor? = values.first else { return .other }
      return values[0]
    case .rebuildFromType:
      // (function, class, its arguments, state); the class and the state add no numbers.
      guard values.count > 2, case .global(let inner) = values[0], inner != .rebuildFromType else {
        throw cursor.here.damaged("rebuilds a tensor of a class in an unknown way")
      }
      return try reduce(values[0], arguments: values[2])
    case .rebuildOther(let what):
      // Sizes are the first whole numbers, of sparse tensors those in a second argument.
      let inner = values.count > 1 ? heap.elements(of: values[1]) ?? [] : []
      let extents =
        (values + inner).first { value in
          guard let numbers = heap.elements(of: value), !numbers.isEmpty else { return false }
          return numbers.allSatisfy { $0.asInt != nil }
        } ?? .none
      heap.tensors.append(PickledTensor(type: .other(what), extents: extents))
      return .tensor(heap.tensors.count - 1)
    case .elementType, .storageType: return .other
    }
  }

  /// A tensor from (storage, offset, size, stride, ...).
  private mutating func tensor(
    _ arguments: [PickleValue], type: PickledType?
  ) throws(Failure) -> PickleValue {
    guard arguments.count >= 4, case .storage(let number) = arguments[0],
      let offset = arguments[1].asInt
    else {
      throw cursor.here.damaged("rebuilds a tensor without a storage, an offset, sizes and strides")
    }
    heap.tensors.append(
      PickledTensor(
        storage: number, type: type ?? heap.storages[number].type, offset: offset,
        extents: arguments[2], strides: arguments[3]))
    return .tensor(heap.tensors.count - 1)
  }

  /// The storage of a persistent id: ("storage", type, key, location, number of elements), and in
  /// files of one stream the part of another storage that it is, (key, start, number of elements).
  mutating func storage(named id: PickleValue) throws(Failure) -> PickleValue {
    guard let parts = heap.elements(of: id) else {
      throw cursor.here.damaged("names a storage in an unknown way")
    }
    // Files of one stream keep the source of a class beside it: ("module", class, file, source).
    if parts.count > 1, parts[0].asString == "module" { return parts[1] }
    guard parts.count >= 5, parts[0].asString == "storage",
      case .global(.storageType(let type)) = parts[1], let key = parts[2].asString,
      let count = parts[4].asInt
    else {
      throw cursor.here.damaged("names a storage in an unknown way")
    }
    let view = parts.count > 5 ? heap.elements(of: parts[5]) ?? [] : []
    let start = view.count > 1 ? view[1].asInt ?? 0 : 0
    heap.storages.append(PickledStorage(type: type, key: key, count: count, start: start))
    return .storage(heap.storages.count - 1)
  }
}

extension PickleValue {
  /// What stays of a value that was called, built or filled without being known.
  var inert: PickleValue {
    if case .foreign = self { self } else { .other }
  }
}
