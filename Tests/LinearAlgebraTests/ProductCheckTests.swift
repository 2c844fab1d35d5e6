import LinearAlgebra
import Testing

@Suite struct ProductCheckTests {
  @Test func theKernelsInUseAreRight() {
    #expect(productsAreRight())
  }

  /// Kernels go wrong for one kind of number, in one block, one order of factors.
  @Test(arguments: BLASNumber.allCases, [(37, false), (37, true), (103, false), (103, true)])
  func oneWrongElementIsNoticed(_ number: BLASNumber, _ product: (rows: Int, transposing: Bool)) {
    let mistakes: [(inout [Int]) -> Void] = [
      { $0[$0.count - 1] += 1 },
      { $0[0] -= 1 },
      { $0[$0.count / 2] = .min },
      { $0.swapAt(0, $0.count - 1) },
      { $0.replaceSubrange(0..<8, with: repeatElement(0, count: 8)) },
    ]
    for mistake in mistakes {
      var met = 0
      #expect(
        !productsAreRight { factors, transposing in
          var right = productByBLAS(factors, transposing: transposing)
          if (factors.number, factors.rows, transposing)
            == (number, product.rows, product.transposing)
          {
            met += 1
            mistake(&right)
          }
          return right
        })
      #expect(met == 1)
    }
  }

  /// A kernel that keeps fewer digits than the numbers have.
  @Test(arguments: BLASNumber.allCases)
  func lostDigitsAreNoticed(_ number: BLASNumber) {
    let isSingle = number == .single || number == .complexSingle
    #expect(
      !productsAreRight { factors, transposing in
        let right = productByBLAS(factors, transposing: transposing)
        guard factors.number == number else { return right }
        return right.map { isSingle ? ($0 >> 12) << 12 : Int(Float($0)) }
      })
  }
}
