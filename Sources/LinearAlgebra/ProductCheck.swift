private import COpenBLAS

/// The numbers that BLAS multiplies matrices of.
package enum BLASNumber: CaseIterable, Sendable {
  case single, double, complexSingle, complexDouble

  /// A number has a real part, and an imaginary one behind it where it is complex.
  fileprivate var parts: Int { self == .complexSingle || self == .complexDouble ? 2 : 1 }
  /// Whole numbers up to here have exact products, where 2 x 99 of them are summed: below 2^24 and
  /// 2^53.
  fileprivate var largest: Int { self == .single || self == .complexSingle ? 290 : 6_000_000 }
}

/// Two matrices of whole numbers to be multiplied, both row by row.
package struct WholeFactors: Sendable {
  package let number: BLASNumber
  /// The left one is rows x inner, the right one inner x columns.
  package let rows, inner, columns: Int
  fileprivate let left, right: [Int]

  fileprivate init(
    of number: BLASNumber, rows: Int, inner: Int, columns: Int, random: inout SplitMix
  ) {
    func matrix(_ elements: Int) -> [Int] {
      let choices = 2 * number.largest + 1
      var parts = [Int](repeating: 0, count: elements * number.parts)
      for index in parts.indices {
        parts[index] = (Int(random.next() >> 32) * choices) >> 32 - number.largest
      }
      return parts
    }
    (self.number, self.rows, self.inner, self.columns) = (number, rows, inner, columns)
    (left, right) = (matrix(rows * inner), matrix(inner * columns))
  }

  /// Whether a matrix is the product, by what it makes of a vector (Freivalds, 1977), modulo 2^64:
  /// what is wrong in one element is missed by a chance of 2^-40 at most.
  fileprivate func haveProduct(_ product: [Int], random: inout SplitMix) -> Bool {
    let vector = (0..<columns * number.parts).map { _ in Int(random.next() >> 24) }
    return multiply(product, by: vector) == multiply(left, by: multiply(right, by: vector))
  }

  /// The product of a matrix with a vector, modulo 2^64.
  private func multiply(_ matrix: [Int], by vector: [Int]) -> [Int] {
    guard number.parts == 2 else { return dots(matrix, vector) }
    var (forReal, forImaginary) = (vector, vector)
    for real in stride(from: 0, to: vector.count, by: 2) {
      forReal[real + 1] = -vector[real + 1]
      (forImaginary[real], forImaginary[real + 1]) = (vector[real + 1], vector[real])
    }
    return zip(dots(matrix, forReal), dots(matrix, forImaginary)).flatMap { [$0, $1] }
  }

  private func dots(_ matrix: [Int], _ vector: [Int]) -> [Int] {
    stride(from: 0, to: matrix.count, by: vector.count).map { start in
      var sum = 0
      for index in vector.indices { sum &+= matrix[start + index] &* vector[index] }
      return sum
    }
  }
}

/// Whether the kernels in use multiply matrices rightly: of all four numbers, with edges for every size
/// of block, by the kernels of small matrices that OpenBLAS has for SkylakeX and by those of larger ones,
/// of more than a million multiplications.
///
/// The matrices are of whole numbers, so that a product is exact whatever the order of its sums.
/// - Parameter product: forms the product, row by row.
/// - Returns: false where one element of one product is wrong.
package func productsAreRight(
  by product: (_ factors: WholeFactors, _ transposing: Bool) -> [Int] = productByBLAS
) -> Bool {
  var random = SplitMix(seed: 37)
  return onOneThread {
    BLASNumber.allCases.allSatisfy { number in
      [(37, 29, 41), (103, 99, 101)].allSatisfy { rows, inner, columns in
        let factors = WholeFactors(
          of: number, rows: rows, inner: inner, columns: columns, random: &random)
        return [false, true].allSatisfy {
          factors.haveProduct(product(factors, $0), random: &random)
        }
      }
    }
  }
}

/// The product by the kernels in use, formed from the factors as they are, or from transposes of what
/// lies there column by column, which is the same product by other kernels.
/// - Parameters:
///   - factors: what is multiplied.
///   - transposing: whether transposes are.
/// - Returns: the product, row by row; what is no whole number in it becomes the least.
package func productByBLAS(_ factors: WholeFactors, transposing: Bool) -> [Int] {
  let (order, transpose) =
    transposing ? (CblasColMajor, CblasTrans) : (CblasRowMajor, CblasNoTrans)
  let (m, n, k) = (blasInt(factors.rows), blasInt(factors.columns), blasInt(factors.inner))
  let leading = transposing ? m : n
  let (left, right, parts) = (factors.left, factors.right, factors.number.parts)
  let count = factors.rows * factors.columns * parts
  let product: [Int]
  switch factors.number {
  case .single, .complexSingle:
    let (a, b) = (left.map { Float($0) }, right.map { Float($0) })
    var c = [Float](repeating: .nan, count: count)
    let (one, zero): ([Float], [Float]) = ([1, 0], [0, 0])
    if parts == 1 {
      withOpenBLAS {
        unsafe cblas_sgemm(order, transpose, transpose, m, n, k, 1, a, k, b, n, 0, &c, leading)
      }
    } else {
      withOpenBLAS {
        unsafe cblas_cgemm(order, transpose, transpose, m, n, k, one, a, k, b, n, zero, &c, leading)
      }
    }
    product = c.map { Int(exactly: $0) ?? .min }
  case .double, .complexDouble:
    let (a, b) = (left.map { Double($0) }, right.map { Double($0) })
    var c = [Double](repeating: .nan, count: count)
    let (one, zero): ([Double], [Double]) = ([1, 0], [0, 0])
    if parts == 1 {
      withOpenBLAS {
        unsafe cblas_dgemm(order, transpose, transpose, m, n, k, 1, a, k, b, n, 0, &c, leading)
      }
    } else {
      withOpenBLAS {
        unsafe cblas_zgemm(order, transpose, transpose, m, n, k, one, a, k, b, n, zero, &c, leading)
      }
    }
    product = c.map { Int(exactly: $0) ?? .min }
  }
  guard transposing else { return product }
  var byRows = product
  for row in 0..<factors.rows {
    for column in 0..<factors.columns {
      let (to, from) = (row * factors.columns + column, column * factors.rows + row)
      for part in 0..<parts { byRows[to * parts + part] = product[from * parts + part] }
    }
  }
  return byRows
}
