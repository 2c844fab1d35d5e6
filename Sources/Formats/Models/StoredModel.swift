/// A model file: its tensors by name and, when the file has one, its graph.
///
/// Opening reads the description only. The tensors' elements stay in the mapped file.
package struct StoredModel: Sendable {
  /// The kinds of model files.
  package enum Format: String, Sendable {
    /// ONNX, a graph with its weights.
    case onnx
    /// A zip archive written by `torch.save`.
    case pytorch
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
    let file = try MappedFile(path: path)
    switch try FileKind(of: file, cure: cure) {
    case .numpyArray: return try NumpyArchive.model(array: file)
    case .protobuf: return try OnnxModel.model(file)
    case .zip:
      let archive = try ZipArchive(file)
      if let checkpoint = PyTorchCheckpoint(archive, file: file) { return try checkpoint.model() }
      if let arrays = NumpyArchive(archive, file: file) { return try arrays.model() }
      throw Place(file: path).unsupported(
        "a zip archive, but neither of torch.save nor of numpy.savez", cure: cure)
    }
  }

  private static let cure = "give an ONNX, PyTorch (.pt) or NumPy (.npz) file"
}
