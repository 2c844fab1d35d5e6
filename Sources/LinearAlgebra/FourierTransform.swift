private import Glibc

/// The orthonormal Fourier transform of real images of one size, by products with its matrices.
///
/// A spectrum has `height` rows and `width / 2 + 1` columns, as `numpy.fft.rfft2(norm="ortho")` gives it.
/// Sums are taken on one thread, so that their last digits are the same however many there are.
package struct FourierTransform: Sendable {
  /// Complex numbers, the real and the imaginary parts apart.
  package struct Spectrum: Sendable {
    /// height x columns.
    package var real: Matrix
    /// height x columns.
    package var imaginary: Matrix

    /// The magnitude of each number.
    package var magnitude: Matrix {
      Matrix(
        rows: real.rows, columns: real.columns,
        values: real.values.indices.map {
          (real.values[$0] * real.values[$0] + imaginary.values[$0] * imaginary.values[$0])
            .squareRoot()
        })
    }

    package init(real: Matrix, imaginary: Matrix) {
      self.real = real
      self.imaginary = imaginary
    }
  }

  /// The rows of an image.
  package let height: Int
  /// The columns of an image.
  package let width: Int
  /// The columns of a spectrum.
  package var columns: Int { width / 2 + 1 }

  /// `cos(2 pi a b / height) / sqrt(height)`, height x height, and the sines.
  private let rowCosines, rowSines: Matrix
  /// What a column of a spectrum adds to each column of an image, columns x width, by its real part and by its
  /// imaginary part; all but the first and, of an even width, the last stand for two.
  private let columnCosines, columnSines: Matrix
  private let transposedCosines, transposedSines: Matrix

  /// The transform of images of a size.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
    func angle(_ a: Int, _ b: Int, of count: Int) -> Double {
      2 * .pi * Double(a * b % count) / Double(count)
    }
    func table(_ rows: Int, _ columns: Int, _ value: (Int, Int) -> Double) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        values: (0..<rows).flatMap { row in (0..<columns).map { value(row, $0) } })
    }
    let rowScale = 1 / Double(height).squareRoot()
    rowCosines = table(height, height) { rowScale * cos(angle($0, $1, of: height)) }
    rowSines = table(height, height) { rowScale * sin(angle($0, $1, of: height)) }
    let columnScale = 1 / Double(width).squareRoot()
    columnCosines = table(width / 2 + 1, width) {
      columnScale * Self.weight($0, width) * cos(angle($0, $1, of: width))
    }
    columnSines = table(width / 2 + 1, width) {
      -columnScale * Self.weight($0, width) * sin(angle($0, $1, of: width))
    }
    transposedCosines = columnCosines.transposed
    transposedSines = columnSines.transposed
  }

  /// How many columns of the whole transform a column of a spectrum stands for.
  private static func weight(_ column: Int, _ width: Int) -> Double {
    column == 0 || 2 * column == width ? 1 : 2
  }

  /// The image of a spectrum, height x width (`numpy.fft.irfft2`).
  package func image(of spectrum: Spectrum) -> Matrix {
    onOneThread {
      let (real, imaginary) = (spectrum.real, spectrum.imaginary)
      let a = rowCosines.multiplied(by: real).minus(rowSines.multiplied(by: imaginary))
      let b = rowSines.multiplied(by: real).plus(rowCosines.multiplied(by: imaginary))
      return a.multiplied(by: columnCosines).plus(b.multiplied(by: columnSines))
    }
  }

  /// The transpose of `image(of:)`: what a gradient with respect to an image is with respect to its spectrum.
  package func transposed(_ gradient: Matrix) -> Spectrum {
    onOneThread {
      let a = gradient.multiplied(by: transposedCosines)
      let b = gradient.multiplied(by: transposedSines)
      return Spectrum(
        real: rowCosines.multiplied(by: a).plus(rowSines.multiplied(by: b)),
        imaginary: rowCosines.multiplied(by: b).minus(rowSines.multiplied(by: a)))
    }
  }

  /// The spectrum of an image (`numpy.fft.rfft2`).
  package func spectrum(of image: Matrix) -> Spectrum {
    var spectrum = transposed(image)
    for column in 0..<columns {
      let weight = Self.weight(column, width)
      for row in 0..<height {
        spectrum.real[row, column] /= weight
        spectrum.imaginary[row, column] /= weight
      }
    }
    return spectrum
  }
}

extension Matrix {
  fileprivate func plus(_ other: Matrix) -> Matrix { combined(other, +) }
  fileprivate func minus(_ other: Matrix) -> Matrix { combined(other, -) }

  private func combined(_ other: Matrix, _ operation: (Double, Double) -> Double) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      values: values.indices.map { operation(values[$0], other.values[$0]) })
  }
}
