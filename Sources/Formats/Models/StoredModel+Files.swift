package import System

extension StoredModel {
  /// The files that it is in, each once: the one that was opened, then those that its tensors lie in.
  /// - Throws: ``Failure`` where none of its tensors lies in the one that was opened, and it is no
  ///   longer there.
  package var files: [MappedFile] {
    get throws(Failure) {
      var files: [MappedFile] = []
      var paths: Set<String> = []
      for file in (tensors + (graph?.tensors ?? [])).flatMap(\.files)
      where paths.insert(file.path).inserted {
        files.append(file)
      }
      let place = files.firstIndex { $0.path == path }
      let opened = if let place { files.remove(at: place) } else { try MappedFile(path: path) }
      return [opened] + files
    }
  }
}

extension StoredTensor {
  /// The files that its elements lie in, or those that they are computed from.
  fileprivate var files: [MappedFile] {
    if case .computed(let weight) = storage { return weight.stored.flatMap(\.files) }
    return storage.file.map { [$0] } ?? []
  }
}

extension StoredGraph {
  /// The constants that stand in its operations.
  fileprivate var tensors: [StoredTensor] {
    nodes.flatMap(\.tensors)
      + functions.flatMap { $0.body.allTensors + $0.defaults.values.flatMap(\.tensors) }
  }
}

extension StoredBody {
  fileprivate var allTensors: [StoredTensor] { tensors + nodes.flatMap(\.tensors) }
}

extension StoredNode {
  fileprivate var tensors: [StoredTensor] { attributes.values.flatMap(\.tensors) }
}

extension StoredAttribute {
  fileprivate var tensors: [StoredTensor] {
    switch self {
    case .tensor(let tensor): [tensor]
    case .graph(let body): body.allTensors
    default: []
    }
  }
}
