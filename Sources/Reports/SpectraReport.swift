package import DeepDataProfiler
package import NeuralNetwork
package import System
package import TerminalUI

/// Spectra of a layer beside each other: of several matrices, of shuffled weights, of two models.
package struct SpectraReport: Report {
  package static let command = "export --view spectrum --chart matrizations"
  package static let rows = "a row for each singular value of each spectrum"

  /// One of them.
  package struct Part: Sendable {
    let name: String
    let values: [Double]?
    let law: PowerLaw?
    let fit: String

    /// - Parameters:
    ///   - name: what it is of.
    ///   - found: the spectrum, or why there is none; nil while that is not known.
    package init(name: String, found: Result<Spectrum, Failure>?) {
      self.name = name
      let spectrum = try? found?.get()
      values = spectrum?.singularValues
      law = try? spectrum?.powerLaw.get()
      fit =
        switch found?.map(\.powerLaw) {
        case .success(.success): "ok"
        case .success(.failure(let fault)): fault.description
        case .failure(let failure): "\(failure)"
        case nil: "not computed yet"
        }
    }

    fileprivate init(provisional values: [Double]) {
      name = "provisional"
      self.values = values
      law = nil
      fit = "provisional: the largest values, each the exact one or less"
    }
  }

  let layer: LinearLayer
  let chart: String
  let parts: [Part]

  package init(layer: LinearLayer, chart: String, parts: [Part]) {
    self.layer = layer
    self.chart = chart
    self.parts = parts
  }

  /// The largest values of a spectrum that is not known yet.
  package init(layer: LinearLayer, provisional values: [Double]) {
    self.init(layer: layer, chart: "provisional", parts: [Part(provisional: values)])
  }

  package static let fields: [Field<SpectraReport>] = [
    .text("layer", Meaning.layer) { $0.layer.name },
    .text(
      "chart",
      "`matrizations`, `shuffled` or `beside`; `provisional` from an explorer that has not found the spectrum yet"
    ) { $0.chart },
    .records("spectra", "what is shown, from top to bottom", of: partFields) { $0.parts },
  ]

  private static let partFields: [Field<Part>] = [
    .text("name", "what it is of: a matrization, `as it is`, `shuffled`, a model") { $0.name },
    .integer("count", "how many there are", unit: "singular values") { $0.values?.count },
    .number("alpha", Meaning.alpha) { $0.law?.alpha },
    .number("xmin", Meaning.xmin) { $0.law?.xmin },
    .number("ks_distance", Meaning.distance) { $0.law?.distance },
    .number("alpha_sigma", Meaning.sigma) { $0.law?.sigma },
    .integer("tail_count", Meaning.tailCount, unit: "eigenvalues") { $0.law?.tailCount },
    .text("fit", Meaning.fit) { $0.fit },
    .list("singular_values", of: .number, Meaning.singularValues) {
      $0.values?.map(JSON.double)
    },
  ]

  package var table: Table {
    var table = Table([
      ("layer", .left), ("spectrum", .left), ("i", .right), ("singular_value", .right),
    ])
    for part in parts {
      for (index, value) in (part.values ?? []).enumerated() {
        table.add([layer.name, part.name, String(index), "\(value)"])
      }
    }
    return table
  }

  package func text(for reader: Reader) -> String { table.text }
}
