import Explorer
import Synchronization

/// Events that tasks of any thread leave for the main thread.
final class Mailbox: Sendable {
  private let events = Mutex<[Event]>([])
  private let pipe: WakePipe

  init(pipe: WakePipe) {
    self.pipe = pipe
  }

  /// What becomes readable when there are events.
  var descriptor: Int32 { pipe.reader }

  /// Leaves an event, and sends a byte if it is the first, so that a burst makes one frame.
  func post(_ event: Event) {
    let isFirst = events.withLock { events in
      events.append(event)
      return events.count == 1
    }
    if isFirst { pipe.send(0) }
  }

  /// Takes all events, the oldest first.
  func collect() -> [Event] {
    _ = pipe.receive()
    return events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
