/// A model file: its tensors by name and, when the file has one, its graph.
///
/// Opening reads the description only. The tensors' elements stay in the mapped file.
package struct StoredModel: Sendable {
  /// The kinds of model files.
  package enum Format: String, Sendable {
    /// ONNX, a graph with its weights.
    case onnx
    /// What `torch.save` wrote, in its zip format or the older one.
    case pytorch
    /// Tensors behind a JSON header, in one file or several.
    case safetensors
    /// Arrays of NumPy, one (`.npy`) or several (`.npz`).
    case npz
  }

  /// What kind of file it is.
  package let format: Format
  /// The file's path, as given.
  package let path: String
  /// Its tensors, in the file's order; no two of the same name.
  package let tensors: [StoredTensor]
  /// The computation, when the file describes it.
  package let graph: StoredGraph?
  /// How the weights lie in the file; here they are in PyTorch's order.
  package let layout: WeightLayout

  /// Describes a model.
  package init(
    format: Format, path: String, tensors: [StoredTensor], graph: StoredGraph? = nil,
    layout: WeightLayout = .oihw
  ) {
    self.format = format
    self.path = path
    self.tensors = tensors
    self.graph = graph
    self.layout = layout
  }

  /// Opens a model file, whose kind is told by its content, never by its name.
  /// - Parameter path: Where it is.
  /// - Returns: The model.
  /// - Throws: ``FormatError`` when there is no such file, or it is damaged or not supported.
  package static func open(path: String) throws(FormatError) -> StoredModel {
    if let folder = ForeignFile.folder(path) { throw folder }
    let file = try MappedFile(path: path)
    let kind = try FileKind(of: file, cure: cure)
    if case .protobuf = kind { return try OnnxModel.model(file) }
    var (format, tensors) = try weights(in: file, kind: kind)
    // A tensor that is refused stops nobody who can do without it; nobody can do without all.
    if let refusal = tensors.first?.refusal, tensors.allSatisfy({ $0.refusal != nil }) {
      throw refusal
    }
    tensors = TensorNames.unwrapped(tensors)
    if format == .safetensors { tensors = TensorNames.ordered(tensors) }
    return StoredModel(format: format, path: path, tensors: tensors)
  }

  /// The tensors of a file that has no graph, as it names and orders them.
  private static func weights(
    in file: MappedFile, kind: FileKind, isShard: Bool = false
  ) throws(FormatError) -> (Format, [StoredTensor]) {
    switch kind {
    case .numpyArray: return (.npz, [try NumpyArchive.tensor(of: file)])
    case .pytorchStream: return (.pytorch, try PyTorchStream.tensors(file))
    case .safetensors: return (.safetensors, try Safetensors.tensors(file))
    case .zip:
      let archive = try ZipArchive(file)
      if let checkpoint = PyTorchCheckpoint(archive, file: file) {
        return (.pytorch, try checkpoint.tensors())
      }
      if let arrays = NumpyArchive(archive, file: file) { return (.npz, try arrays.tensors()) }
      throw ForeignFile.archive(archive, place: Place(file: file.path), cure: cure)
    case .json where !isShard:
      var format = Format.safetensors
      let tensors = try ShardIndex(file).tensors { shard throws(FormatError) in
        let kind = try FileKind(of: shard, cure: cure)
        let (found, tensors) = try weights(in: shard, kind: kind, isShard: true)
        format = found
        return tensors
      }
      return (format, tensors)
    case .json, .protobuf:
      throw Place(file: file.path).unsupported(
        "is no file of weights, though an index names it", cure: cure)
    }
  }

  private static let cure =
    "give an ONNX, PyTorch (.pt, .pth), safetensors or NumPy (.npz) file"
}
