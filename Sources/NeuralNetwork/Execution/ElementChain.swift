internal import CKernels
internal import LinearAlgebra

/// What an operator does to the elements at one place.
enum ElementStep: Sendable {
  /// A function of one element.
  case function(@Sendable (inout MutableSpan<Float>) -> Void)
  /// A function of two.
  case pair(kernel_operation)
  /// Another factor and shift for each channel.
  case channels(scale: [Float], shift: [Float])
}

/// An operator that can be a link of a chain.
protocol ChainLink: Operator {
  /// What it does to the elements at one place; nil where it can't be a link with these operands.
  /// - Parameters:
  ///   - numbers: for each operand that is one number everywhere, that number.
  ///   - constants: for each operand, what it is in every pass.
  /// - Returns: the step.
  func step(_ numbers: [Float?], constants: [Value?]) -> ElementStep?
}

/// Functions of single elements that begin with one value and end with one.
///
/// The logistic function of x, say, and its product with x. They are applied to a few elements at a
/// time, which stay in the first-level cache from the first function to the last; each gives what its
/// node would.
struct ElementChain: Operator {
  /// Where an operand of a link is.
  enum Source: Equatable, Sendable {
    /// The value that the chain begins with.
    case beginning
    /// What a link before it gave.
    case link(Int)
    /// The same number everywhere.
    case number(Float)
  }

  struct Link: Sendable {
    let step: ElementStep
    let sources: [Source]
    /// Axes of its result at least.
    let rank: Int
  }

  let links: [Link]
  private let rooms: Rooms

  init(_ links: [Link]) {
    self.links = links
    rooms = Rooms(links)
  }

  /// The most links of a chain.
  static let greatestCount = 16
  /// How many elements go through it at a time.
  private static let count = 2048

  var isElementwise: Bool { true }

  var takesBlocks: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let rank = links.reduce(0) { max($0, $1.rank) }
    let ones = [Int](repeating: 1, count: max(0, rank - input.rank))
    guard let shape = Shape(ones + input.extents) else {
      throw OperatorFault("its output is too large")
    }
    return [shape]
  }

  /// Some of its links take whole numbers, and some do not.
  func declines(_ operand: Value) -> Bool {
    if case .integers = operand { true } else { false }
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    if case .blocked(let maps)? = inputs[0], maps.shape == shapes[0],
      var maps = inputs.takeBlocked(0)
    {
      try checkScales(maps.shape[1])
      let blocks = maps.blocks
      let size = maps.positions * BlockedTensor.block
      unsafe maps.changeMaps { map, index in
        unsafe withRoom(Self.count * rooms.count) { memory in
          for place in stride(from: 0, to: size, by: Self.count) {
            unsafe apply(
              map + place, count: min(Self.count, size - place), rooms: memory,
              channel: .block(index % blocks))
          }
        }
      }
      return [.blocked(maps)]
    }
    var tensor = try inputs.takeTensor(0, "the input")
    let channels = tensor.shape.rank > 1 ? tensor.shape[1] : 1
    let isByChannel = try checkScales(channels)
    let row = isByChannel ? tensor.shape.extents.dropFirst(2).reduce(1, *) : 1
    tensor.values.changeInParallel(rowsOf: row) { values, first in
      unsafe withRoom(Self.count * rooms.count) { memory in
        unsafe values.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          let run = isByChannel ? row : buffer.count
          for start in stride(from: 0, to: buffer.count, by: run) {
            for place in stride(from: start, to: start + run, by: Self.count) {
              unsafe apply(
                base + place, count: min(Self.count, start + run - place), rooms: memory,
                channel: .one((first + start) / row % channels))
            }
          }
        }
      }
    }
    return [.floats(Tensor(shape: shapes[0], values: tensor.values))]
  }

  /// Whether there are factors by channel.
  /// - Throws: `OperatorFault` where they do not fit.
  @discardableResult private func checkScales(_ channels: Int) throws(OperatorFault) -> Bool {
    let scales = links.compactMap { link in
      if case .channels(let scale, _) = link.step { scale.count } else { nil }
    }
    guard scales.allSatisfy({ $0 == channels }) else {
      throw OperatorFault("its statistics do not fit the \(channels) channels of its input")
    }
    return !scales.isEmpty
  }

  /// Which channels some elements are of.
  private enum Channels {
    case one(Int)
    /// Those of a block, one beside the other.
    case block(Int)
  }

  /// Applies the links to some elements, in place.
  private func apply(
    _ elements: UnsafeMutablePointer<Float>, count: Int, rooms memory: UnsafeMutablePointer<Float>,
    channel: Channels
  ) {
    func place(_ source: Source) -> UnsafeMutablePointer<Float> {
      guard case .link(let link) = source, let room = rooms.ofLinks[link] else {
        return unsafe elements
      }
      return unsafe memory + room * Self.count
    }
    for (index, link) in links.enumerated() {
      let target = unsafe place(.link(index))
      if case .pair(let operation) = link.step {
        func operand(_ index: Int, _ body: (UnsafePointer<Float>, Int) -> Void) {
          guard case .number(let number) = link.sources[index] else {
            return unsafe body(place(link.sources[index]), 1)
          }
          unsafe withUnsafePointer(to: number) { unsafe body($0, 0) }
        }
        unsafe operand(0) { a, step in
          unsafe operand(1) { b, otherStep in
            unsafe kernel_combine(target, operation, a, step, b, otherStep, count)
          }
        }
        continue
      }
      let source = unsafe place(link.sources[0])
      if unsafe source != target { unsafe target.update(from: source, count: count) }
      var span = unsafe MutableSpan(_unsafeStart: target, count: count)
      switch link.step {
      case .function(let function): function(&span)
      case .channels(let scale, let shift):
        switch channel {
        case .one(let channel): span.scale(by: scale[channel], adding: shift[channel])
        case .block(let block):
          unsafe ProductEnding(normalization: (scale, shift)).withKernelEnding { ending in
            var ending = unsafe ending.from(filter: block * BlockedTensor.block, element: 0)
            unsafe kernel_end_places(target, target, count / BlockedTensor.block, &ending)
          }
        }
      case .pair: break
      }
    }
  }

  /// Where the links' results lie: the last where the elements are, others in rooms that are used
  /// again.
  private struct Rooms: Sendable {
    private(set) var ofLinks: [Int?] = []
    private(set) var count = 0

    init(_ links: [Link]) {
      var free: [Int] = []
      for (index, link) in links.enumerated() {
        // What nobody takes after this link may be overwritten by it.
        for case .link(let source) in link.sources {
          let isTakenLater = links[(index + 1)...].contains { $0.sources.contains(.link(source)) }
          if !isTakenLater, let room = ofLinks[source], !free.contains(room) { free.append(room) }
        }
        if index == links.count - 1 {
          ofLinks.append(nil)
        } else if let room = free.popLast() {
          ofLinks.append(room)
        } else {
          ofLinks.append(count)
          count += 1
        }
      }
    }
  }
}
