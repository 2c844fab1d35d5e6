package import System

/// What a file beside a model states of it: a configuration of Hugging Face's transformers or of timm, or
/// a list of the names of classes.
package struct CompanionFile: Sendable {
  /// The file.
  package let file: MappedFile
  /// How its images are prepared.
  package var input = ModelCard.Input()
  /// The names of the network's outputs, in their order; empty where it names none.
  package internal(set) var outputs: [String] = []
  /// What it calls the network; nil where it does not.
  package internal(set) var architecture: String?
  /// What of it can't be done here, each in one line.
  package internal(set) var warnings: [String] = []

  /// The file's name, without its folder.
  package var name: String { MappedFile.name(file.path) }

  init(_ file: MappedFile) { self.file = file }

  /// Notes what can't be done.
  mutating func warn(_ problem: String) { warnings.append("\(file.path): \(problem)") }
}

extension CompanionFile {
  /// Lists of names, one a line.
  private static let lists = [
    "labels.txt", "classes.txt", "synset_words.txt", "synset.txt", "imagenet_classes.txt",
  ]

  /// The files beside a model that state something of it, those that count first before others.
  /// - Parameter modelPath: the model's file.
  /// - Returns: them, and what is wrong with those that can't be read, in one line each.
  package static func beside(_ modelPath: String) -> (files: [CompanionFile], warnings: [String]) {
    let folder = modelPath.lastIndex(of: "/").map { String(modelPath[...$0]) } ?? ""
    let folders = [folder] + (Folder.name(of: folder) == ModelFolder.inner ? [folder + "../"] : [])
    var files: [CompanionFile] = []
    var warnings: [String] = []
    func add(_ name: String, _ read: (inout CompanionFile) throws(Failure) -> Void) {
      let paths = folders.map { $0 + name }
      guard let path = paths.first(where: MappedFile.exists) else { return }
      do throws(Failure) {
        var companion = CompanionFile(try MappedFile(path: path))
        try read(&companion)
        warnings += companion.warnings
        files.append(companion)
      } catch {
        let fault = Failure(
          kind: error.kind, subject: path, place: error.place, problem: error.problem,
          cure: "it is passed over")
        warnings.append(fault.description)
      }
    }
    add("preprocessor_config.json") { companion throws(Failure) in
      try companion.readPreprocessor()
    }
    add("config.json") { companion throws(Failure) in try companion.readConfiguration() }
    for list in lists {
      add(list) { companion throws(Failure) in
        try companion.name(NameList.read(path: companion.file.path))
      }
    }
    return (files, warnings)
  }

  /// Takes the names of outputs.
  mutating func name(_ names: [String]) throws(Failure) {
    let place = Place(file: file.path)
    for name in names { try place.checkName(name.utf8.count) }
    outputs = names
  }

  /// Reads `config.json`, which is timm's where it has its configuration, else that of transformers.
  private mutating func readConfiguration() throws(Failure) {
    guard let config = try ConfigurationObject(file) else { return }
    if let timm = try config.object("pretrained_cfg") {
      try readTimm(timm, of: config)
    } else if config.members["architecture"] != nil, config.members["input_size"] != nil {
      // As timm wrote it first.
      try readTimm(config, of: config)
    } else {
      try readTransformers(config)
    }
  }
}
