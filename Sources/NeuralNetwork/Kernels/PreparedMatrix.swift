internal import CKernels
internal import LinearAlgebra

/// A matrix that rows of features are multiplied by, packed once into panels of columns.
///
/// Rows x inputs times inputs x outputs; each element of the result is summed in one order, whatever
/// rows and threads there are beside it.
struct PreparedMatrix: PreparedProduct {
  private let inputs: Int
  private let outputs: Int
  /// What the product is multiplied by.
  private let factor: Float
  /// For each part of the inputs, its panels.
  private let panels: [Float]

  /// How many inputs are multiplied at a time, for the first-level cache.
  private static let inputCount = 256
  /// How many elements of the matrix, for the second-level cache.
  private static let elementCount = 1 << 16
  /// How many rows a thread takes at a time.
  private static let rowCount = 256

  /// Packs a matrix: inputs x outputs, or outputs x inputs.
  init(
    _ matrix: [Float], inputs: Int, outputs: Int, isOutputsFirst: Bool, factor: Float = 1
  ) {
    precondition(matrix.count == inputs * outputs, "a matrix has inputs x outputs elements")
    (self.inputs, self.outputs, self.factor) = (inputs, outputs, factor)
    let width = Self.padded(outputs)
    let (step, columnStep) = isOutputsFirst ? (1, inputs) : (outputs, 1)
    panels = unsafe [Float](unsafeUninitializedCapacity: inputs * width) { buffer, initialized in
      unsafe matrix.withUnsafeBufferPointer { matrix in
        guard let from = matrix.baseAddress, let to = buffer.baseAddress else { return }
        for first in stride(from: 0, to: inputs, by: Self.inputCount) {
          let count = min(inputs - first, Self.inputCount)
          unsafe kernel_pack_columns(
            from + first * step, count, outputs, step, columnStep, to + first * width, count)
        }
      }
      initialized = inputs * width
    }
  }

  var byteCount: Int { 4 * panels.count }

  /// Columns with those that fill the last panel.
  private static func padded(_ columns: Int) -> Int {
    (columns + PackedRows.panelColumns - 1) / PackedRows.panelColumns * PackedRows.panelColumns
  }

  func apply(_ input: Value, shape: Shape, ending: ProductEnding) -> Value {
    guard case .floats(let input) = input.plain else { return input }
    let rows = input.values.count / inputs
    precondition(shape.count == rows * outputs, "the result has rows x outputs elements")
    let left = PackedRows(input.values.span, rows: rows, inner: inputs)
    let panel = PackedRows.panelColumns
    let columns = max(panel, Self.elementCount / min(inputs, Self.inputCount) / panel * panel)
    let height = Self.rowCount / PackedRows.panelRows * PackedRows.panelRows
    let (across, down) = ((outputs + columns - 1) / columns, (rows + height - 1) / height)
    let values = unsafe [Float](unsafeUninitializedCapacity: shape.count) { buffer, initialized in
      if let result = buffer.baseAddress {
        let target = unsafe SharedElements(base: result)
        unsafe ending.withKernelEnding(inBlocks: false) { ending in
          let ending = unsafe SharedEnding(ending: ending)
          inParallel(across * down, inPiecesOf: 1) { range in
            for unit in range {
              let (column, row) = (unit / down * columns, unit % down * height)
              unsafe multiply(
                left, rows: row..<min(rows, row + height),
                columns: column..<min(outputs, column + columns), into: target.base, ending)
            }
          }
        }
      }
      initialized = shape.count
    }
    return .floats(Tensor(shape: shape, values: values))
  }

  private func multiply(
    _ left: PackedRows, rows: Range<Int>, columns: Range<Int>,
    into result: UnsafeMutablePointer<Float>, _ ending: SharedEnding
  ) {
    let width = Self.padded(outputs)
    unsafe panels.withUnsafeBufferPointer { panels in
      guard let panels = panels.baseAddress else { return }
      for first in stride(from: 0, to: inputs, by: Self.inputCount) {
        let part = first..<min(inputs, first + Self.inputCount)
        unsafe left.multiply(
          rows: rows, part: part,
          by: panels + first * width + columns.lowerBound * part.count, columns: columns.count,
          into: result + rows.lowerBound * outputs + columns.lowerBound, leading: outputs,
          ending: nil)
      }
    }
    unsafe ending.ending.end(result, rows: rows, columns: columns, of: outputs, factor: factor)
  }
}
