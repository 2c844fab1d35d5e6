import System

/// The state dictionaries that a checkpoint holds, as a model and the mean of its weights over time,
/// and the one that was opened.
package struct StateDictionaries: Equatable, Sendable {
  /// Their names, the likeliest first: the keys under which one lies, with dots between.
  package let names: [String]
  /// The one that was opened.
  package let chosen: String

  /// What the one is called that lies under no key.
  static let top = "(top)"

  /// The others' names.
  package var others: [String] { names.filter { $0 != chosen } }
}

/// What a checkpoint holds of a network.
struct CheckpointContent {
  /// The tensors of one state dictionary.
  let tensors: [StoredTensor]
  /// Which one it is.
  let dictionaries: StateDictionaries?
  /// What the training script calls the network; nil where it does not tell.
  let architecture: String?
}

extension CheckpointContent {
  /// The tensors of a file that has those of one network.
  /// - Throws: ``Failure`` when one of several is asked for by name.
  init(
    _ tensors: [StoredTensor], named name: String?, in file: MappedFile
  ) throws(Failure) {
    if let name { throw Place(file: file.path).noWeights(named: name, among: []) }
    self.init(tensors: tensors, dictionaries: nil, architecture: nil)
  }
}

extension Place {
  /// The error for weights of a name that the file has not.
  func noWeights(named name: String, among names: [String]) -> Failure {
    let listed = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " ..." : "")
    return Failure(
      kind: .usage, subject: file, place: nil, problem: "it holds no weights named \"\(name)\"",
      cure: names.isEmpty ? "it has only one network: leave out the name" : "it has \(listed)")
  }
}
