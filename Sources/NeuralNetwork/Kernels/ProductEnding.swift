internal import CKernels
internal import LinearAlgebra

/// What is done to the elements of a product before they are written, each step rounded as if it were
/// a node of its own: so that it does not matter to the result whether they are one.
package struct ProductEnding: Sendable {
  /// What is added to each filter's elements.
  var bias: [Float]?
  /// What each filter's elements are multiplied by, and what is added to them then, in one rounding.
  var normalization: (scale: [Float], shift: [Float])?
  /// What is added to each element.
  var addend: Value?
  /// The limits of an activation; what is not a number stays.
  var limits: ClosedRange<Float> = -.infinity ... .infinity
  /// A function of each element.
  var function: KernelFunction?

  /// The kernels' form of it, for as long as `body` runs: for a result in blocks of channels, or for one
  /// with its channels one behind the other.
  func withKernelEnding(
    inBlocks: Bool = true, _ body: (kernel_ending) throws -> Void
  ) rethrows {
    var addends: [Float]?
    if inBlocks {
      addends = addend?.blocked?.values
    } else if case .floats(let tensor)? = addend?.plain {
      addends = tensor.values
    }
    func withPointer(
      _ values: [Float]?, _ body: (UnsafePointer<Float>?) throws -> Void
    ) rethrows {
      guard let values else { return try body(nil) }
      try unsafe values.withUnsafeBufferPointer { try unsafe body($0.baseAddress) }
    }
    try unsafe withPointer(bias?.filledToBlocks) { bias in
      try unsafe withPointer(normalization?.scale.filledToBlocks) { scale in
        try unsafe withPointer(normalization?.shift.filledToBlocks) { shift in
          try unsafe withPointer(addends) { addend in
            try unsafe body(
              kernel_ending(
                bias: bias, scale: scale, shift: shift, addend: addend, low: limits.lowerBound,
                high: limits.upperBound, function: function?.kind ?? kernel_none,
                a: function?.a ?? 0, b: function?.b ?? 0))
          }
        }
      }
    }
  }
}

/// A function of the kernels, with its two numbers.
package struct KernelFunction: Equatable, Sendable {
  let kind: kernel_function
  var a: Float = 0
  var b: Float = 0
}

extension kernel_ending {
  /// Nothing is done.
  static var nothing: kernel_ending {
    unsafe kernel_ending(
      bias: nil, scale: nil, shift: nil, addend: nil, low: -.infinity, high: .infinity,
      function: kernel_none, a: 0, b: 0)
  }

  /// Ends some columns of some rows of a product of matrices.
  /// - Parameters:
  ///   - result: the whole product.
  ///   - rows: which rows.
  ///   - columns: which columns.
  ///   - count: how many columns it has.
  ///   - factor: what they are multiplied by first.
  func end(
    _ result: UnsafeMutablePointer<Float>, rows: Range<Int>, columns: Range<Int>, of count: Int,
    factor: Float
  ) {
    for row in rows {
      let first = row * count + columns.lowerBound
      var ending = unsafe from(filter: columns.lowerBound, element: first)
      unsafe kernel_end_columns(result + first, columns.count, factor, &ending)
    }
  }

  /// The ending of what begins with a filter and an element of the result.
  func from(filter: Int, element: Int) -> kernel_ending {
    unsafe kernel_ending(
      bias: bias.map { unsafe $0 + filter }, scale: scale.map { unsafe $0 + filter },
      shift: shift.map { unsafe $0 + filter }, addend: addend.map { unsafe $0 + element },
      low: low, high: high, function: function, a: a, b: b)
  }
}
