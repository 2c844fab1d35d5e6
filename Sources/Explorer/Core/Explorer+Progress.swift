import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {
  /// What is being computed: the most urgent of what is wanted.
  var running: AnyQuestion? { demands.missing.first ?? demands.prefetched.first }

  /// What runs, how far it is and how much there is to do: `spectrum fc1 62 %  2/26`.
  var progressLine: String? {
    let pending = demands.missing.count
    guard pending > 0, let running else { return nil }
    let context = context()
    let fraction = context.progress(of: running).map { " " + $0.percent() } ?? ""
    let name = context.name(of: findings.underWay(for: running))
    return "\(name)\(fraction)  \(done + 1)/\(done + pending)"
  }
}
