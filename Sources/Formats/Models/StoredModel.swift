package import System

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
  /// The files that it is read from: that of the path, then those that it names.
  package let files: [MappedFile]
  /// Its tensors, in the file's order; no two of the same name.
  package let tensors: [StoredTensor]
  /// Whether they are in the order of the layers, not in that of their names.
  package let hasLayerOrder: Bool
  /// The computation, when the file describes it.
  package let graph: StoredGraph?
  /// How the weights lie in the file; here they are in PyTorch's order.
  package let layout: WeightLayout
  /// The state dictionaries of a checkpoint, and the one that the tensors are of; nil for files of
  /// one network.
  package let dictionaries: StateDictionaries?
  /// What a checkpoint's training script calls the network; nil where it does not tell.
  package var statedArchitecture: String?

  /// Describes a model.
  package init(
    format: Format, path: String, files: [MappedFile] = [], tensors: [StoredTensor],
    hasLayerOrder: Bool = true, graph: StoredGraph? = nil,
    layout: WeightLayout = .oihw, dictionaries: StateDictionaries? = nil,
    statedArchitecture: String? = nil
  ) {
    self.format = format
    self.path = path
    self.files = files
    self.tensors = tensors
    self.hasLayerOrder = hasLayerOrder
    self.graph = graph
    self.layout = layout
    self.dictionaries = dictionaries
    self.statedArchitecture = statedArchitecture
  }

  /// Opens a model file, whose kind is told by its content, never by its name.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - name: The name of the state dictionary to open, where a checkpoint has several; the
  ///     likeliest when nil.
  /// - Returns: The model, with weights as they are used.
  /// - Throws: ``Failure`` when there is no such file, it is damaged or not supported, or it has
  ///   no such weights.
  package static func open(
    path: String, weights name: String? = nil
  ) throws(Failure) -> StoredModel {
    if let folder = ForeignFile.folder(path) { throw folder }
    let file = try MappedFile(path: path)
    let kind = try FileKind(of: file, cure: cure)
    if case .protobuf = kind {
      guard let name else { return try OnnxModel.model(file) }
      throw Place(file: path).noWeights(named: name, among: [])
    }
    var parts = NeighbourFiles()
    let (format, content) = try content(of: file, kind: kind, named: name, parts: &parts)
    var tensors = content.tensors
    // A tensor that is refused stops nobody who can do without it; nobody can do without all.
    if let refusal = tensors.first?.refusal, tensors.allSatisfy({ $0.refusal != nil }) {
      throw refusal
    }
    tensors = TensorNames.unwrapped(tensors)
    var hasLayerOrder = true
    if format == .safetensors { (tensors, hasLayerOrder) = TensorNames.ordered(tensors) }
    return StoredModel(
      format: format, path: path, files: [file] + parts.all,
      tensors: ParametrizedNames.resolved(tensors),
      hasLayerOrder: hasLayerOrder,
      dictionaries: content.dictionaries, statedArchitecture: content.architecture)
  }

  /// What a file that has no graph holds, with tensors as it names and orders them.
  private static func content(
    of file: MappedFile, kind: FileKind, named name: String?, isShard: Bool = false,
    parts: inout NeighbourFiles
  ) throws(Failure) -> (Format, CheckpointContent) {
    switch kind {
    case .pytorchStream: return (.pytorch, try PyTorchStream.content(file, named: name))
    case .zip:
      let archive = try ZipArchive(file)
      if let checkpoint = PyTorchCheckpoint(archive, file: file) {
        return (.pytorch, try checkpoint.content(named: name))
      }
      if let arrays = NumpyArchive(archive, file: file) {
        return (.npz, try CheckpointContent(arrays.tensors(), named: name, in: file))
      }
      throw ForeignFile.archive(archive, place: Place(file: file.path), cure: cure)
    case .numpyArray:
      return (.npz, try CheckpointContent([NumpyArchive.tensor(of: file)], named: name, in: file))
    case .safetensors:
      return (.safetensors, try CheckpointContent(Safetensors.tensors(file), named: name, in: file))
    case .json where !isShard:
      var format = Format.safetensors
      let tensors = try ShardIndex(file).tensors(in: &parts) { shard throws(Failure) in
        let kind = try FileKind(of: shard, cure: cure)
        var none = NeighbourFiles()
        let (found, content) = try content(
          of: shard, kind: kind, named: nil, isShard: true, parts: &none)
        format = found
        return content.tensors
      }
      return (format, try CheckpointContent(tensors, named: name, in: file))
    case .json, .protobuf:
      throw Place(file: file.path).unsupported(
        "is no file of weights, though an index names it", cure: cure)
    }
  }

  private static let cure =
    "give an ONNX, PyTorch (.pt, .pth), safetensors or NumPy (.npz) file"
}
