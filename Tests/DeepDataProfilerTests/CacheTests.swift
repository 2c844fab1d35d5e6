import System
import Testing

@testable import DeepDataProfiler

/// What is forgotten when too much is remembered.
@Suite struct CacheTests {
  private func question(_ layer: Int) -> AnyQuestion {
    AnyQuestion(GramMatrixQuestion(layer: layer))
  }

  private func store(_ layers: Int..., in cache: inout Cache, bytes: Int = 80) {
    for layer in layers {
      cache.store(layer, to: question(layer), bytes: bytes, fileBytes: 0)
      cache.makeRoom(keeping: [question(layer)])
    }
  }

  /// Which of some layers' answers are known; asking makes them used, the last one last.
  private func known(_ cache: inout Cache, _ layers: ClosedRange<Int>) -> [Int] {
    layers.filter { cache.answer(to: question($0)) != nil }
  }

  @Test func whatWasUsedStaysAndWhatWasNotGoes() {
    var cache = Cache(budget: 240)
    store(0, 1, 2, in: &cache)
    #expect(known(&cache, 0...0) == [0])
    store(3, in: &cache)
    #expect(known(&cache, 0...3) == [0, 2, 3])
    store(4, in: &cache)
    #expect(known(&cache, 0...4) == [2, 3, 4])
  }

  /// What is shown is not asked for again and again.
  @Test func whatIsInUseIsUsed() {
    var cache = Cache(budget: 240)
    store(0, 1, 2, in: &cache)
    cache.use([question(0), question(7)])
    store(3, in: &cache)
    #expect(known(&cache, 0...3) == [0, 2, 3])
    // What is not known is not remembered for having been in use.
    store(7, in: &cache)
    #expect(known(&cache, 0...7) == [2, 3, 7])
  }

  @Test func anAnswerThatComesAgainCountsOnce() {
    var cache = Cache(budget: 240)
    store(0, 1, 1, 1, 1, 2, 0, in: &cache)
    #expect(known(&cache, 0...2) == [0, 1, 2])
    // It was the last to come, though it came first, too.
    cache = Cache(budget: 160)
    store(0, 1, 0, 2, in: &cache)
    #expect(known(&cache, 0...2) == [0, 2])
  }

  @Test func oneThatFillsEverythingStaysAlone() {
    var cache = Cache(budget: 100)
    store(0, in: &cache)
    store(1, in: &cache, bytes: 800)
    #expect(known(&cache, 0...1) == [1])
    store(2, in: &cache)
    #expect(known(&cache, 0...2) == [2])
  }

  @Test func whatIsInUseStaysWhateverComes() {
    var cache = Cache(budget: 160)
    store(0, 1, in: &cache)
    for layer in 2...4 {
      cache.store(layer, to: question(layer), bytes: 80, fileBytes: 0)
      #expect(cache.isOverfull)
      cache.makeRoom(keeping: [question(0), question(layer), question(7)])
    }
    #expect(known(&cache, 0...4) == [0, 4])
    store(5, 6, in: &cache)
    #expect(known(&cache, 0...6) == [5, 6])
  }

  @Test func jobsCountBetweenTheirStepsAndAreForgottenWithWhatTheyShow() {
    struct Heavy: Job {
      typealias Answer = Int
      typealias Partial = Int
      var byteCount: Int { 100 }
      func step(_ context: JobContext) -> JobStep<Int, Int> { .done(1) }
    }
    var cache = Cache(budget: 160)
    cache.store(JobBox(Heavy()), of: question(0), 0.5, partial: 3)
    guard case .working(0.5, let partial as Int) = cache.findings[question(0)] else {
      Issue.record("nothing of the job is shown")
      return
    }
    #expect(partial == 3)
    // While a step is under way the job is not here, and nothing can drop it.
    #expect(cache.takeJob(of: question(0)) != nil)
    store(1, 2, in: &cache)
    #expect(known(&cache, 1...2) == [1, 2])
    cache.store(JobBox(Heavy()), of: question(0), 0.6, partial: nil)
    cache.makeRoom(keeping: [question(0)])
    #expect(known(&cache, 1...2) == [])
    store(3, in: &cache)
    #expect(cache.findings[question(0)] == nil && cache.takeJob(of: question(0)) == nil)
  }

  @Test func filesHaveABudgetOfTheirOwn() {
    var cache = Cache(budget: 100)
    cache.fileBudget = 1000
    for layer in 0..<3 {
      cache.store(layer, to: question(layer), bytes: 10, fileBytes: 400)
      cache.makeRoom(keeping: [])
    }
    #expect(known(&cache, 0...2) == [1, 2])
  }

  @Test func failuresAreRememberedAndTakeNothing() {
    var cache = Cache(budget: 80)
    let failure = Failure(kind: .unfitting, problem: "no")
    cache.store(failure, to: question(0))
    store(1, 2, in: &cache)
    guard case .failed(failure) = cache.findings[question(0)] else {
      Issue.record("the failure is forgotten")
      return
    }
    #expect(cache.answer(to: question(0)) == nil)
  }
}
