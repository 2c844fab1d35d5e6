import LinearAlgebra
package import System

/// The order in which the axes of a convolution's weight lie: O filters, I channels, the kernel's
/// height H and width W.
package enum WeightLayout: String, CaseIterable, Sendable {
  /// As PyTorch has it; fully connected weights are outputs x inputs.
  case oihw = "OIHW"
  /// As TensorFlow, Keras and Flax have it; fully connected weights are inputs x outputs.
  case hwio = "HWIO"
  /// As MLX has it; fully connected weights are outputs x inputs.
  case ohwi = "OHWI"

  /// The axes of a weight of so many, in PyTorch's order.
  fileprivate func axes(rank: Int) -> [Int] {
    switch (self, rank) {
    case (.hwio, 2): [1, 0]
    case (.hwio, 3): [2, 1, 0]
    case (.hwio, 4): [3, 2, 0, 1]
    case (.ohwi, 3): [0, 2, 1]
    case (.ohwi, 4): [0, 3, 1, 2]
    default: Array(0..<rank)
    }
  }
}

extension StoredModel {
  /// The same model with its weights as filters x channels x height x width, over the same bytes.
  /// - Parameter stated: How they lie; nil when that is to be told from names and shapes.
  /// - Returns: The model; one with a graph as it is, since its operators say how weights lie.
  /// - Throws: ``Failure`` for a depthwise weight whose filters can't be counted in one step.
  package func arranged(_ stated: WeightLayout?) throws(Failure) -> StoredModel {
    guard graph == nil else { return self }
    let evidence = LayoutEvidence(tensors)
    let layout = stated ?? evidence.layout
    guard layout != .oihw else { return self }
    let weights = Set(evidence.weights.map(\.name))
    var arranged: [StoredTensor] = []
    for tensor in tensors {
      let isWeight = tensor.refusal == nil && weights.contains(tensor.name)
      arranged.append(isWeight ? try tensor.arranged(layout) : tensor)
    }
    return replacing(arranged, layout: layout)
  }

  /// The same model with other tensors.
  package func replacing(_ tensors: [StoredTensor], layout: WeightLayout? = nil) -> StoredModel {
    StoredModel(
      format: format, path: path, files: files, tensors: tensors, hasLayerOrder: hasLayerOrder,
      graph: graph, layout: layout ?? self.layout, dictionaries: dictionaries,
      statedArchitecture: statedArchitecture)
  }
}

extension StoredTensor {
  fileprivate func arranged(_ layout: WeightLayout) throws(Failure) -> StoredTensor {
    guard layout == .hwio, isDepthwise else {
      return try permuting(layout.axes(rank: shape.rank))
    }
    // H x W x C x M holds M filters for each of C channels.
    var filters = try permuting([2, 3, 0, 1]).joiningFirstAxes()
    filters.groups = shape[2]
    return filters
  }

  /// Whether it is a depthwise weight of Keras's, by its name.
  fileprivate var isDepthwise: Bool { shape.rank == 4 && WeightName(name).isDepthwise }
}

/// What names and shapes tell of how a file's weights lie.
struct LayoutEvidence {
  /// The weights: tensors of 2 to 4 axes, those named as kernels or else `.weight` when there are any.
  let weights: [StoredTensor]
  private let areKernels: Bool
  private let shapes: [String: Shape]

  /// The largest kernel that a convolution of more channels than a few is likely to have.
  private static let greatestKernel = 11

  init(_ tensors: [StoredTensor]) {
    let matrices = tensors.filter { (2...4).contains($0.shape.rank) && $0.shape.count > 0 }
    let named = matrices.filter { $0.name.hasSuffix(".weight") }
    let kernels = matrices.filter { WeightName($0.name).isKernel }
    areKernels = !kernels.isEmpty && named.isEmpty
    weights = !kernels.isEmpty && named.isEmpty ? kernels : named.isEmpty ? matrices : named
    shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
  }

  /// The layout that is beyond doubt, else PyTorch's.
  ///
  /// Named as kernels, weights lie as HWIO unless shapes or biases contradict. Otherwise all
  /// convolutions, at least two of them different, must fit one layout alone.
  var layout: WeightLayout {
    let fitting = WeightLayout.allCases.filter(fits)
    if areKernels {
      let mayBe = fitting.contains(.hwio) || fitting.isEmpty
      return mayBe && biasesFit(.hwio, orTransposed: true) ? .hwio : .oihw
    }
    let kernels = Set(convolutions.map(\.shape))
    guard fitting.count == 1, let layout = fitting.first, kernels.count > 1,
      kernels.contains(where: { $0[layout.axes(rank: 4)[2]] > 1 })
    else { return .oihw }
    return layout
  }

  private var convolutions: [StoredTensor] { weights.filter { $0.shape.rank == 4 } }

  /// Whether all kernels are small squares, and each bias has one number for each filter.
  private func fits(_ layout: WeightLayout) -> Bool {
    let axes = layout.axes(rank: 4)
    return biasesFit(layout)
      && convolutions.allSatisfy {
        $0.shape[axes[2]] == $0.shape[axes[3]] && $0.shape[axes[2]] <= Self.greatestKernel
      }
  }

  /// Whether each bias has one number for each filter, or as a transposed convolution's for each of
  /// what is the channels' axis there.
  private func biasesFit(_ layout: WeightLayout, orTransposed: Bool = false) -> Bool {
    weights.allSatisfy { weight in
      guard !weight.isDepthwise, let bias = shapes[WeightName(weight.name).bias] else {
        return true
      }
      let axes = layout.axes(rank: weight.shape.rank)
      return bias.count == weight.shape[axes[0]]
        || orTransposed && axes.count > 2 && bias.count == weight.shape[axes[1]]
    }
  }
}
