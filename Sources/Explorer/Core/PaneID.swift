/// A pane's name, by which `export --view` knows it; it stands in the pane's folder.
package struct PaneID: RawRepresentable, Hashable, Sendable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
}
