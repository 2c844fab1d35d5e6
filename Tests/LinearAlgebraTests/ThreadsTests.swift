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
