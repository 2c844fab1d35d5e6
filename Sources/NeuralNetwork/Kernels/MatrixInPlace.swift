internal import CKernels
internal import Formats
internal import LinearAlgebra

/// A fully connected layer's weight, outputs x inputs, which is multiplied where it lies: in the file, if it
/// lies there as floats.
///
/// Each element of the result is summed in one order, whatever images and threads there are beside it.
struct MatrixInPlace: PreparedProduct {
  private let inputs: Int
  private let outputs: Int
  private let factor: Float
  private let weight: WeightInPlace

  /// How many images a thread takes at a time.
  private static let rowCount = 24
  /// How many bytes of a matrix are in memory at a time, where there are images enough that it costs
  /// little to bring in the others again.
  private static let partSize = 64 << 20
  /// How many images are enough.
  private static let manyRows = 8

  init(_ weight: WeightInPlace, inputs: Int, outputs: Int, factor: Float) {
    (self.inputs, self.outputs, self.factor, self.weight) = (inputs, outputs, factor, weight)
  }

  var byteCount: Int { weight.byteCount }

  func apply(_ input: Value, shape: Shape, ending: ProductEnding) throws -> Value {
    guard case .floats(let input) = input.plain else { return input }
    let rows = input.values.count / inputs
    precondition(shape.count == rows * outputs, "the result has rows x outputs elements")
    let down = (rows + Self.rowCount - 1) / Self.rowCount
    let strips = (outputs + Self.matrixRows - 1) / Self.matrixRows
    let part = rows < Self.manyRows ? strips : max(1, Self.partSize / stripSize)
    let values = try unsafe [Float](unsafeUninitializedCapacity: shape.count) {
      buffer, initialized in
      if let result = buffer.baseAddress {
        let target = unsafe SharedElements(base: result)
        try unsafe ending.withKernelEnding(inBlocks: false) { ending in
          let ending = unsafe SharedEnding(ending: ending)
          try unsafe weight.withBytes { matrix in
            unsafe input.values.withUnsafeBufferPointer { input in
              guard let input = input.baseAddress else { return }
              let operands = unsafe RowOperands(rows: input, matrix: matrix)
              for first in stride(from: 0, to: strips, by: part) {
                let last = min(strips, first + part)
                inParallel((last - first) * down, inPiecesOf: 1) { range in
                  for unit in range {
                    let column = (first + unit / down) * Self.matrixRows
                    let row = unit % down * Self.rowCount
                    unsafe multiply(
                      operands, rows: row..<min(rows, row + Self.rowCount),
                      columns: column..<min(outputs, column + Self.matrixRows), into: target.base,
                      ending)
                  }
                }
                if part < strips { weight.letGo(first * stripSize..<last * stripSize) }
              }
            }
          }
        }
      }
      initialized = shape.count
    }
    return .floats(Tensor(shape: shape, values: values))
  }

  /// How many rows of the matrix are multiplied at a time.
  private static let matrixRows = Int(kernel_matrix_rows)
  /// How many bytes that is.
  private var stripSize: Int { 4 * Self.matrixRows * inputs }

  private func multiply(
    _ operands: RowOperands, rows: Range<Int>, columns: Range<Int>,
    into result: UnsafeMutablePointer<Float>, _ ending: SharedEnding
  ) {
    unsafe withRoom(rows.count * Self.matrixRows * BlockedTensor.block) { room in
      unsafe kernel_multiply_rows(
        operands.rows + rows.lowerBound * inputs, rows.count, inputs,
        operands.matrix + 4 * columns.lowerBound * inputs, columns.count, inputs, room,
        result + rows.lowerBound * outputs + columns.lowerBound, outputs)
    }
    unsafe ending.ending.end(result, rows: rows, columns: columns, of: outputs, factor: factor)
  }
}

/// What a product of rows reads; threads read the same.
@unsafe private struct RowOperands: @unchecked Sendable {
  let rows: UnsafePointer<Float>
  let matrix: UnsafePointer<UInt8>
}

/// A weight as floats, in its file or in memory.
enum WeightInPlace: Sendable {
  case stored(StoredTensor)
  case read([Float])

  /// How many bytes of memory it takes.
  var byteCount: Int {
    switch self {
    case .stored: 0
    case .read(let values): 4 * values.count
    }
  }

  /// Gives back the memory of a range of its bytes, if they lie in a file.
  func letGo(_ bytes: Range<Int>) { if case .stored(let tensor) = self { tensor.letGo(bytes) } }

  /// Lends its bytes, which may lie at any address.
  /// - Throws: `Failure` when another program has written into the file.
  func withBytes(_ body: (UnsafePointer<UInt8>) -> Void) throws {
    switch self {
    case .stored(let tensor):
      try tensor.withBytesInPlace { bytes in
        unsafe bytes.withUnsafeBufferPointer { bytes in
          if let base = bytes.baseAddress { unsafe body(base) }
        }
      }
    case .read(let values):
      unsafe values.withUnsafeBytes { bytes in
        if let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress {
          unsafe body(base)
        }
      }
    }
  }
}
