import DeepDataProfiler
import NeuralNetwork
import System
import TerminalUI

/// Spectra as another program reads them, as a table, as text and as JSON.
struct PeerSpectra {
  /// A layer, and what the program makes of it.
  struct Row {
    let layer: LinearLayer
    /// A spectrum, or why the program leaves the layer out.
    let outcome: Result<PeerSpectrum, Failure>
    var spectrum: PeerSpectrum? { try? outcome.get() }

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

  /// The mean over the layers that have a fit, which is what both programs report.
  private var alphaHat: Double? {
    let parts = rows.compactMap { $0.spectrum?.weightedAlpha }
    return parts.isEmpty ? nil : parts.reduce(0, +) / Double(parts.count)
  }

  private var fitted: Int { rows.count { $0.fit == "ok" } }

  var text: String {
    var table = Table([
      ("layer", .right), ("name", .left), ("lambda", .right), ("alpha", .right), ("xmin", .right),
      ("D", .right), ("tail", .right), ("weighted", .right), ("verdict", .left),
    ])
    for row in rows {
      guard let spectrum = row.spectrum, let law = try? spectrum.powerLaw.get() else { continue }
      table.add([
        String(row.layer.index + 1), row.layer.name.tail(to: 24),
        spectrum.lambdaMax.significant(6), law.alpha.significant(6), law.xmin.significant(6),
        law.distance.significant(6), String(law.tailCount),
        spectrum.weightedAlpha.map { $0.significant(6) } ?? "-", spectrum.verdict ?? "",
      ])
    }
    let omitted = rows.filter { $0.fit != "ok" }.map { "\($0.layer.name): left out: \($0.fit)\n" }
    return table.text + omitted.joined() + model.leftOut.text
      + "as \(peer.rawValue): alpha-hat \(alphaHat.map { $0.significant(6) } ?? "none"), the "
      + "\(peer.convention.description) over \(fitted) of \(model.layerCount) layers\n"
  }

  var table: Table {
    let numbers = rows.map(numbers(of:))
    var table = Table(
      [("index", .right), ("name", .left)]
        + (numbers.first ?? []).map { ($0.name, Table.Alignment.right) } + [
          ("fit", .left), ("verdict", .left),
        ])
    for (row, numbers) in zip(rows, numbers) {
      let cells = numbers.map { $0.value?.text ?? "" }
      table.add(
        [String(row.layer.index + 1), row.layer.name] + cells
          + [row.fit, row.spectrum?.verdict ?? ""])
    }
    return table
  }

  var json: JSON {
    let layers = rows.map { row in
      let verdict = row.spectrum?.verdict.map(JSON.string)
      var members = [("index", JSON.int(row.layer.index + 1)), ("name", .string(row.layer.name))]
      members += numbers(of: row).map { ($0.name, $0.value ?? .null) }
      members += [("fit", .string(row.fit)), ("verdict", verdict ?? .null)]
      return JSON.object(members)
    }
    return .object([
      ("as", .string(peer.rawValue)), ("matrization", .string(peer.matrization.name)),
      ("alpha_hat", .optional(alphaHat)),
      ("alpha_hat_convention", .string(peer.convention.description)),
      ("alpha_hat_layers", .int(fitted)), ("alpha_hat_of", .int(model.layerCount)),
      ("left_out", model.leftOut.json),
      ("layers", .array(layers)),
    ])
  }

  /// The numbers of a row, named as those of `spectrum`.
  private func numbers(of row: Row) -> [(name: String, value: JSON?)] {
    let spectrum = row.spectrum
    let law = try? spectrum?.powerLaw.get()
    let norms = spectrum?.norms
    return [
      ("count", spectrum.map { .int($0.count) }), ("rank", norms.map { .int($0.rank) }),
      ("lambda_max", spectrum.map { .double($0.lambdaMax) }),
      ("alpha", law.map { .double($0.alpha) }), ("xmin", law.map { .double($0.xmin) }),
      ("ks_distance", law.map { .double($0.distance) }),
      ("alpha_sigma", law.map { .double($0.sigma) }),
      ("tail_count", law.map { .int($0.tailCount) }),
      ("alpha_weighted", spectrum?.weightedAlpha.map(JSON.double)),
      ("log_norm", norms.map { .double($0.logNorm) }),
      ("log_spectral_norm", norms.map { .double($0.logSpectralNorm) }),
      ("log_alpha_norm", norms?.logAlphaNorm.map(JSON.double)),
      ("stable_rank", norms.map { .double($0.stableRank) }),
      ("entropy", norms.map { .double($0.entropy) }),
    ]
  }
}
