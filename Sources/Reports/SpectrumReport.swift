package import DeepDataProfiler
import NeuralNetwork
package import TerminalUI

/// The spectra of layers, alpha-hat, and what alpha is taken to tell.
package struct SpectrumReport: Report {
  package static let command = "spectrum"
  package static let rows =
    "a row for each layer; with `--values`, for each singular value instead"
  let spectra: [LayerSpectrum]
  let model: Findings.Model
  let matrization: MatrizationName
  let convention: AlphaHat.Convention
  /// Whether power laws are tested.
  let isTested: Bool
  /// Whether all singular values are wanted; in tables, instead of the rest.
  let hasValues: Bool

  package init(
    spectra: [LayerSpectrum], model: Findings.Model, matrization: MatrizationName = .unfolded,
    convention: AlphaHat.Convention = .init(), isTested: Bool = false, hasValues: Bool = false
  ) {
    self.spectra = spectra
    self.model = model
    self.matrization = matrization
    self.convention = convention
    self.isTested = isTested
    self.hasValues = hasValues
  }

  var alphaHat: AlphaHat { AlphaHat(spectra.map(\.part), among: model.layerCount, convention) }

  package static let fields: [Field<SpectrumReport>] = [
    .text("matrization", "the matrices that weights were made into") { $0.matrization.rawValue },
    .number("alpha_hat", Meaning.alphaHat) { $0.alphaHat.value },
    .text("alpha_hat_convention", Meaning.convention) { $0.convention.description },
    .integer("alpha_hat_layers", Meaning.alphaHatLayers, unit: "layers") { $0.alphaHat.fitted },
    .integer("alpha_hat_of", Meaning.alphaHatOf, unit: "layers") { $0.alphaHat.total },
    .leftOut { $0.model },
    .records("layers", "a row for each layer", of: rowFields) { $0.rows },
    .stateDictionary { $0.model },
  ]

  /// A layer, and what is wanted of it.
  private struct Row: Sendable {
    let layer: LayerSpectrum
    let isTested, hasValues: Bool
  }

  private var rows: [Row] {
    spectra.map { Row(layer: $0, isTested: isTested, hasValues: hasValues) }
  }

  private static let rowFields: [Field<Row>] =
    LayerSpectrum.fields.map { field in
      let ofRow = field.of { (row: Row) in row.layer }
      return LayerSpectrum.testKeys.contains(field.info.key)
        ? ofRow.only("with `--bootstrap`") { $0.isTested } : ofRow
    } + [
      .list("singular_values", of: .number, "all singular values, descending") {
        $0.layer.spectrum?.singularValues.map(JSON.double)
      }.only("with `--values`") { $0.hasValues }.headed(nil)
    ]

  package var table: Table { hasValues ? valueTable : Table(Self.rowFields, rows: rows) }

  private var valueTable: Table {
    var table = Table([("layer", .left), ("i", .right), ("singular_value", .right)])
    for row in spectra {
      for (index, value) in (row.spectrum?.singularValues ?? []).enumerated() {
        table.add([row.layer.name, String(index), "\(value)"])
      }
    }
    return table
  }

  package func text(for reader: Reader) -> String {
    SpectrumText(
      spectra: spectra, model: model, sum: alphaHat, hasValues: hasValues,
      display: reader.display
    ).text + model.choice
  }
}
