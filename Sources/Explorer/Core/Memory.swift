package import DeepDataProfiler

/// What of an explorer is worth keeping until the next time.
package struct Memory: Equatable, Sendable {
  /// The theme that the person chose; nil where they chose none.
  package var theme: String?
  /// The layer's name.
  package var layer: String?
  package var parameters: SignificanceHypergraph.Parameters
  package var shares: Shares
  /// The lines that were typed into each kind of prompt, the latest last.
  package var typed: [String: [String]]

  /// How many lines of each kind of prompt are kept.
  package static let mostLines = 20

  package init(
    theme: String? = nil, layer: String? = nil,
    parameters: SignificanceHypergraph.Parameters = .init(), shares: Shares = Shares(),
    typed: [String: [String]] = [:]
  ) {
    self.theme = theme
    self.layer = layer
    self.parameters = parameters
    self.shares = shares
    self.typed = typed
  }
}
