import Testing

@testable import DeepDataProfiler

/// What a profiler forgets when it remembers too much.
@Suite struct AnswerCacheTests {
  /// Eighty bytes.
  private let answer = Answer.largestSingularValues([Double](repeating: 1, count: 10))

  private func request(_ layer: Int) -> Request { .largestSingularValues(layer: layer) }

  /// Which of some layers' answers are remembered; asking makes them used, the last one last.
  private func remembered(_ cache: inout AnswerCache, _ layers: ClosedRange<Int>) -> [Int] {
    layers.filter { cache.recall(request($0)) != nil }
  }

  @Test func whatWasUsedStaysAndWhatWasNotGoes() {
    var cache = AnswerCache(budget: 240)
    for layer in 0...2 { cache.store(answer, for: request(layer)) }
    #expect(remembered(&cache, 0...0) == [0])
    cache.store(answer, for: request(3))
    #expect(remembered(&cache, 0...3) == [0, 2, 3])
    cache.store(answer, for: request(4))
    #expect(remembered(&cache, 0...4) == [2, 3, 4])
  }

  @Test func anAnswerThatComesAgainCountsOnce() {
    var cache = AnswerCache(budget: 240)
    for layer in [0, 1, 1, 1, 1, 2, 0] { cache.store(answer, for: request(layer)) }
    #expect(remembered(&cache, 0...2) == [0, 1, 2])
    // It was the last to come, though it came first, too.
    cache = AnswerCache(budget: 160)
    for layer in [0, 1, 0, 2] { cache.store(answer, for: request(layer)) }
    #expect(remembered(&cache, 0...2) == [0, 2])
  }

  @Test func oneThatFillsEverythingStaysAlone() {
    var cache = AnswerCache(budget: 100)
    cache.store(answer, for: request(0))
    let large = Answer.largestSingularValues([Double](repeating: 1, count: 100))
    cache.store(large, for: request(1))
    #expect(remembered(&cache, 0...1) == [1])
    cache.store(answer, for: request(2))
    #expect(remembered(&cache, 0...2) == [2])
  }
}
