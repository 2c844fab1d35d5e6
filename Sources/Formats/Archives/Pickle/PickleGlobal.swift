/// The names from Python that a pickle of weights may use; every other one is refused.
///
/// None of them is called: each stands for an inert value that the reader makes itself.
enum PickleGlobal: Equatable, Sendable {
  /// `collections.OrderedDict`, an empty dictionary.
  case orderedDictionary
  /// `torch.Size`, `set` and the like: what they are given, as it is.
  case wrapper
  /// `torch.device`, of which nothing is kept.
  case device
  /// `torch._utils._rebuild_tensor_v2`: a tensor of its storage's type.
  case rebuildTensor
  /// `torch._utils._rebuild_tensor_v3`: a tensor of a type that is given.
  case rebuildTypedTensor
  /// `torch._utils._rebuild_parameter`: a tensor that was trained.
  case rebuildParameter
  /// An element type such as `torch.float32`; nil for one that is not read, such as complex64.
  case elementType(ElementType?)
  /// A storage's type such as `torch.FloatStorage`; nil for an untyped one.
  case storageType(ElementType?)

  /// The global of a name, or nil when it is not on the list.
  init?(module: String, name: String) {
    guard let known = Self.known["\(module).\(name)"] else { return nil }
    self = known
  }

  /// The list.
  private static let known: [String: PickleGlobal] = [
    "collections.OrderedDict": .orderedDictionary,
    "collections.Counter": .wrapper,
    "builtins.set": .wrapper, "__builtin__.set": .wrapper,
    "builtins.frozenset": .wrapper, "__builtin__.frozenset": .wrapper,
    "torch.Size": .wrapper,
    "torch.device": .device,
    "torch._utils._rebuild_tensor_v2": .rebuildTensor,
    "torch._utils._rebuild_tensor_v3": .rebuildTypedTensor,
    "torch._utils._rebuild_parameter": .rebuildParameter,
    "torch.DoubleStorage": .storageType(.float64),
    "torch.FloatStorage": .storageType(.float32),
    "torch.HalfStorage": .storageType(.float16),
    "torch.BFloat16Storage": .storageType(.bfloat16),
    "torch.LongStorage": .storageType(.int64),
    "torch.IntStorage": .storageType(.int32),
    "torch.ShortStorage": .storageType(.int16),
    "torch.CharStorage": .storageType(.int8),
    "torch.ByteStorage": .storageType(.uint8),
    "torch.BoolStorage": .storageType(.bool),
    "torch.storage.UntypedStorage": .storageType(nil),
    "torch.storage._UntypedStorage": .storageType(nil),
    "torch.float64": .elementType(.float64),
    "torch.float32": .elementType(.float32),
    "torch.float16": .elementType(.float16),
    "torch.bfloat16": .elementType(.bfloat16),
    "torch.int64": .elementType(.int64),
    "torch.int32": .elementType(.int32),
    "torch.int16": .elementType(.int16),
    "torch.int8": .elementType(.int8),
    "torch.uint64": .elementType(.uint64),
    "torch.uint32": .elementType(.uint32),
    "torch.uint16": .elementType(.uint16),
    "torch.uint8": .elementType(.uint8),
    "torch.bool": .elementType(.bool),
    "torch.complex64": .elementType(nil),
    "torch.complex128": .elementType(nil),
  ]
}
