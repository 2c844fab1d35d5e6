import Glibc

/// Signals that ask a program on a terminal for something, received in a pipe, so that the main
/// thread does what they ask between two events.
enum TerminalSignals {
  /// What a signal asks for.
  enum Request {
    case resize, suspend, resume
    /// To end, as this signal says.
    case end(Int32)
  }

  /// Written once, before a handler can run.
  private nonisolated(unsafe) static var pipe: WakePipe?

  /// Receives signals in a pipe from here on.
  static func receive(in pipe: WakePipe) {
    unsafe self.pipe = pipe
    for signal in [SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT] { handle(signal) }
    signal(SIGPIPE, SIG_IGN)
  }

  /// The requests that came in.
  static func requests(in pipe: WakePipe) -> [Request] {
    pipe.receive().map { byte in
      switch Int32(byte) {
      case SIGWINCH: .resize
      case SIGTSTP: .suspend
      case SIGCONT: .resume
      default: .end(Int32(byte))
      }
    }
  }

  /// Stops the program and all that were started with it, as a terminal does on Ctrl-z, until it is
  /// continued.
  static func stop() {
    for number in [SIGTSTP, SIGCONT] { signal(number, SIG_DFL) }
    kill(0, SIGTSTP)
    for number in [SIGTSTP, SIGCONT] { handle(number) }
  }

  /// Ends the program in the way that a signal does by itself.
  static func end(by number: Int32) {
    signal(number, SIG_DFL)
    raise(number)
  }

  private static func handle(_ number: Int32) {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      let before = errno
      unsafe TerminalSignals.pipe?.send(UInt8(truncatingIfNeeded: number))
      errno = before
    }
    unsafe sigaction(number, &action, nil)
  }
}
