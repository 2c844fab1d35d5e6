import ArgumentParser
import Explorer

extension PaneID: ExpressibleByArgument {
  /// The pane of a name.
  public init?(argument: String) {
    guard let info = PaneRegistry.infos.first(where: { $0.id.rawValue == argument }) else {
      return nil
    }
    self = info.id
  }

  /// The names of all panes.
  public static var allValueStrings: [String] { PaneRegistry.infos.map(\.id.rawValue) }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
