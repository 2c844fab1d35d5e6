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
  /// A dictionary made of a list of pairs, as Python 2 wrote it: the list's number.
  case pairs(Int)
  /// A name from Python that is on the list of known ones.
  case global(PickleGlobal)
  /// A storage: its number among the heap's storages.
  case storage(Int)
  /// A tensor: its number among the heap's tensors.
  case tensor(Int)
  /// A name from Python that is not on that list, or what was made by calling it.
  case foreign(PickleName)
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

/// A name from Python, of a class or a function.
struct PickleName: Equatable, Sendable, CustomStringConvertible {
  /// The longest that is kept; no name of a real file comes near.
  private static let longest = 200

  /// The module and the name in it, with a dot between.
  let description: String

  /// A name; one that is too long is cut.
  init(module: String, name: String) {
    let isShort = module.utf8.count + name.utf8.count <= Self.longest
    description = isShort ? module + "." + name : "a name of \(name.utf8.count) bytes"
  }

  /// Whether it is a class, by the custom that only those have a capital.
  var isClass: Bool {
    description.split(separator: ".").last?.first?.isUppercase ?? false
  }
}

/// What the elements of a storage or a tensor are.
enum PickledType: Equatable, Sendable {
  case known(ElementType)
  /// A type that is not read, by its name; such a tensor is refused.
  case other(String)
  /// Bytes, whose meaning each tensor tells by itself.
  case untyped

  /// The number of bytes of one element; nil when it is not known.
  var byteCount: Int? {
    switch self {
    case .known(let type): type.byteCount
    case .untyped: 1
    case .other(let name): Self.otherByteCounts[name]
    }
  }

  private static let otherByteCounts = [
    "torch.ComplexFloatStorage": 8, "torch.ComplexDoubleStorage": 16, "torch.QInt8Storage": 1,
    "torch.QUInt8Storage": 1, "torch.QInt32Storage": 4, "torch.QUInt4x2Storage": 1,
    "torch.QUInt2x4Storage": 1,
  ]
}

/// The numbers behind a tensor, as a pickle of PyTorch names them.
struct PickledStorage: Sendable {
  /// What it is made of.
  let type: PickledType
  /// The name of its bytes: the zip entry `data/KEY`.
  let key: String
  /// How many elements it has; bytes when untyped.
  let count: Int
  /// The element where it starts in the bytes of that name; not 0 in files before PyTorch 0.4.
  let start: Int

  /// How many bytes it has; nil when that is not known or overflows.
  var byteCount: Int? {
    guard let width = type.byteCount else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: width)
    return overflow ? nil : bytes
  }
}

/// A view of a storage, as a pickle of PyTorch describes it; nothing here is checked yet.
struct PickledTensor: Sendable {
  /// The number of the storage it is a view of; nil for one that is refused.
  var storage: Int?
  /// What its elements are; for one that is refused, what it is.
  let type: PickledType
  /// The element of the storage where it starts.
  var offset = 0
  /// The extents of its axes, a tuple.
  var extents = PickleValue.none
  /// Its strides in elements, a tuple.
  var strides = PickleValue.none
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

  /// A few integers in a tuple; nil for anything else.
  func integers(_ value: PickleValue, atMost greatestCount: Int) -> [Int]? {
    guard let elements = elements(of: value), elements.count <= greatestCount else { return nil }
    let integers = elements.compactMap(\.asInt)
    return integers.count == elements.count ? integers : nil
  }

  /// A dictionary's values under keys that are text, in order; nil for anything else.
  func entries(of value: PickleValue) -> [(key: String, value: PickleValue)]? {
    let pairs: [(key: PickleValue, value: PickleValue)]
    switch value {
    case .dictionary(let number): pairs = dictionaries[number]
    case .pairs(let number):
      let parts = sequences[number].map { elements(of: $0) ?? [] }
      pairs = parts.compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
    default: return nil
    }
    var entries: [(key: String, value: PickleValue)] = []
    var places: [String: Int] = [:]
    for (key, value) in pairs {
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
