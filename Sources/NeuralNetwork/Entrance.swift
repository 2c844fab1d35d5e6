import Formats
import LinearAlgebra

/// How images enter a graph.
struct Entrance: Sendable {
  /// The name of the value that they enter by.
  let name: String
  /// Images x channels x height x width, or as the graph has it; nil for an extent it leaves open.
  private let extents: [Int?]
  /// Whether the graph takes images x height x width x channels.
  private let isChannelsLast: Bool

  /// No entrance, of a network without a graph.
  init() {
    (name, extents, isChannelsLast) = ("", [], false)
  }

  /// Finds the first input that is no constant; where there is none, no image can enter.
  ///
  /// Channels are first where a convolution takes them as they are, last where the extents say so (1,
  /// 3 or 4 on that axis alone), and where they don't tell, when the first thing done is to move them
  /// to the front.
  init(_ graph: StoredGraph, nodes: [Node], constants: Constants) {
    guard let entry = graph.inputs.first(where: { !constants.contains($0.name) }) else {
      (name, extents, isChannelsLast) = ("", [], false)
      return
    }
    (name, extents) = (entry.name, entry.extents)
    let channelCounts: Set<Int?> = [1, 3, 4]
    let mayBe = (entry.extents.count == 4 ? [1, 3] : []).map { axis in
      entry.extents[axis].map { channelCounts.contains($0) } ?? nil
    }
    let first = nodes.filter { $0.stored.inputs.first == entry.name }
    let movesChannels = first.contains { node in
      node.stored.operation == "Transpose" && (try? node.stored.ints("perm")) == [0, 3, 1, 2]
    }
    switch (mayBe.first ?? nil, mayBe.last ?? nil) {
    case _ where first.contains { $0.stored.operation == "Conv" }: isChannelsLast = false
    case (true?, false?), (true?, nil): isChannelsLast = false
    case (false?, true?): isChannelsLast = true
    default: isChannelsLast = movesChannels
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

  /// Images x channels x height x width as the graph takes them.
  func admit(_ images: Tensor) -> Tensor {
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
}
