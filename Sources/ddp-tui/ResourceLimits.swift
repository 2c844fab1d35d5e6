private import Glibc
import System

/// The limits of the shell that the program was started from (`ulimit`).
enum ResourceLimits {
  /// Throws where threads can't be started: below these, what starts them traps or waits for ever.
  /// - Throws: `Failure` that names the limit to raise.
  static func check() throws {
    if limit(RLIMIT_NOFILE) < 16 {
      throw Failure(
        kind: .usage, problem: "at least 16 files must be allowed to be open: raise ulimit -n")
    }
    if limit(RLIMIT_AS) < 1 << 30 {
      throw Failure(
        kind: .usage, problem: "1 GiB of addresses is needed beside the model: raise ulimit -v")
    }
  }

  private static func limit(_ resource: __rlimit_resource) -> rlim_t {
    var limit = rlimit(rlim_cur: .max, rlim_max: .max)
    unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    return limit.rlim_cur
  }
}
