import System

/// What is known and begun of all questions, within a budget of bytes.
///
/// Where it is exceeded, what was longest unused is forgotten, when `makeRoom` is called.
struct Cache {
  /// What is known of each question.
  private(set) var findings: [AnyQuestion: AnyFinding] = [:]
  private var jobs: [AnyQuestion: any BegunJob] = [:]
  private var entries: [AnyQuestion: Entry] = [:]
  private var bytes = 0
  private var fileBytes = 0
  private var clock = 0
  /// The bytes that answers and jobs may take in memory.
  var budget: Int
  /// The bytes that answers may take in files.
  var fileBudget = Int.max

  /// What an answer, or a job that has begun, takes.
  private struct Entry {
    let bytes: Int
    let fileBytes: Int
    var used: Int
  }

  init(budget: Int) {
    self.budget = budget
  }

  /// Whether more is taken than there is room for.
  var isOverfull: Bool { bytes > budget || fileBytes > fileBudget }

  /// Notes that some answers are in use.
  mutating func use(_ questions: some Sequence<AnyQuestion>) {
    clock += 1
    for question in questions where entries[question] != nil { entries[question]?.used = clock }
  }

  /// The answer to a question, if it is known.
  mutating func answer(to question: AnyQuestion) -> (any Sendable)? {
    guard case .known(let answer) = findings[question] else { return nil }
    clock += 1
    entries[question]?.used = clock
    return answer
  }

  /// The job of a question that has begun, which is then no longer here.
  mutating func takeJob(of question: AnyQuestion) -> (any BegunJob)? {
    remove(question)
    return jobs.removeValue(forKey: question)
  }

  /// Remembers an answer.
  mutating func store(
    _ answer: any Sendable, to question: AnyQuestion, bytes: Int, fileBytes: Int
  ) {
    jobs[question] = nil
    findings[question] = .known(answer)
    add(question, bytes: bytes, fileBytes: fileBytes)
  }

  /// Remembers how far a job is.
  mutating func store(
    _ job: any BegunJob, of question: AnyQuestion, _ fraction: Double, partial: (any Sendable)?
  ) {
    jobs[question] = job
    findings[question] = .working(fraction, partial: partial)
    add(question, bytes: job.byteCount, fileBytes: 0)
  }

  /// Remembers why there is no answer.
  mutating func store(_ failure: Failure, to question: AnyQuestion) {
    forget(question)
    findings[question] = .failed(failure)
  }

  /// Forgets all of a question.
  mutating func forget(_ question: AnyQuestion) {
    remove(question)
    jobs[question] = nil
    findings[question] = nil
  }

  private mutating func add(_ question: AnyQuestion, bytes: Int, fileBytes: Int) {
    remove(question)
    clock += 1
    entries[question] = Entry(bytes: bytes, fileBytes: fileBytes, used: clock)
    self.bytes += bytes
    self.fileBytes += fileBytes
  }

  private mutating func remove(_ question: AnyQuestion) {
    guard let entry = entries.removeValue(forKey: question) else { return }
    bytes -= entry.bytes
    fileBytes -= entry.fileBytes
  }

  /// Forgets what is longest unused, as long as too much is taken.
  /// - Parameter kept: what stays nevertheless.
  mutating func makeRoom(keeping kept: Set<AnyQuestion>) {
    let oldest = entries.filter { !kept.contains($0.key) }.sorted { $0.value.used < $1.value.used }
    for (question, entry) in oldest {
      let helps =
        bytes > budget && entry.bytes > 0 || fileBytes > fileBudget && entry.fileBytes > 0
      if helps { forget(question) }
    }
  }
}
