import CKernels
import LinearAlgebra
import Testing

@testable import NeuralNetwork

/// Products of two values of an image, held against their definition in double.
@Suite struct MatrixProductTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rows, inner, columns: Int
    var transposing = (false, false)
    /// Outer axes.
    var stacks: ([Int], [Int]) = ([], [])

    var testDescription: String { "\(rows) \(inner) \(columns) \(transposing) \(stacks)" }

    var shapes: ([Int], [Int]) {
      (
        stacks.0 + (transposing.0 ? [inner, rows] : [rows, inner]),
        stacks.1 + (transposing.1 ? [columns, inner] : [inner, columns])
      )
    }

    func product() throws -> MatrixProduct {
      try MatrixProduct(
        #require(Shape(shapes.0)), transposingA: transposing.0, #require(Shape(shapes.1)),
        transposingB: transposing.1)
    }

    /// The factors, the same ones for the same case.
    func factors() -> (a: [Float], b: [Float]) {
      var random = SplitMix(seed: UInt64(rows * 7 + inner * 3 + columns))
      func numbers(_ extents: [Int]) -> [Float] {
        (0..<extents.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &random) }
      }
      return (numbers(shapes.0), numbers(shapes.1))
    }
  }

  static let cases = [
    // Few rows, for which nothing is packed where columns lie side by side.
    Case(rows: 1, inner: 64, columns: 197), Case(rows: 3, inner: 300, columns: 50),
    Case(rows: 4, inner: 7, columns: 3), Case(rows: 1, inner: 5, columns: 1),
    Case(rows: 2, inner: 70, columns: 49, transposing: (true, true)),
    // Edges of tiles, of blocks of the inner extent, of rows and of columns.
    Case(rows: 5, inner: 513, columns: 97, transposing: (true, true)),
    Case(rows: 8, inner: 70, columns: 48, transposing: (true, false)),
    Case(rows: 70, inner: 260, columns: 33, transposing: (false, true)),
    Case(rows: 263, inner: 40, columns: 260),
    Case(rows: 19, inner: 30, columns: 65, stacks: ([2, 3], [3])),
    Case(rows: 7, inner: 9, columns: 11, transposing: (true, false), stacks: ([2, 1], [1, 3])),
    // One right factor for all, as one product.
    Case(rows: 5, inner: 40, columns: 21, stacks: ([4], [])),
    Case(rows: 3, inner: 0, columns: 2),
  ]

  @Test(arguments: cases) func aProductIsItsDefinition(_ part: Case) throws {
    let (a, b) = part.factors()
    let product = try part.product()
    let (rows, inner, columns) = (part.rows, part.inner, part.columns)
    let outer = try #require(Shape(Array(product.shape.extents.dropLast(2))))
    let starts = zip(
      StridedView.broadcasting(try #require(Shape(part.stacks.0)), to: outer)
        .elements(of: Array(0..<part.stacks.0.reduce(1, *))),
      StridedView.broadcasting(try #require(Shape(part.stacks.1)), to: outer)
        .elements(of: Array(0..<part.stacks.1.reduce(1, *))))
    var exact: [Double] = []
    for (first, second) in starts {
      for row in 0..<rows {
        for column in 0..<columns {
          let sum = (0..<inner).reduce(0.0) { sum, k in
            let left =
              first * rows * inner
              + (part.transposing.0 ? k * rows + row : row * inner + k)
            let right =
              second * inner * columns
              + (part.transposing.1 ? column * inner + k : k * columns + column)
            return sum + Double(a[left]) * Double(b[right])
          }
          exact.append(sum)
        }
      }
    }
    #expect(product.shape.count == exact.count)
    for instructions in [kernel_baseline, kernel_avx2, kernel_avx512] {
      onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        for (value, truth) in zip(product.multiply(a, b), exact) {
          #expect(abs(Double(value) - truth) <= 4e-6 * Double(max(1, inner)).squareRoot())
        }
      }
    }
  }

  @Test(arguments: cases.filter { $0.inner > 0 })
  func anElementIsTheSameToTheBitOnOneThread(_ part: Case) throws {
    let (a, b) = part.factors()
    let product = try part.product()
    #expect(onOneThread { product.multiply(a, b) } == product.multiply(a, b))
  }

  /// Each row by itself; and by the kernels of packed weights.
  @Test(arguments: cases.filter { $0.inner > 0 && $0.stacks == ([], []) })
  func anElementIsTheSameToTheBitWhateverIsBesideIt(_ part: Case) throws {
    let (a, b) = part.factors()
    let product = try part.product()
    let together = product.multiply(a, b)
    let (rows, inner, columns) = (part.rows, part.inner, part.columns)
    let left = StridedView(
      shape: try #require(Shape([rows, inner])),
      strides: part.transposing.0 ? [1, rows] : [inner, 1]
    ).elements(of: a)
    let matrix = PreparedMatrix(
      b, inputs: inner, outputs: columns, isOutputsFirst: part.transposing.1)
    let prepared = matrix.apply(
      .floats(Tensor(shape: try #require(Shape([rows, inner])), values: left)),
      shape: product.shape, ending: ProductEnding())
    #expect(prepared == .floats(Tensor(shape: product.shape, values: together)))
    for row in [0, rows / 2, rows - 1] {
      let alone = try Case(
        rows: 1, inner: inner, columns: columns, transposing: (false, part.transposing.1)
      ).product().multiply(Array(left[row * inner..<(row + 1) * inner]), b)
      #expect(alone[...] == together[row * columns..<(row + 1) * columns])
    }
  }

  @Test(
    .enabled(if: KernelTests.hasBothOfOneRounding, "of a processor with AVX2 and AVX-512"),
    arguments: cases)
  func instructionsWithOneRoundingGiveTheSameBits(_ part: Case) throws {
    let (a, b) = part.factors()
    let product = try part.product()
    let products = [kernel_avx2, kernel_avx512].map { instructions in
      onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        #expect(kernel_instructions_in_use() == instructions)
        return product.multiply(a, b)
      }
    }
    #expect(products[0] == products[1])
  }
}
