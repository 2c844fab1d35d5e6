import Formats
import LinearAlgebra

/// The transposed convolutions of a file without a graph.
///
/// Their weights lie as C x D/g x kernel, and nothing in a weight says so; but a bias has a number for
/// each output, and so has the normalisation behind a layer that has no bias.
struct TransposedConvolutions {
  private let tensors: [StoredTensor]
  private let biases: [String: Int]
  /// Whether the tensors are in the order of the layers.
  private let isOrdered: Bool

  /// The tensors, with those that are told to be weights of transposed convolutions as those of the
  /// convolutions that do the same.
  static func resolved(_ model: StoredModel) -> [StoredTensor] {
    let file = TransposedConvolutions(model)
    /// What the layer before gives; nil before the first.
    var width: Int?
    /// The kernel of the layer before, if that is transposed.
    var kernel: [Int]?
    return file.tensors.enumerated().map { index, tensor in
      guard WeightName(tensor.name).isWeight, Network.layerRanks.contains(tensor.shape.rank),
        tensor.shape.count > 0
      else { return tensor }
      let extents = tensor.shape.extents
      let own = Array(extents[2...])
      let groups = file.groups(
        of: index, isBehind: width.map { $0 == extents[0] }, isAlike: kernel == own)
      let layer = groups.map(tensor.transposingConvolution) ?? tensor
      (width, kernel) = (layer.shape[0], groups == nil ? nil : own)
      return layer
    }
  }

  private init(_ model: StoredModel) {
    tensors = model.tensors
    isOrdered = model.hasLayerOrder
    biases = Dictionary(
      tensors.filter { $0.shape.rank == 1 }.map { ($0.name, $0.shape.count) }
    ) { first, _ in first }
  }

  /// The number of groups of a transposed convolution.
  /// - Parameters:
  ///   - index: the weight's place.
  ///   - isBehind: whether the layer before gives as many channels as the weight's first axis has.
  ///   - isAlike: whether that is a transposed convolution with the same kernel.
  /// - Returns: the number; nil where the weight is not told to be of one.
  private func groups(of index: Int, isBehind: Bool?, isAlike: Bool) -> Int? {
    let tensor = tensors[index]
    guard tensor.shape.rank > 2, tensor.refusal == nil, tensor.groups == nil else { return nil }
    let (first, second) = (tensor.shape[0], tensor.shape[1])
    if let outputs = biases[WeightName(tensor.name).bias] {
      let groups = outputs / second
      return outputs != first && outputs == groups * second && groups > 0
        && first.isMultiple(of: groups) ? groups : nil
    }
    guard isOrdered, first != second else { return nil }
    let next = tensors[(index + 1)...].first {
      $0.shape.rank > 1 || WeightName($0.name).isScale && $0.shape.count > 1
    }
    guard let next, next.shape.rank == 1 else { return isAlike && isBehind == true ? 1 : nil }
    guard next.shape.count == second else { return nil }
    let following = tensors[(index + 1)...].first { $0.shape.rank > 2 }?.shape[0]
    return isBehind ?? (following == second) ? 1 : nil
  }
}
