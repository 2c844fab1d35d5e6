/// The reports that there are, in the order of the documentation.
package enum ReportRegistry {
  package static let all: [any Report.Type] = [
    LayersReport.self, SpectrumReport.self, PeerSpectrumReport.self, ComparisonReport.self,
    DecompositionReport.self, PredictionsReport.self, SignalsReport.self, HypergraphReport.self,
    ImageHypergraphReport.self, HierarchyReport.self, ProjectionReport.self, OverlayReport.self,
    VisualizationReport.self, FilterReport.self, VectorReport.self, GramMatrixReport.self,
    SpectraReport.self, DensityReport.self, DistancesReport.self, ImagesReport.self,
    ThemesReport.self,
  ]
}

extension Report {
  /// What its keys mean.
  package static var infos: [FieldInfo] { fields.map(\.info) }
}
