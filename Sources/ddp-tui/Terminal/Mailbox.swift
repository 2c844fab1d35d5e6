import Synchronization

/// Wakes the main thread from any other, once for all that happened since it looked.
final class Mailbox: Sendable {
  private let isFull = Atomic(false)
  private let pipe: WakePipe

  init(pipe: WakePipe) {
    self.pipe = pipe
  }

  /// What becomes readable when something has happened.
  var descriptor: Int32 { pipe.reader }

  /// Notes that something has happened.
  func wake() {
    if !isFull.exchange(true, ordering: .acquiringAndReleasing) { pipe.send(0) }
  }

  /// Whether something has happened since it was asked last.
  func collect() -> Bool {
    _ = pipe.receive()
    return isFull.exchange(false, ordering: .acquiringAndReleasing)
  }
}
