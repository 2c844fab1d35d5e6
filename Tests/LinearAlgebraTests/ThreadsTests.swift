import LinearAlgebra
import Testing

@Suite struct ThreadsTests {
  /// Whatever ends within it, the outer work stays on its one thread.
  @Test func theThreadsComeBackWithTheLastThatTookThem() {
    let threads = onOneThread {
      onOneThread {}
      return linearAlgebraThreads()
    }
    #expect(threads == 1)
  }

  @Test(arguments: [(10, 3), (9, 3), (1, 5), (0, 2), (7, 0), (64, 1)])
  func piecesCoverEverythingInOrder(_ count: Int, _ size: Int) {
    let pieces = concurrently(count, inPiecesOf: size) { $0 }
    #expect(pieces.flatMap { Array($0) } == Array(0..<count))
    #expect(pieces.allSatisfy { $0.count <= max(1, size) && !$0.isEmpty })
    #expect(concurrently(count) { $0.count }.reduce(0, +) == count)
  }

  @Test func theFirstFaultOfAPieceIsThrown() {
    struct Fault: Error, Equatable { let place: Int }
    #expect(throws: Fault(place: 4)) {
      try concurrently(9, inPiecesOf: 2) { range in
        if range.lowerBound > 2 { throw Fault(place: range.lowerBound) }
      }
    }
  }
}

/// OpenBLAS has one number of threads for all: what runs beside on another must not change a digit.
@Suite struct SharedThreadsTests {
  @Test func productsBesideOthersAreTheSameToTheBit() async {
    var random = SplitMix(seed: 11)
    let matrix = Matrix(
      rows: 300, columns: 300,
      values: (0..<90_000).map { _ in Double.random(in: -1...1, using: &random) })
    let (alone, together) = (
      onOneThread { matrix.multiplied(by: matrix) }, matrix.multiplied(by: matrix)
    )
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<40 {
        group.addTask {
          number % 2 == 0
            ? onOneThread { matrix.multiplied(by: matrix) } == alone
            : matrix.multiplied(by: matrix) == together
        }
      }
      for await isSame in group { #expect(isSame) }
    }
  }
}
