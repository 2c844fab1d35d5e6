private import Glibc
import System

/// Ctrl-c, or a request to end.
enum Interrupt {
  /// Whether the same command goes on where it is interrupted.
  nonisolated(unsafe) static var goesOn = false
  /// Whether something of the answer is on standard output.
  nonisolated(unsafe) static var hasPrinted = false

  private static let erasure: StaticString = "\r\u{1B}[K"
  private static let left: StaticString =
    "ddp-tui: interrupted; the same command goes on with what is left\n"
  private static let part: StaticString = "ddp-tui: interrupted; not all was written\n"
  private static let nothing: StaticString = "ddp-tui: interrupted; nothing was written\n"

  /// Lets it take the progress bar and a file that is not whole away, say what was written, and end the
  /// program, whatever that is doing.
  ///
  /// The handler does only what is safe in one: `isatty`, `write`, `unlink`, `signal`, `raise`, `_exit`.
  static func endProgram() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if isatty(STDERR_FILENO) == 1 { Interrupt.say(Interrupt.erasure) }
        NewFile.removeUnfinished()
        let hasWritten = unsafe Interrupt.hasPrinted || NewFile.hasWritten
        Interrupt.say(
          unsafe Interrupt.goesOn
            ? Interrupt.left : hasWritten ? Interrupt.part : Interrupt.nothing)
        if number == SIGINT { _exit(ExitStatus.interrupted.rawValue) }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  private static func say(_ words: StaticString) {
    unsafe write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
  }
}
