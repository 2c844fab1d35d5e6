internal import CKernels
internal import LinearAlgebra

/// How many elements make a piece of work that is worth a thread.
let elementsOfPiece = 1 << 15

/// The memory of an array that threads read or change different parts of.
@unsafe struct SharedElements<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>

  subscript(range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    unsafe UnsafeMutableBufferPointer(start: base + range.lowerBound, count: range.count)
  }
}

extension [Float] {
  /// Changes its elements in place, some at a time and on all threads.
  /// - Parameters:
  ///   - row: how many elements belong together.
  ///   - change: told of the elements of some rows, and which element is the first.
  mutating func changeInParallel(
    rowsOf row: Int = 1, _ change: @Sendable (_ values: inout MutableSpan<Float>, Int) -> Void
  ) {
    guard row > 0 else { return }
    let rows = count / row
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let shared = unsafe SharedElements(base: base)
      inParallel(rows, inPiecesOf: Swift.max(1, elementsOfPiece / row)) { range in
        var span = unsafe MutableSpan(
          _unsafeElements: shared[range.lowerBound * row..<range.upperBound * row])
        change(&span, range.lowerBound * row)
      }
    }
  }

  /// The same, row by row.
  /// - Parameters:
  ///   - row: how many elements a row has.
  ///   - change: told of the elements of a row, and which row it is.
  mutating func changeRowsInParallel(
    of row: Int, _ change: @Sendable (_ values: inout MutableSpan<Float>, Int) -> Void
  ) {
    changeInParallel(rowsOf: row) { values, first in
      for start in stride(from: 0, to: values.count, by: row) {
        var part = values._mutatingExtracting(start..<start + row)
        change(&part, (first + start) / row)
      }
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// An array that is filled on all threads.
  /// - Parameters:
  ///   - rows: how many rows it has.
  ///   - row: how many elements a row has.
  ///   - work: how many elements are read for a row, beside those that are written.
  ///   - fill: initializes the elements of some rows, of which it is told.
  init(
    rows: Int, of row: Int, reading work: Int = 0,
    filledInParallel fill: @Sendable (UnsafeMutablePointer<Element>, Range<Int>) -> Void
  ) {
    self = unsafe [Element](unsafeUninitializedCapacity: rows * row) { buffer, initialized in
      initialized = rows * row
      guard let base = buffer.baseAddress, rows * row > 0 else { return }
      let shared = unsafe SharedElements(base: base)
      inParallel(rows, inPiecesOf: Swift.max(1, elementsOfPiece / (row + work))) { range in
        unsafe fill(shared.base + range.lowerBound * row, range)
      }
    }
  }
}

extension [Float] {
  /// One number for each row, on all threads.
  func reduced(
    rowsOf width: Int, count rows: Int? = nil, _ reduce: @Sendable (Span<Float>) -> Float
  ) -> [Float] {
    unsafe [Float](rows: rows ?? count / Swift.max(1, width), of: 1, reading: width) {
      target, range in
      for row in range {
        let value = reduce(span.extracting(row * width..<(row + 1) * width))
        unsafe (target + (row - range.lowerBound)).initialize(to: value)
      }
    }
  }
}

extension MutableSpan<Float> {
  /// Applies a function of the kernels to each element.
  mutating func apply(_ function: kernel_function, _ a: Float = 0, _ b: Float = 0) {
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe kernel_apply(base, base, buffer.count, function, a, b)
    }
  }

  /// Adds a row to its elements from one on, each `step` behind the one before.
  mutating func add(_ row: Span<Float>, from start: Int, step: Int = 1) {
    guard row.count > 0 else { return }
    precondition(
      start >= 0 && step > 0 && start + (row.count - 1) * step < count, "the elements are there")
    unsafe withUnsafeMutableBufferPointer { target in
      unsafe row.withUnsafeBufferPointer { row in
        guard let to = target.baseAddress, let from = row.baseAddress else { return }
        unsafe kernel_add_strided(to + start, step, from, row.count)
      }
    }
  }

  /// Multiplies its elements by a number and adds another, as the ending of a product does.
  mutating func scale(by scale: Float, adding shift: Float) {
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe withUnsafePointer(to: scale) { scale in
        unsafe withUnsafePointer(to: shift) { shift in
          var ending = unsafe kernel_ending.nothing
          unsafe (ending.scale, ending.shift) = unsafe (scale, shift)
          unsafe kernel_end_row(base, base, buffer.count, &ending)
        }
      }
    }
  }
}

extension Span<Float> {
  /// The sum of its elements, in double.
  var sum: Double {
    unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe kernel_sum(base, buffer.count)
    }
  }

  /// The sum of the squares of their distances from a mean, in double.
  func sumOfSquares(around mean: Double = 0) -> Double {
    unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe kernel_sum_of_squares(base, buffer.count, mean)
    }
  }
}
