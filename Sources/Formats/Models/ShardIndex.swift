import System

/// The index of weights that are spread over several files, as `model.safetensors.index.json`.
///
/// Its `weight_map` tells for each tensor the file beside the index that has it.
struct ShardIndex {
  private var shards: [(tensor: String, file: String)] = []
  private let file: MappedFile
  private static let greatestCount = 100_000_000

  /// Reads an index.
  ///
  /// Throws when the file is some other JSON.
  init(_ file: MappedFile) throws(Failure) {
    self.file = file
    let place = Place(file: file.path)
    guard file.count <= Self.greatestCount else { throw Self.noIndex(place) }
    var reader = JSONReader(file.bytes(in: 0..<file.count), place: place)
    var shards: [(tensor: String, file: String)]?
    try reader.object { (key, reader) throws(Failure) in
      guard key == "weight_map", reader.isObject else {
        try reader.skip()
        return
      }
      var found: [(tensor: String, file: String)] = []
      try reader.object { (tensor, reader) throws(Failure) in
        found.append((tensor, try reader.name()))
      }
      shards = found
    }
    try reader.end()
    guard let shards, !shards.isEmpty else { throw Self.noIndex(place) }
    self.shards = shards
  }

  private static func noIndex(_ place: Place) -> Failure {
    place.unsupported(
      "JSON text without weights or a weight_map of files that have them",
      cure: "give the file of the weights, or its .index.json")
  }

  /// The tensors in the index's order, each from its own file; every file is mapped once.
  /// - Parameters:
  ///   - files: Takes the files that it names.
  ///   - open: Gives the tensors of a file, which must be a file of weights itself.
  /// - Returns: The tensors.
  /// - Throws: ``Failure`` when a file is not there, lies elsewhere or lacks a tensor.
  func tensors(
    in files: inout NeighbourFiles, _ open: (MappedFile) throws(Failure) -> [StoredTensor]
  ) throws(Failure) -> [StoredTensor] {
    var opened: [String: [String: StoredTensor]] = [:]
    var tensors: [StoredTensor] = []
    for (name, shard) in shards {
      let place = Place(file: file.path, part: "tensor \(name)")
      if opened[shard] == nil {
        let found = try open(files.file(named: shard, place: place))
        opened[shard] = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
      }
      guard let tensor = opened[shard]?[name] else {
        throw place.damaged(
          "is not in \(shard)", cure: "get whole copies of the index and its files")
      }
      tensors.append(tensor)
    }
    return tensors
  }
}
