import Formats
import LinearAlgebra
import System

/// How images enter a graph.
struct ImageInput: Sendable {
  /// The value that they enter by; nil for none.
  let value: ValueID?
  /// Its name.
  let name: String
  /// Images x channels x height x width, or as the graph has it; nil for an extent it leaves open.
  private let extents: [Int?]
  /// Whether the graph takes images x height x width x channels.
  private let isChannelsLast: Bool
  /// What its elements are; nil when the graph does not say.
  let elementType: ElementType?
  /// The other inputs, which images do not give.
  let others: [(value: ValueID, declared: StoredValue)]

  /// Finds the first input of four axes that is no constant, else the first of any; where there is
  /// none, no image can enter.
  ///
  /// Channels are first where a convolution takes them as they are, last where the extents say so (1,
  /// 3 or 4 on that axis alone), and where they don't tell, when the first thing done is to move them
  /// to the front.
  init(_ graph: Graph, declared: [StoredValue]) {
    let declared = Dictionary(declared.map { ($0.name, $0) }) { first, _ in first }
    let inputs = graph.inputs.compactMap { value in
      declared[graph.names[value]].map { (value: value, declared: $0) }
    }
    let entry = inputs.first { $0.declared.extents.count == 4 } ?? inputs.first
    let (value, extents) = (entry?.value, entry?.declared.extents ?? [])
    (self.value, self.extents) = (value, extents)
    name = entry?.declared.name ?? ""
    elementType = entry?.declared.elementType
    others = inputs.filter { $0.value != value }
    let channelCounts: Set<Int?> = [1, 3, 4]
    let mayBe = (extents.count == 4 ? [1, 3] : []).map { axis in
      extents[axis].map { channelCounts.contains($0) } ?? nil
    }
    let first = (value.map { graph.consumers[$0] } ?? []).map { graph.nodes[$0] }
      .filter { $0.inputs.first == value }
    isChannelsLast =
      switch (mayBe.first ?? nil, mayBe.last ?? nil) {
      case _ where first.contains(where: \.isConvolution): false
      case (true?, false?), (true?, nil): false
      case (false?, true?): true
      default: first.contains(where: \.movesChannelsToTheFront)
      }
  }

  /// How many images the graph says that it takes; nil when that is left open.
  var images: Int? { extents.first ?? nil }

  /// Channels x height x width (or features) of an image, when the graph tells.
  var imageShape: Shape? {
    let known = extents.dropFirst().compactMap { $0 }
    guard !known.isEmpty, known.count == extents.count - 1 else { return nil }
    return Shape(isChannelsLast && known.count == 3 ? [known[2], known[0], known[1]] : known)
  }

  /// The shape under which some images enter.
  func shape(images: Int, imageShape: Shape) -> Shape? {
    let image = imageShape.extents
    return Shape(
      [images] + (isChannelsLast && image.count == 3 ? [image[1], image[2], image[0]] : image))
  }

  /// The axes of rows and of columns of the images as they enter; nil for one that they lack.
  func positionAxes(rank: Int) -> [Int?] {
    switch rank {
    case 4: isChannelsLast ? [1, 2] : [2, 3]
    case 3: [nil, 2]
    default: [nil, nil]
    }
  }

  /// Images x channels x height x width as the graph takes them.
  ///
  /// Throws when the graph takes whole numbers and these are none.
  func admit(_ images: Tensor) throws(Failure) -> Tensor {
    if let elementType, !elementType.isFloatingPoint,
      let fraction = images.values.first(where: { $0 != $0.rounded() })
    {
      throw Failure(
        kind: .network, place: "its input \"\(name)\"",
        problem: "it takes \(elementType.rawValue), and an image has the value \(fraction)",
        cure: "give it images of bytes, and no mean, std or scale in its card")
    }
    if let imageShape, imageShape.rank == 1,
      let flat = images.reshaped([images.shape.extents.first ?? 0] + imageShape.extents)
    {
      return flat
    }
    guard isChannelsLast, images.shape.rank == 4,
      let view = StridedView.transposing(images.shape, [0, 2, 3, 1])
    else { return images }
    return Tensor(shape: view.shape, values: view.elements(of: images.values))
  }

  /// The reverse of `admit`: what is there for each element that the graph takes, as the images lie.
  func restored(_ values: Tensor, as images: Shape) -> Tensor {
    guard isChannelsLast, values.shape.rank == 4,
      let view = StridedView.transposing(values.shape, [0, 3, 1, 2])
    else { return Tensor(shape: images, values: values.values) }
    return Tensor(shape: images, values: view.elements(of: values.values))
  }
}

extension Node {
  fileprivate var isConvolution: Bool {
    if case .success(is Convolution) = operation { true } else { false }
  }

  /// Whether it lays images x height x width x channels out as images x channels x height x width.
  fileprivate var movesChannelsToTheFront: Bool {
    guard case .success(is Rearrangement) = operation, let shape = Shape([2, 3, 4, 5]) else {
      return false
    }
    return (try? outputShapes([Fact(shape: shape)]))?.first?.extents == [2, 5, 3, 4]
  }
}
