internal import CKernels

/// The left factor of products, packed once into panels of rows for the kernels.
struct PackedRows: Sendable {
  /// Rows of the matrix.
  let rows: Int
  /// Columns of the matrix.
  let inner: Int
  private let panels: [Float]

  /// How many bytes it takes.
  var byteCount: Int { 4 * panels.count }

  /// How many rows a panel has.
  static var panelRows: Int { kernel_rows() }
  /// How many columns a panel of the right factor has.
  static var panelColumns: Int { kernel_columns() }

  /// Packs a matrix that lies row by row.
  /// - Precondition: `matrix` has `rows * inner` elements.
  init(_ matrix: Span<Float>, rows: Int, inner: Int) {
    precondition(matrix.count == rows * inner, "a matrix has rows x inner elements")
    (self.rows, self.inner) = (rows, inner)
    let height = kernel_rows()
    let count = (rows + height - 1) / height * height * inner
    panels = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe matrix.withUnsafeBufferPointer { matrix in
        guard let from = matrix.baseAddress, let to = buffer.baseAddress else { return }
        unsafe kernel_pack_rows(from, rows, inner, inner, 1, to)
        initialized = count
      }
    }
  }

  /// Writes the product of some rows with panels of columns, or adds it to what is there.
  /// - Parameters:
  ///   - rows: which rows; the first is the first of a panel.
  ///   - part: which of the inner indices the panels are of.
  ///   - right: the panels.
  ///   - columns: how many columns they have.
  ///   - result: rows x columns.
  ///   - leading: how far each row of it begins behind the one before.
  ///   - ending: nil where more is to be added.
  func multiply(
    rows: Range<Int>, part: Range<Int>, by right: UnsafePointer<Float>, columns: Int,
    into result: UnsafeMutablePointer<Float>, leading: Int, ending: kernel_ending?
  ) {
    unsafe panels.withUnsafeBufferPointer { panels in
      guard let base = panels.baseAddress else { return }
      let start = unsafe base + rows.lowerBound * inner + part.lowerBound * kernel_rows()
      func multiply(_ ending: UnsafePointer<kernel_ending>?) {
        unsafe kernel_multiply(
          start, rows.count, inner, right, columns, part.count, result, leading,
          part.lowerBound == 0 ? 1 : 0, ending)
      }
      if var ending = unsafe ending {
        unsafe withUnsafePointer(to: &ending) { unsafe multiply($0) }
      } else {
        multiply(nil)
      }
    }
  }
}
