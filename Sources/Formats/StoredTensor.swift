package import LinearAlgebra
package import System

/// A tensor in a file: its name, element type and layout; its elements stay in the file.
package struct StoredTensor: Sendable {
  /// Its name, as the file has it but for the prefixes of wrappers.
  package internal(set) var name: String
  /// Why it is not told how a weight is used, of which something else is stored.
  package internal(set) var unresolved: String?
  /// In how many groups it is a convolution's weight, where its name and layout tell.
  package internal(set) var groups: Int?
  /// What its elements are; float32 in place of a type that is refused.
  package let elementType: ElementType
  /// The extents of its axes, outermost first.
  package let shape: Shape
  /// For each axis, how many elements lie between one and its neighbour; 0 repeats an element.
  package let strides: [Int]

  let storage: StoredBytes
  let offset: Int
  let place: Place

  /// The most elements that a tensor may have when the file holds fewer (an expanded view).
  private static let greatestExpansion = 1 << 24

  /// A tensor over stored bytes.
  /// - Parameters:
  ///   - name: Its name.
  ///   - elementType: What its elements are.
  ///   - shape: The extents of its axes.
  ///   - strides: In elements, one an axis; row-major when nil.
  ///   - storage: The bytes it lies in, perhaps with others.
  ///   - offset: The byte of `storage` where its first element lies.
  ///   - place: The tensor, for errors.
  /// - Throws: ``Failure`` when an element would lie outside the bytes.
  init(
    name: String, elementType: ElementType, shape: Shape, strides: [Int]? = nil,
    storage: StoredBytes, offset: Int, place: Place
  ) throws(Failure) {
    let rowMajor = Self.rowMajorStrides(shape)
    let strides = strides ?? rowMajor
    guard strides.count == shape.rank else {
      throw place.damaged("has \(shape.rank) axes and \(strides.count) strides")
    }
    // An axis of one element is never stepped along, so its stride says nothing.
    self.strides = zip(shape.extents, zip(strides, rowMajor)).map { extent, stride in
      extent > 1 && shape.count > 0 ? stride.0 : stride.1
    }
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.storage = storage
    self.offset = offset
    self.place = place
    let reach = Self.reach(shape, strides: self.strides) ?? Int.max
    let (bytes, tooMany) = reach.multipliedReportingOverflow(by: elementType.byteCount)
    let (end, tooFar) = bytes.addingReportingOverflow(offset)
    guard offset >= 0, !tooMany, !tooFar, end <= storage.count else {
      throw place.damaged("of shape \(shape) it reaches beyond its \(storage.count) bytes")
    }
    guard shape.count <= max(reach, Self.greatestExpansion) else {
      throw place.unsupported(
        "repeats \(reach) numbers up to shape \(shape)", cure: "save it without expand()")
    }
  }

  /// A tensor that cannot be used, though the file that holds it can.
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: The extents of its axes.
  ///   - error: Why it cannot be used; whoever wants its elements gets this error.
  init(name: String, shape: Shape, refused error: Failure) {
    self.name = name
    elementType = .float32
    self.shape = shape
    strides = Self.rowMajorStrides(shape)
    storage = .refused(error)
    offset = 0
    place = Place(file: error.subject ?? "", part: error.place)
  }

  /// A tensor whose elements are computed from others when they are wanted.
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: The extents of its axes.
  ///   - weight: What it is computed from.
  ///   - refusal: Why it can't be; nil when it can.
  init(name: String, shape: Shape, computed weight: Parametrization, refused refusal: Failure?) {
    self.name = name
    elementType = .float32
    self.shape = shape
    strides = Self.rowMajorStrides(shape)
    storage = refusal.map(StoredBytes.refused) ?? .computed(weight)
    offset = 0
    place = weight.place.at("tensor \(name)")
  }

  /// Why its elements cannot be used; nil when they can, as far as is known before they are read.
  package var refusal: Failure? {
    if case .refused(let error) = storage { error } else { nil }
  }

  /// A tensor of given elements, which no file holds.
  package init(name: String, tensor: Tensor) throws(Failure) {
    let bytes = tensor.values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    try self.init(
      name: name, elementType: .float32, shape: tensor.shape, storage: .owned(bytes), offset: 0,
      place: Place(file: "", part: name))
  }

  /// Its elements as Float, row-major.
  ///
  /// Elements of another type are rounded to the nearest Float. Throws when its bytes turn out
  /// damaged.
  package func floats() throws(Failure) -> Tensor {
    Tensor(shape: shape, values: try withElements { elementType.floats($0) })
  }

  /// Whether its elements lie in the file as floats of this processor, row by row.
  package var liesInPlace: Bool {
    guard case .mapped = storage else { return false }
    return elementType == .float32 && strides == Self.rowMajorStrides(shape)
      && UInt32(littleEndian: 1) == 1
  }

  /// Lends its elements where they lie, at any address.
  /// - Parameters:
  ///   - bytes: which of its bytes; all, if nil.
  ///   - body: takes them.
  /// - Returns: what the body gives.
  /// - Throws: ``Failure`` when another program has written into the file.
  package func withBytesInPlace<Result>(
    _ bytes: Range<Int>? = nil, _ body: (Span<UInt8>) -> Result
  ) throws(Failure) -> Result {
    let range = bytes ?? 0..<shape.count * elementType.byteCount
    return try storage.withBytes(
      in: offset + range.lowerBound..<offset + range.upperBound, at: place, body)
  }

  /// Gives the memory back that its file takes in this process, where it is much; what is looked at again
  /// comes from the system's page cache.
  /// - Parameter bytes: which of its bytes; all, if nil.
  package func letGo(_ bytes: Range<Int>? = nil) {
    guard case .mapped(let file, let whole) = storage else { return }
    let all = 0..<shape.count * elementType.byteCount
    let range = bytes?.clamped(to: all) ?? all
    let first = whole.lowerBound + offset
    file.letGo(of: first + range.lowerBound..<first + range.upperBound)
  }

  /// Its elements as a weight: in Double where Float could not hold them exactly.
  ///
  /// Throws when its bytes turn out damaged.
  package func weight() throws(Failure) -> Weight {
    Weight(
      shape: shape,
      elements: try withElements {
        elementType.isWithinFloat
          ? .floats(elementType.floats($0)[...]) : .doubles(elementType.doubles($0)[...])
      })
  }

  /// Its elements as Int, row-major.
  ///
  /// Throws when they are not whole numbers, or its bytes turn out damaged.
  package func integers() throws(Failure) -> [Int] {
    guard let values = try withElements({ elementType.integers($0) }) else {
      throw place.unsupported(
        "holds \(elementType.rawValue) where whole numbers are wanted",
        cure: "store it as int64")
    }
    return values
  }

  /// The bytes of its elements in row-major order; a copy only when they lie in another.
  private func withElements<Result>(
    _ body: (Span<UInt8>) -> Result
  ) throws(Failure) -> Result {
    if let refusal { throw refusal }
    let count = (Self.reach(shape, strides: strides) ?? 0) * elementType.byteCount
    let isRowMajor = strides == Self.rowMajorStrides(shape)
    return try storage.withBytes(in: offset..<offset + count, at: place) { bytes in
      guard !isRowMajor else { return body(bytes) }
      let gathered = rowMajor(bytes)
      return body(gathered.span)
    }
  }

  /// The elements in row-major order, out of the bytes from the first one to the last.
  private func rowMajor(_ bytes: Span<UInt8>) -> [UInt8] {
    let size = elementType.byteCount
    var elements: [UInt8] = []
    elements.reserveCapacity(shape.count * size)
    var index = Array(repeating: 0, count: shape.rank)
    var start = 0
    let last = shape.rank - 1
    while elements.count < shape.count * size {
      for column in 0..<shape[last] {
        let first = (start + column * strides[last]) * size
        for byte in first..<first + size { elements.append(bytes[byte]) }
      }
      for axis in (0..<last).reversed() {
        index[axis] += 1
        start += strides[axis]
        if index[axis] < shape[axis] { break }
        start -= index[axis] * strides[axis]
        index[axis] = 0
      }
    }
    return elements
  }

  /// The strides of elements that lie in row-major order; all 0 when there are none.
  static func rowMajorStrides(_ shape: Shape) -> [Int] {
    guard shape.count > 0 else { return shape.extents.map { _ in 0 } }
    var strides: [Int] = []
    var stride = 1
    for extent in shape.extents.reversed() {
      strides.append(stride)
      stride *= extent
    }
    return strides.reversed()
  }

  /// How many elements lie from the first to the last; nil when that overflows or a stride is
  /// negative.
  private static func reach(_ shape: Shape, strides: [Int]) -> Int? {
    guard shape.count > 0 else { return 0 }
    var reach = 1
    for (extent, stride) in zip(shape.extents, strides) {
      let (distance, tooLong) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, tooFar) = reach.addingReportingOverflow(distance)
      guard stride >= 0, !tooLong, !tooFar else { return nil }
      reach = sum
    }
    return reach
  }
}
