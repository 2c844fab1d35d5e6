import LinearAlgebra
import System

/// Other tensors over the same bytes.
extension StoredTensor {
  /// The same tensor under another name.
  package func renamed(_ name: String) -> StoredTensor {
    var tensor = self
    tensor.name = name
    return tensor
  }

  /// The part with these indices on the first axis.
  func selecting(_ range: Range<Int>) throws(Failure) -> StoredTensor {
    let extents = [range.count] + shape.extents.dropFirst()
    let step = (strides.first ?? 0) * elementType.byteCount
    guard let whole = shape.extents.first, range.clamped(to: 0..<whole) == range,
      let shape = Shape(extents)
    else {
      throw place.damaged("has no part \(range)")
    }
    return try StoredTensor(
      name: name, elementType: elementType, shape: shape, strides: strides, storage: storage,
      offset: range.isEmpty ? offset : offset + range.lowerBound * step, place: place)
  }

  /// The same elements with the axes in another order, as n x h x w x c under n x c x h x w.
  func permuting(_ axes: [Int]) throws(Failure) -> StoredTensor {
    guard axes.sorted() == Array(0..<shape.rank), let permuted = Shape(axes.map { shape[$0] })
    else {
      throw place.damaged("has no axes \(axes)")
    }
    return try StoredTensor(
      name: name, elementType: elementType, shape: permuted, strides: axes.map { strides[$0] },
      storage: storage, offset: offset, place: place)
  }

  /// The same elements with the first two of four axes taken as one: n x m x h x w under
  /// nm x 1 x h x w.
  func joiningFirstAxes() throws(Failure) -> StoredTensor {
    let (joined, overflow) = shape[0].multipliedReportingOverflow(by: shape[1])
    guard shape[0] == 1 || shape[1] == 1 || strides[0] == shape[1] * strides[1],
      !overflow, let shape = Shape([joined, 1] + shape.extents[2...])
    else {
      throw place.unsupported(
        "its filters do not lie one after the other", cure: "save it in row-major order")
    }
    return try StoredTensor(
      name: name, elementType: elementType, shape: shape,
      strides: [self.shape[1] == 1 ? strides[0] : strides[1], 0] + strides[2...],
      storage: storage, offset: offset, place: place)
  }

  /// The same elements with an axis of extent 1 behind the first.
  func addingChannelAxis() throws(Failure) -> StoredTensor {
    let extents = shape.extents
    guard extents.count > 0, let shape = Shape([extents[0], 1] + extents[1...]) else {
      throw place.damaged("has no first axis")
    }
    return try StoredTensor(
      name: name, elementType: elementType, shape: shape,
      strides: [strides[0], strides[0]] + strides[1...], storage: storage, offset: offset,
      place: place)
  }

  /// Whether not much more must be inflated to read it than a small tensor takes.
  package var isQuick: Bool {
    if case .deflated(_, _, let count, _) = storage { count <= 1 << 16 } else { true }
  }

  /// The same tensor, to be read part by part without inflating all of it, if it is compressed.
  func seekable() throws(Failure) -> StoredTensor {
    guard case .deflated(let file, let range, let count, let checksum) = storage else {
      return self
    }
    let inflater = SeekableInflater(
      file, in: range, wrapping: .zip(checksum: checksum), count: count)
    return try StoredTensor(
      name: name, elementType: elementType, shape: shape, strides: strides,
      storage: .seekable(inflater), offset: offset, place: place)
  }

  /// Which elements of which file a tensor has: tensors of one location are the same.
  package struct Location: Hashable {
    private let file: ObjectIdentifier
    private let bytes: Range<Int>
    private let offset: Int
    private let elementType: ElementType
    private let shape: Shape
    private let strides: [Int]

    fileprivate init?(_ tensor: StoredTensor) {
      guard let file = tensor.storage.file, let bytes = tensor.storage.range else { return nil }
      (self.file, self.bytes, offset) = (ObjectIdentifier(file), bytes, tensor.offset)
      (elementType, shape, strides) = (tensor.elementType, tensor.shape, tensor.strides)
    }
  }

  /// Where it lies; nil where its bytes are in no file as they are.
  package var location: Location? { Location(self) }
}

extension StoredTensor {
  /// The weight of a transposed convolution, C x D/g x kernel, as that of the convolution that does the
  /// same on an input with zeros between its elements.
  package func transposingConvolution(groups: Int) -> StoredTensor {
    var weight = Parametrization.transposed(self, groups: groups).tensor(named: name)
    weight.groups = groups
    return weight
  }
}
