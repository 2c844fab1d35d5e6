package import System

/// A folder that holds one model among other files, as checkpoints are downloaded.
package enum ModelFolder {
  /// How files of models are called.
  private static let endings = [
    ".onnx", ".safetensors", ".bin", ".pt", ".pth", ".pth.tar", ".ckpt", ".index.json",
  ]
  /// How files are called that may be of a model, but mostly are of images.
  private static let arrayEndings = [".npz", ".npy"]
  /// What training leaves beside a model.
  private static let others = [
    "training_args.", "optimizer.", "scheduler.", "scaler.", "rng_state",
  ]

  /// The folder below the configurations that exporters to ONNX write their models into.
  static let inner = "onnx"

  /// The model's file: the path itself, or, of a folder, the one file of a model in it.
  /// - Parameter path: A file or a folder.
  /// - Returns: The file's path.
  /// - Throws: ``Failure`` for a folder that holds none, or several.
  package static func model(at path: String) throws(Failure) -> String {
    guard Folder.exists(path: path), ForeignFile.folder(path) == nil else { return path }
    let folder = try Folder(path: path)
    let place = Place(file: path)
    let start = path.hasSuffix("/") ? path : path + "/"
    let names = models(among: folder.entries.filter { !$0.isFolder }.map(\.name))
    // Exporters to ONNX write theirs below the configurations.
    if names.isEmpty, folder.entries.contains(where: { $0.isFolder && $0.name == inner }) {
      return try model(at: start + inner)
    }
    if try holdsImages(folder) {
      throw place.unsupported(
        "holds images, but no model", cure: "give a model, and these with --data")
    }
    guard let name = names.first else {
      throw place.unsupported(
        "holds no model", cure: "give a folder with an ONNX, PyTorch, safetensors or NumPy file")
    }
    guard names.count == 1 else {
      let more = names.count > 8 ? " and \(names.count - 8) others" : ""
      throw place.unsupported(
        "holds several models: \(names.prefix(8).joined(separator: ", "))\(more)",
        cure: "name one of them")
    }
    return start + name
  }

  /// The files of models among some names, each model once.
  private static func models(among names: [String]) -> [String] {
    let files = names.filter { name in
      !isShard(name) && !others.contains { name.hasPrefix($0) }
    }
    func ending(in endings: [String]) -> [String] {
      files.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }
    }
    var models = ending(in: endings)
    // The same weights, of which transformers takes the first.
    let pairs = [
      ("model.safetensors", "pytorch_model.bin"),
      ("model.safetensors.index.json", "pytorch_model.bin.index.json"),
    ]
    for (first, second) in pairs where models.contains(first) {
      models.removeAll { $0 == second }
    }
    return models.isEmpty ? ending(in: arrayEndings) : models
  }

  /// Whether a name is that of one of several files that an index names: `model-00001-of-00002.bin`.
  private static func isShard(_ name: String) -> Bool {
    name.contains(/-[0-9]+-of-[0-9]+\./)
  }

  /// Whether a folder is one of images: of pictures, of folders of them, or of CIFAR's batches.
  private static func holdsImages(_ folder: Folder) throws(Failure) -> Bool {
    let files = folder.entries.filter { !$0.isFolder }.map(\.name)
    guard models(among: files).isEmpty else {
      let batches = try? CIFARImages.open(folder)
      return batches != nil
    }
    if files.contains(where: PictureFormat.isPicture) { return true }
    guard let first = folder.entries.first(where: \.isFolder) else { return false }
    let inner = try Folder(path: folder.path + "/" + first.name)
    return inner.entries.contains { !$0.isFolder && PictureFormat.isPicture($0.name) }
  }
}
