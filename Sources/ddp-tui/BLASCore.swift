import LinearAlgebra
private import Glibc
import System

/// Sees to it that OpenBLAS uses kernels that fit the processor and compute what they should.
///
/// OpenBLAS takes another core's kernels only as it is loaded, so the program starts itself again, in
/// the same process, with what OpenBLAS reads then in its environment.
enum BLASCore {
  /// What OpenBLAS reads: the core whose kernels it takes.
  ///
  /// What the user sets is left as it is.
  private static let wanted = "OPENBLAS_CORETYPE"
  /// Tells the program that it was started again: the core that OpenBLAS had chosen by itself.
  private static let own = "DDP_TUI_OPENBLAS_CORE"

  /// The architecture that the program was built for, and what the processor has beyond it.
  static var processor: String {
    #if arch(x86_64)
      "x86-64 \(ProcessorFeatures.present)"
    #else
      "aarch64"
    #endif
  }

  /// What OpenBLAS has in use, and what it would have without us, in a few words.
  static var description: String {
    let note =
      switch (Environment[own], Environment[wanted]) {
      case (let own?, .some): " (it chose \(own))"
      case (.some, nil): " (others that fit the processor compute wrong products)"
      case (nil, let wanted?): " (\(Self.wanted) is \(wanted))"
      case (nil, nil): ""
      }
    return "OpenBLAS \(OpenBLAS.version), \(OpenBLAS.core) kernels\(note)"
  }

  /// Comes back with the right kernels in use; may start the program again, so it goes before all else.
  /// - Throws: `Failure` where the core that the user set computes wrong products, or, when a
  ///   better one did, the one that OpenBLAS chooses by itself.
  static func settle() throws {
    switch (Environment[own], Environment[wanted]) {
    case (nil, nil):
      guard OpenBLAS.hasSeveralCores,
        let better = OpenBLAS.betterCore(than: OpenBLAS.core, with: .present)
      else { return }
      unsafe setenv(own, OpenBLAS.core, 1)
      unsafe setenv(wanted, better, 1)
      startAgain()
      unsafe unsetenv(own)
      unsafe unsetenv(wanted)
    case (let chosen, let forced):
      guard !productsAreRight() else { return }
      if chosen != nil, forced != nil {
        unsafe unsetenv(wanted)
        startAgain()
      }
      throw Failure(
        kind: .broken, problem: "\(description) compute wrong products of matrices",
        cure: "name another core by \(Self.wanted), such as Haswell or Nehalem, or install another "
          + "version of OpenBLAS")
    }
  }

  /// Starts the program again with its arguments and the environment as it is now; comes back only
  /// where that can't be done.
  private static func startAgain() {
    // By its name, which becomes that of the process; one that was run by the loader has the loader's.
    guard let file = unsafe realpath("/proc/self/exe", nil) else { return }
    defer { unsafe free(file) }
    guard unsafe !String(cString: file).contains("/ld-") else { return }
    unsafe execv(file, CommandLine.unsafeArgv)
  }
}
