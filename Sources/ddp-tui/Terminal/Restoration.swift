import Glibc
import Synchronization

/// Gives the terminal back when the program crashes or something ends it behind our back.
///
/// While it is armed, standard error goes to a file without a name; what was written there, a
/// crash's reason among it, is shown when the screen is gone. Everything that runs in a crash is
/// async-signal-safe: `write`, `strlen`, `read`, `lseek`, `dup2`, `tcsetattr`, `signal`, `raise`.
enum Restoration {
  /// What the handlers need, written before they are installed and never freed.
  @unsafe private struct State {
    var bytes: UnsafeMutableBufferPointer<UInt8>
    var modes: termios
    /// The terminal, whatever stands in for it while a picture is drawn.
    var terminal: Int32
    var standardError: Int32
    var captured: Int32
  }

  private nonisolated(unsafe) static let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
  private static let isArmed = Atomic<Bool>(false)
  /// What takes pictures away, as a C string that is never freed.
  private nonisolated(unsafe) static let erasure = unsafe Atomic<UnsafeMutablePointer<CChar>?>(nil)
  /// Not SIGBUS: files that are mapped have a use for it.
  private static let crashes = [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSEGV, SIGSYS]

  /// Makes ready to give the terminal back.
  /// - Parameters:
  ///   - bytes: What the terminal must be sent to leave the screen.
  ///   - modes: Its modes before it was taken over.
  static func prepare(bytes: [UInt8], modes: termios) {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = unsafe buffer.initialize(from: bytes)
    let file = unsafe tmpfile()
    let captured = unsafe file == nil ? -1 : fileno(file)
    unsafe state.initialize(
      to: State(
        bytes: buffer, modes: modes, terminal: fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3),
        standardError: fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3),
        captured: captured))
    useOwnStack()
    for crash in crashes {
      var action = sigaction()
      unsafe action.__sigaction_handler.sa_handler = { signal in
        Restoration.restore()
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
      }
      action.sa_flags = Int32(SA_ONSTACK) | Int32(bitPattern: UInt32(SA_RESETHAND))
      unsafe sigaction(crash, &action, nil)
    }
    atexit { Restoration.restore() }
  }

  /// Takes pictures away as well.
  /// - Parameter bytes: What makes the terminal do so; no zero among them.
  static func erasePictures(by bytes: [UInt8]) {
    let text = unsafe strdup(String(decoding: bytes, as: UTF8.self))
    unsafe erasure.store(text, ordering: .releasing)
  }

  /// Lets the handlers run on a stack of their own, since the thread's may have overflowed.
  private static func useOwnStack() {
    let size = 1 << 16
    var stack = unsafe stack_t()
    unsafe stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    unsafe stack.ss_size = size
    unsafe sigaltstack(&stack, nil)
  }

  /// From here on the terminal is ours, and standard error is kept back.
  static func arm() {
    unsafe dup2(state.pointee.captured, STDERR_FILENO)
    isArmed.store(true, ordering: .sequentiallyConsistent)
  }

  /// The terminal was given back in good order; shows what standard error was told meanwhile.
  static func disarm() {
    guard isArmed.exchange(false, ordering: .sequentiallyConsistent) else { return }
    releaseStandardError()
  }

  /// Gives the terminal back at once, if it is ours.
  private static func restore() {
    guard isArmed.exchange(false, ordering: .sequentiallyConsistent) else { return }
    if let text = unsafe erasure.load(ordering: .acquiring) {
      unsafe write(state.pointee.terminal, text, strlen(text))
    }
    unsafe write(state.pointee.terminal, state.pointee.bytes.baseAddress, state.pointee.bytes.count)
    unsafe tcsetattr(STDIN_FILENO, TCSANOW, &state.pointee.modes)
    releaseStandardError()
  }

  private static func releaseStandardError() {
    unsafe dup2(state.pointee.standardError, STDERR_FILENO)
    let captured = unsafe state.pointee.captured
    lseek(captured, 0, SEEK_SET)
    unsafe withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
      while true {
        let count = unsafe read(captured, buffer.baseAddress, buffer.count)
        guard count > 0 else { return }
        unsafe write(STDERR_FILENO, buffer.baseAddress, count)
      }
    }
    ftruncate(captured, 0)
  }
}
