import LinearAlgebra

/// What a profiler remembers: answers up to a number of bytes, those longest unused forgotten first.
struct AnswerCache {
  private var answers: [Request: (answer: Answer, used: Int)] = [:]
  private var bytes = 0
  private var fileSize = 0
  private var clock = 0
  /// The bytes that answers may take in memory.
  var budget: Int
  /// The bytes that answers may take in files.
  var fileBudget = Int.max

  init(budget: Int) {
    self.budget = budget
  }

  /// The answer to a request, if it is remembered.
  mutating func recall(_ request: Request) -> Answer? {
    clock += 1
    answers[request]?.used = clock
    return answers[request]?.answer
  }

  /// Remembers an answer, and forgets others when there is no room.
  mutating func store(_ answer: Answer, for request: Request) {
    clock += 1
    forget(request)
    answers[request] = (answer, clock)
    bytes += answer.bytes
    fileSize += answer.fileSize
    while bytes > budget, let oldest = oldest(but: request, { $0.bytes > 0 }) { forget(oldest) }
    while fileSize > fileBudget, let oldest = oldest(but: request, { $0.fileSize > 0 }) {
      forget(oldest)
    }
  }

  private func oldest(but request: Request, _ isMeant: (Answer) -> Bool) -> Request? {
    answers.filter { $0.key != request && isMeant($0.value.answer) }
      .min { $0.value.used < $1.value.used }?.key
  }

  private mutating func forget(_ request: Request) {
    guard let answer = answers.removeValue(forKey: request)?.answer else { return }
    bytes -= answer.bytes
    fileSize -= answer.fileSize
  }
}

extension Answer {
  /// About how many bytes it takes.
  fileprivate var bytes: Int {
    switch self {
    case .spectrum(let spectrum): return 8 * spectrum.singularValues.count
    case .largestSingularValues(let values): return 8 * values.count
    case .candidates(let candidates): return 24 * candidates.count
    case .decomposition(let parts):
      return 8 * parts.leftVectors.values.count + 4 * parts.matrix.weightCount
    case .filter(let filter):
      return 4 * (filter.leftVector.count + filter.rightVector.count)
    case .gramMatrix(let gram): return 4 * gram.values.count
    case .predictions(let predictions):
      return 8 * predictions.predicted.count + 4 * (predictions.logits?.values.count ?? 0)
    case .signals(let table): return table.memory + table.indexMemory
    case .hierarchy(let hierarchy):
      let hypergraph = hierarchy.hypergraph
      return 64
        * (hypergraph.shortfalls.count + hypergraph.edges.reduce(0) { $0 + $1.nodes.count })
    case .maps(let maps): return 4 * maps.values.count
    case .peerSpectrum, .powerLawTest, .ready, .fault: return 0
    }
  }

  /// How many bytes it takes in files.
  fileprivate var fileSize: Int {
    if case .signals(let table) = self { table.fileSize } else { 0 }
  }
}
