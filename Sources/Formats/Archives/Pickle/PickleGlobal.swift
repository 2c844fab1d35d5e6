/// The names from Python that a pickle of weights needs.
///
/// None is ever called: each stands for an inert value that the reader makes itself. What any other
/// name makes is kept as that name, and is nothing more.
enum PickleGlobal: Equatable, Sendable {
  /// `collections.OrderedDict` and the like: a dictionary, empty or of a list of pairs.
  case orderedDictionary
  /// `torch.Size`, `set` and the like: what they are given, as it is.
  case wrapper
  /// `torch._utils._rebuild_tensor` and its second version: a tensor of its storage's type.
  case rebuildTensor
  /// `torch._utils._rebuild_tensor_v3`: a tensor of a type that is given.
  case rebuildTypedTensor
  /// `torch._utils._rebuild_parameter`: a tensor that was trained.
  case rebuildParameter
  /// `torch._tensor._rebuild_from_type_v2`: a call that is spelled out in the arguments.
  case rebuildFromType
  /// `torch._utils._rebuild_sparse_tensor` and the like: a tensor that is refused, as it is no
  /// plain array; with what it is.
  case rebuildOther(String)
  /// An element type such as `torch.float32`.
  case elementType(PickledType)
  /// A storage's type such as `torch.FloatStorage`.
  case storageType(PickledType)

  /// The global of a name, or nil when it is not on the list.
  init?(_ name: PickleName) {
    let text = name.description
    if let known = Self.known[text] {
      self = known
    } else if text.hasPrefix("torch."), text.hasSuffix("Storage") {
      self = .storageType(.other(text))
    } else if text.hasPrefix("torch._utils._rebuild_") || text.hasPrefix("torch._tensor._rebuild_")
    {
      self = .rebuildOther("is made by \(text)")
    } else if text.hasPrefix("torch."), !name.isClass, text.count(where: { $0 == "." }) == 1 {
      self = .elementType(.other(text))
    } else {
      return nil
    }
  }

  /// The list.
  private static let known: [String: PickleGlobal] = [
    "collections.OrderedDict": .orderedDictionary,
    "collections.defaultdict": .orderedDictionary,
    "collections.Counter": .wrapper,
    "builtins.set": .wrapper, "__builtin__.set": .wrapper,
    "builtins.frozenset": .wrapper, "__builtin__.frozenset": .wrapper,
    "torch.Size": .wrapper,
    "torch._utils._rebuild_tensor": .rebuildTensor,
    "torch._utils._rebuild_tensor_v2": .rebuildTensor,
    "torch._utils._rebuild_tensor_v3": .rebuildTypedTensor,
    "torch._utils._rebuild_parameter": .rebuildParameter,
    "torch._utils._rebuild_parameter_with_state": .rebuildParameter,
    "torch.nn.parameter.Parameter": .rebuildParameter,
    "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
    "torch._utils._rebuild_qtensor": .rebuildOther("is quantised"),
    "torch._utils._rebuild_sparse_tensor": .rebuildOther("is sparse"),
    "torch._utils._rebuild_sparse_csr_tensor": .rebuildOther("is sparse"),
    "torch._utils._rebuild_nested_tensor": .rebuildOther("is nested"),
    "torch._utils._rebuild_meta_tensor_no_storage": .rebuildOther("has no numbers (meta)"),
    "torch.DoubleStorage": .storageType(.known(.float64)),
    "torch.FloatStorage": .storageType(.known(.float32)),
    "torch.HalfStorage": .storageType(.known(.float16)),
    "torch.BFloat16Storage": .storageType(.known(.bfloat16)),
    "torch.LongStorage": .storageType(.known(.int64)),
    "torch.IntStorage": .storageType(.known(.int32)),
    "torch.ShortStorage": .storageType(.known(.int16)),
    "torch.CharStorage": .storageType(.known(.int8)),
    "torch.ByteStorage": .storageType(.known(.uint8)),
    "torch.BoolStorage": .storageType(.known(.bool)),
    "torch.storage.UntypedStorage": .storageType(.untyped),
    "torch.storage._UntypedStorage": .storageType(.untyped),
    "torch.float64": .elementType(.known(.float64)),
    "torch.float32": .elementType(.known(.float32)),
    "torch.float16": .elementType(.known(.float16)),
    "torch.bfloat16": .elementType(.known(.bfloat16)),
    "torch.float8_e4m3fn": .elementType(.known(.float8e4m3fn)),
    "torch.float8_e4m3fnuz": .elementType(.known(.float8e4m3fnuz)),
    "torch.float8_e5m2": .elementType(.known(.float8e5m2)),
    "torch.float8_e5m2fnuz": .elementType(.known(.float8e5m2fnuz)),
    "torch.int64": .elementType(.known(.int64)),
    "torch.int32": .elementType(.known(.int32)),
    "torch.int16": .elementType(.known(.int16)),
    "torch.int8": .elementType(.known(.int8)),
    "torch.uint64": .elementType(.known(.uint64)),
    "torch.uint32": .elementType(.known(.uint32)),
    "torch.uint16": .elementType(.known(.uint16)),
    "torch.uint8": .elementType(.known(.uint8)),
    "torch.bool": .elementType(.known(.bool)),
  ]
}
