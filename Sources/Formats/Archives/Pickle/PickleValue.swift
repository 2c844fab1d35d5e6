/// A value in a pickle: inert, and flat.
///
/// Lists, tuples, dictionaries, storages and tensors lie in a ``PickleHeap`` and are named by their
/// number there. So a value that is used twice exists once, a list that holds itself does no harm,
/// and values nested a million deep need no recursion, not even to be released.
enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  /// A list, tuple or set: its number among the heap's sequences.
  case sequence(Int)
  /// A dictionary: its number among the heap's dictionaries.
  case dictionary(Int)
  /// A name from Python that is on the list of known ones.
  case global(PickleGlobal)
  /// A storage: its number among the heap's storages.
  case storage(Int)
  /// A tensor: its number among the heap's tensors.
  case tensor(Int)
  /// Something that no network needs, such as bytes or an integer of 200 bits.
  case other

  /// The number it is, if it is a whole one.
  var asInt: Int? {
    if case .int(let value) = self { value } else { nil }
  }

  /// The text it is, if it is text.
  var asString: String? {
    if case .string(let value) = self { value } else { nil }
  }
}

/// The numbers behind a tensor, as a pickle of PyTorch names them.
struct PickledStorage: Sendable {
  /// What it is made of; nil for an untyped one.
  let elementType: ElementType?
  /// The name of its bytes: the zip entry `data/KEY`.
  let key: String
  /// How many elements it has; bytes when untyped.
  let count: Int
}

/// A view of a storage, as a pickle of PyTorch describes it; nothing here is checked yet.
struct PickledTensor: Sendable {
  /// The storage it is a view of.
  let storage: PickledStorage
  /// What its elements are.
  let elementType: ElementType
  /// The element of the storage where it starts.
  let offset: Int
  /// The extents of its axes.
  let extents: [Int]
  /// Its strides, in elements.
  let strides: [Int]
}

/// All that a pickle made, each thing once.
struct PickleHeap: Sendable {
  /// Lists, tuples and sets.
  var sequences: [[PickleValue]] = []
  /// Dictionaries, as pairs in the order they were set; a later pair of the same key counts.
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  /// The storages that tensors are views of.
  var storages: [PickledStorage] = []
  /// Tensors, as descriptions.
  var tensors: [PickledTensor] = []

  /// The elements of a list or tuple; nil for anything else.
  func elements(of value: PickleValue) -> [PickleValue]? {
    if case .sequence(let number) = value { sequences[number] } else { nil }
  }

  /// A dictionary's values under keys that are text, in order; nil for anything else.
  func entries(of value: PickleValue) -> [(key: String, value: PickleValue)]? {
    guard case .dictionary(let number) = value else { return nil }
    var entries: [(key: String, value: PickleValue)] = []
    var places: [String: Int] = [:]
    for (key, value) in dictionaries[number] {
      guard let key = key.asString else { continue }
      if let place = places[key] {
        entries[place].value = value
      } else {
        places[key] = entries.count
        entries.append((key, value))
      }
    }
    return entries
  }
}
