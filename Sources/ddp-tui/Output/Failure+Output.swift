import System

extension Failure {
  /// A file that was named with `-o` and could not be written.
  init(ofOutput fault: FileFault) {
    self.init(
      fault,
      cure: fault.isTaken ? "remove it, or name another with -o" : "name another file with -o")
  }

  /// Whether it is a fault of what one layer's weight is, which others need not have.
  var isOfWeight: Bool {
    switch kind {
    case .unsupported, .network, .notDecomposable: true
    default: false
    }
  }
}
