import LinearAlgebra

/// Names of the tensors in files that have no graph: the same network, the same names and order.
enum TensorNames {
  /// What wrappers put before every name: parallel training, Lightning.
  private static let wrappers = ["module.", "model."]
  /// What wrappers of any module put into the names of its tensors: compilation, sharding,
  /// checkpointing.
  private static let innerWrappers = [
    "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
  ]
  /// How many models the mean of their weights is of (`torch.optim.swa_utils`).
  private static let counter = "n_averaged"

  /// The tensors without what wrappers put into their names; before them, where all tensors have it.
  static func unwrapped(_ tensors: [StoredTensor]) -> [StoredTensor] {
    withoutPrefixes(withoutInnerWrappers(tensors).filter { $0.name != counter })
  }

  private static func withoutInnerWrappers(_ tensors: [StoredTensor]) -> [StoredTensor] {
    let inner = tensors.map { tensor in
      guard innerWrappers.contains(where: tensor.name.contains) else { return tensor }
      let parts = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
      return tensor.renamed(
        parts.filter { !innerWrappers.contains(String($0)) }.joined(separator: "."))
    }
    return Set(inner.map(\.name)).count == tensors.count ? inner : tensors
  }

  private static func withoutPrefixes(_ tensors: [StoredTensor]) -> [StoredTensor] {
    guard let first = tensors.first?.name else { return tensors }
    var dropped = 0
    while let wrapper = wrappers.first(where: {
      first.utf8.dropFirst(dropped).starts(with: $0.utf8)
    }) {
      let names = tensors.lazy.map { $0.name.utf8.dropFirst(dropped) }
      let isShared = names.allSatisfy {
        $0.count > wrapper.utf8.count && $0.starts(with: wrapper.utf8)
      }
      guard isShared else { break }
      dropped += wrapper.utf8.count
    }
    guard dropped > 0 else { return tensors }
    return tensors.map {
      $0.renamed(String(decoding: $0.name.utf8.dropFirst(dropped), as: UTF8.self))
    }
  }

  /// The tensors in the order of their names, with numbers by their value, if the file has them by
  /// the letters of their names.
  ///
  /// Libraries write safetensors by element type and name, so that the order of the layers is lost;
  /// this one puts `features.2` before `features.10`.
  /// - Returns: The tensors, and whether they are in the order of the layers all the same: when
  ///   nothing but numbers tells the names of convolutions and normalisations apart.
  static func ordered(_ tensors: [StoredTensor]) -> (tensors: [StoredTensor], isOfLayers: Bool) {
    var last: [ElementType: String] = [:]
    for tensor in tensors where tensor.refusal == nil {
      let before = last.updateValue(tensor.name, forKey: tensor.elementType)
      if let before, before.utf8.lexicographicallyPrecedes(tensor.name.utf8) == false {
        return (tensors, true)
      }
    }
    let sorted = tensors.map { ($0, key(of: $0.name)) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
    // Fully connected layers come behind convolutions, whatever they are called.
    let weights = sorted.filter { $0.shape.rank != 2 && WeightName($0.name).isWeight }.map(\.name)
    return (sorted, zip(weights, weights.dropFirst()).allSatisfy(differInNumber))
  }

  /// Whether the first part in which two names differ is one word with two numbers, or two numbers.
  private static func differInNumber(_ first: String, _ second: String) -> Bool {
    let parts = [first, second].map { $0.split(separator: ".", omittingEmptySubsequences: false) }
    guard let (first, second) = zip(parts[0], parts[1]).first(where: { $0 != $1 }) else {
      return true
    }
    func word(_ part: Substring) -> Substring {
      part.prefix(part.count - part.reversed().prefix(while: \.isNumber).count)
    }
    return word(first) == word(second) && word(first) != first && word(second) != second
  }

  /// A name whose bytes sort as it should: before the digits of each number stands their count.
  private static func key(of name: String) -> [UInt8] {
    var key: [UInt8] = []
    var rest = Substring(name).utf8
    while let first = rest.first {
      let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
      let run = rest.prefix { isDigit($0) == isDigit(first) }
      if isDigit(first) {
        let digits = run.drop { $0 == 0x30 }
        key.append(0x30)
        for shift in [24, 16, 8, 0] { key.append(UInt8(truncatingIfNeeded: digits.count >> shift)) }
        key += digits
      } else {
        key += run
      }
      rest = rest.dropFirst(run.count)
    }
    return key
  }
}
