/// The panes that there are.
package enum PaneRegistry {
  /// Each in its slot, the first of a slot being shown at the start.
  package static let all: [any Pane.Type] = [
    LayersPane.self,
    SpectrumPane.self, VectorPagePane.self, FiltersPane.self, GramMatrixPane.self,
    OptimizedImagePane.self,
    ProjectionPane.self, StagesPane.self, ExemplarsPane.self, ImagesPane.self, OverlayPane.self,
    HypergraphPane.self, ChosenImagesPane.self,
    HierarchyPane.self,
  ]

  /// What is known of each.
  package static let infos = all.map { $0.info }

  /// What is known of one.
  package static func info(_ id: PaneID) -> PaneInfo? { infos.first { $0.id == id } }

  /// The panes of a slot.
  package static func infos(in slot: Slot) -> [PaneInfo] { infos.filter { $0.slot == slot } }
}
