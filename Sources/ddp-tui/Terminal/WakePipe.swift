import Glibc

/// A pipe whose reading end wakes up a thread that polls it.
struct WakePipe: Sendable {
  /// The end to poll.
  let reader: Int32
  private let writer: Int32

  /// Opens a pipe; nil when the process has no file descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (reader, writer) = (ends[0], ends[1])
  }

  /// Sends one byte; a signal handler may do it, and a full pipe wakes anyhow.
  func send(_ byte: UInt8) {
    var byte = byte
    _ = unsafe write(writer, &byte, 1)
  }

  /// Takes every byte that was sent.
  func receive() -> [UInt8] {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    while true {
      let count = unsafe read(reader, &buffer, buffer.count)
      guard count > 0 else { return received }
      received += buffer.prefix(count)
    }
  }
}
