import DeepDataProfiler
import TerminalUI

/// What is computed, what waits for it, and what was cancelled.
extension Explorer {
  struct Job {
    let question: AnyQuestion
    let name: String
    let state: State

    enum State {
      /// How far it is, and how many seconds are left, where that is known.
      case running(fraction: Double, left: Double?)
      case waiting, cancelled
    }
  }

  /// All jobs: those that run, those that wait in their order, those that were cancelled.
  var jobs: [Job] {
    let context = context()
    func job(_ question: AnyQuestion, _ state: Job.State) -> Job {
      Job(question: question, name: context.name(of: question), state: state)
    }
    let pending = demands.missing.map { question in
      fraction(of: question).map {
        job(question, .running(fraction: $0, left: secondsLeft(of: question, at: $0)))
      } ?? job(question, .waiting)
    }
    let running = pending.filter { if case .running = $0.state { true } else { false } }
    let waiting = pending.filter { if case .waiting = $0.state { true } else { false } }
    let stopped = cancelled.filter { findings[$0]?.isSettled != true }
      .map { job($0, .cancelled) }.sorted { $0.name < $1.name }
    return running + waiting + stopped
  }

  private func fraction(of question: AnyQuestion) -> Double? {
    if case .working(let fraction, _) = findings[question] { fraction } else { nil }
  }

  /// By how long it took to come as far as it is.
  private func secondsLeft(of question: AnyQuestion, at fraction: Double) -> Double? {
    guard let start = started[question], fraction > start.fraction, fraction < 1 else { return nil }
    let seconds = (clock - start.at) / .seconds(1)
    return seconds < 0.5 ? nil : seconds * (1 - fraction) / (fraction - start.fraction)
  }

  /// Notes since when what runs is under way.
  mutating func noteStarts() {
    var now: [AnyQuestion: (at: Duration, fraction: Double)] = [:]
    for question in demands.missing {
      guard let fraction = fraction(of: question) else { continue }
      now[question] = started[question] ?? (clock, fraction)
    }
    started = now
  }

  mutating func performInJobs(_ action: Action, place: Int) -> Effect? {
    let jobs = jobs
    var place = place
    switch action {
    case .up: place -= 1
    case .down: place += 1
    case .first: place = 0
    case .last: place = jobs.count - 1
    case .drop where jobs.indices.contains(place):
      let isNew = cancelled.insert(jobs[place].question).inserted
      message = (
        "\(jobs[place].name) is cancelled\(isNew ? "" : " already"): "
          + "\(keys.name(of: .redraw)) resumes it", false
      )
    case .drop: message = ("there is no job to cancel", false)
    case .close:
      overlay = nil
      return nil
    default: break
    }
    overlay = .jobs(place: place.clamped(to: 0..<jobs.count))
    return nil
  }
}
