import ArgumentParser
import Explorer

/// What can be exported.
enum Exported: Equatable, ExpressibleByArgument {
  case pane(PaneID)
  /// The whole screen.
  case screen

  init?(argument: String) {
    if argument == "screen" {
      self = .screen
    } else if let pane = PaneID(argument: argument) {
      self = .pane(pane)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { PaneID.allValueStrings + ["screen"] }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

  /// The pane; nil for the whole screen.
  var pane: PaneID? { if case .pane(let id) = self { id } else { nil } }
}
