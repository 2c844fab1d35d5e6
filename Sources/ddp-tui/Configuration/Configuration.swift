import DeepDataProfiler
import Explorer
import TerminalUI

/// What a person wants of the explorer where the command line says nothing else: `config.toml`.
struct Configuration {
  var theme: String?
  var colors: Display.Colors?
  var graphics: Graphics?
  var hasMouse = true
  var threads: Int?
  var quantile: Double?
  var majority: Double?
  var polarity: SignificanceHypergraph.Polarity?
  var remembers = true
  var keys = KeyMap.standard
  /// A line for each thing in the file that has no effect.
  var warnings: [String] = []
}
