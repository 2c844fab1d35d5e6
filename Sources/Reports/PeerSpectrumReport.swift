package import DeepDataProfiler
package import NeuralNetwork
package import System
package import TerminalUI

/// Spectra as another program reads them.
package struct PeerSpectrumReport: Report {
  package static let command = "spectrum --as"
  package static let rows = "a row for each layer"

  /// A layer, and what the program makes of it.
  package struct Row: Sendable {
    let layer: LinearLayer
    /// A spectrum, or why the program leaves the layer out.
    package let outcome: Result<PeerSpectrum, Failure>

    package init(layer: LinearLayer, outcome: Result<PeerSpectrum, Failure>) {
      self.layer = layer
      self.outcome = outcome
    }

    package var spectrum: PeerSpectrum? { try? outcome.get() }
    var law: PowerLaw? { try? spectrum?.powerLaw.get() }

    /// `ok`, or why there is no law.
    var fit: String {
      switch outcome.map(\.powerLaw) {
      case .success(.success): "ok"
      case .success(.failure(let fault)): fault.description
      case .failure(let error): "\(error)"
      }
    }
  }

  let peer: PeerSpectrum.Peer
  let rows: [Row]
  let model: Findings.Model

  package init(peer: PeerSpectrum.Peer, rows: [Row], model: Findings.Model) {
    self.peer = peer
    self.rows = rows
    self.model = model
  }

  package static let fields: [Field<PeerSpectrumReport>] = [
    .text("as", "the program: `weightwatcher` or `deepdataprofiler`") { $0.peer.rawValue },
    .text("matrization", "its matrices") { $0.peer.matrization.name },
    .number("alpha_hat", "its alpha-hat; null where no layer has a fit") { $0.alphaHat },
    .text("alpha_hat_convention", Meaning.convention) { $0.peer.convention.description },
    .integer("alpha_hat_layers", Meaning.alphaHatLayers, unit: "layers") { $0.fitted },
    .integer("alpha_hat_of", Meaning.alphaHatOf, unit: "layers") { $0.model.layerCount },
    .leftOut { $0.model },
    .records("layers", "a row for each layer", of: rowFields) { $0.rows },
  ]

  private static let rowFields: [Field<Row>] = [
    .integer("index", Meaning.index) { $0.layer.index + 1 },
    .text("name", Meaning.name) { $0.layer.name },
    .integer("count", "how many it has", unit: "eigenvalues") { $0.spectrum?.count },
    .integer(
      "rank", "those above its cutoff; of WeightWatcher alone, as are norms and entropy",
      unit: "eigenvalues"
    ) {
      $0.spectrum?.norms?.rank
    },
    .number("lambda_max", "the largest") { $0.spectrum?.lambdaMax },
    .number("alpha", Meaning.alpha) { $0.law?.alpha },
    .number("xmin", Meaning.xmin) { $0.law?.xmin },
    .number("ks_distance", Meaning.distance) { $0.law?.distance },
    .number("alpha_sigma", Meaning.sigma) { $0.law?.sigma },
    .integer("tail_count", Meaning.tailCount, unit: "eigenvalues") { $0.law?.tailCount },
    .number("alpha_weighted", "alpha times the logarithm of the largest, by its convention") {
      $0.spectrum?.weightedAlpha
    },
    .number("log_norm", Meaning.logNorm) { $0.spectrum?.norms?.logNorm },
    .number("log_spectral_norm", Meaning.logSpectralNorm) { $0.spectrum?.norms?.logSpectralNorm },
    .number("log_alpha_norm", Meaning.logAlphaNorm) { $0.spectrum?.norms?.logAlphaNorm },
    .number("stable_rank", Meaning.stableRank) { $0.spectrum?.norms?.stableRank },
    .number("entropy", "the entropy of their shares, over that of `rank` equal ones") {
      $0.spectrum?.norms?.entropy
    },
    .text("fit", Meaning.fit) { $0.fit },
    .text("verdict", "what the program says of alpha, in its own words; null where nothing") {
      $0.spectrum?.verdict
    },
  ]

  /// The mean over the layers that have a fit, which is what both programs report.
  private var alphaHat: Double? {
    let parts = rows.compactMap { $0.spectrum?.weightedAlpha }
    return parts.isEmpty ? nil : parts.reduce(0, +) / Double(parts.count)
  }

  private var fitted: Int { rows.count { $0.fit == "ok" } }

  package func text(for reader: Reader) -> String {
    var table = Table([
      ("layer", .right), ("name", .left), ("lambda", .right), ("alpha", .right), ("xmin", .right),
      ("D", .right), ("tail", .right), ("weighted", .right), ("verdict", .left),
    ])
    for row in rows {
      guard let spectrum = row.spectrum, let law = row.law else { continue }
      table.add([
        String(row.layer.index + 1), row.layer.name.tail(to: 24),
        spectrum.lambdaMax.brief, law.alpha.text(decimals: 2), law.xmin.brief,
        law.distance.text(decimals: 3), String(law.tailCount),
        spectrum.weightedAlpha.map { $0.text(decimals: 2) } ?? "-", spectrum.verdict ?? "",
      ])
    }
    let omitted = rows.filter { $0.fit != "ok" }.map { "\($0.layer.name): left out: \($0.fit)\n" }
    return table.text + omitted.joined() + model.leftOut.text
      + "as \(peer.rawValue): alpha-hat \(alphaHat.map { $0.text(decimals: 2) } ?? "none"), the "
      + "\(peer.convention.description) over \(fitted) of \(model.layerCount) layers\n"
  }

  package var table: Table { Table(Self.rowFields, rows: rows) }
}
