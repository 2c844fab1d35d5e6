import CNcurses
import Foundation

/// Where ncurses draws, so that a picture is written in one go.
///
/// By itself it writes whenever it moves the cursor, a hundred times for a picture, and each time wakes the
/// terminal up; where all cores compute, that takes longer than to draw it.
struct PictureOutput {
  private let terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
  private let memory = unsafe memfd_create("picture", UInt32(FD_CLOEXEC))

  /// Draws, and writes what was drawn.
  func write(_ draw: () -> Void) {
    guard terminal >= 0, memory >= 0, dup2(memory, STDOUT_FILENO) >= 0 else { return draw() }
    draw()
    dup2(terminal, STDOUT_FILENO)
    let count = Int(lseek(memory, 0, SEEK_CUR))
    guard count > 0 else { return }
    lseek(memory, 0, SEEK_SET)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, unsafe read(memory, buffer.baseAddress, count))
    }
    lseek(memory, 0, SEEK_SET)
    writeOutput(bytes)
  }
}
