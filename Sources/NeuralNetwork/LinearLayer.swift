public import LinearAlgebra

/// A convolution or a fully connected map of a network, without its bias and without what follows.
///
/// Source: the paper, section 3.
public struct LinearLayer: Hashable, Sendable {
  /// Which of the two kinds of linear layer it is.
  public enum Kind: String, Sendable {
    /// An ONNX `Conv`, or a `ConvTranspose` as the convolution of stride 1 that does the same on
    /// its input with zeros between the elements.
    case convolution
    /// An ONNX `Gemm`, `MatMul` or `Einsum` with a constant.
    case linear
  }

  /// Its place among the network's linear layers in graph order, from 0.
  public let index: Int
  /// The weight tensor's name, less `.weight`.
  public let name: String
  /// Convolution or fully connected.
  public let kind: Kind
  /// The weight's axes: filters x channels per group x kernel for a convolution, outputs x inputs
  /// for a fully connected map.
  public let weightShape: Shape
  /// Whether the weight lies as inputs x outputs, the transpose of the unfolded matrix.
  public let isInputsFirst: Bool
  /// The number of groups of a convolution, or of an `Einsum` whose weight has blocks; 1 for other
  /// fully connected maps, and where it is not known.
  public let groups: Int
  /// Whether the number of groups is known; without a graph, names and shapes may leave it open.
  public let areGroupsKnown: Bool
  /// How far apart the kernel's elements lie on the map, along each axis of the kernel; empty for a
  /// fully connected map.
  public let dilations: [Int]
  /// Channels x height x width (or features) of what it takes, for one image; nil without a graph.
  public let inputShape: Shape?
  /// Channels x height x width (or features) of what it gives, for one image; nil without a graph.
  public let outputShape: Shape?
  /// How many times the network multiplies by its weight; what it takes and gives is that of the
  /// first time.
  public internal(set) var uses = 1
  /// The names that the same weight has besides, in a file without a graph.
  public internal(set) var otherNames: [String] = []

  /// Describes a layer; `groups` is nil when their number is not known.
  public init(
    index: Int, name: String, kind: Kind, weightShape: Shape, groups: Int? = 1,
    dilations: [Int]? = nil, isInputsFirst: Bool = false, inputShape: Shape? = nil,
    outputShape: Shape? = nil
  ) {
    self.index = index
    self.name = name
    self.kind = kind
    self.weightShape = weightShape
    self.groups = groups ?? 1
    areGroupsKnown = groups != nil
    self.dilations = dilations ?? weightShape.extents.dropFirst(2).map { _ in 1 }
    self.isInputsFirst = isInputsFirst
    self.inputShape = inputShape
    self.outputShape = outputShape
  }

  /// Rows (filters or outputs) of its unfolded matrix.
  public var rows: Int { isInputsFirst ? weightShape[1] : weightShape[0] }
  /// Columns of its unfolded matrix: channels x kernel, or inputs.
  public var columns: Int {
    isInputsFirst ? weightShape[0] : weightShape.extents.dropFirst().reduce(groups, *)
  }

  /// What its unfolded matrix is called: rows x columns, when it is known in how many groups they are.
  package var matrix: String { areGroupsKnown ? "\(rows)x\(columns)" : "unknown" }

  /// The extents of a convolution's kernel; empty for a fully connected map.
  public var kernel: [Int] { Array(weightShape.extents.dropFirst(2)) }
}
