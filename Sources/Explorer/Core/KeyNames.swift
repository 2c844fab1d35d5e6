/// What keys are called in a pane.
struct KeyNames: Sendable {
  /// The key that does something.
  let name: @Sendable (Action) -> String
  /// The keys that move.
  let moves: @Sendable () -> String
}
