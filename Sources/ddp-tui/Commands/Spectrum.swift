import ArgumentParser
import DeepDataProfiler
import Explorer
import NeuralNetwork

/// `ddp-tui spectrum`: singular values and the metrics of MATHS of each layer.
struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract: "Power law, norms and random-matrix bulk of each layer's singular values.")

  /// The matrix that a weight is made into.
  enum Matrization: String, ExpressibleByArgument, CaseIterable {
    case unfolded
  }

  @OptionGroup var options: ModelOptions
  @Option(help: "A layer's name or its number from 1; repeatable (default: every layer).")
  var layer: [String] = []
  @Option(help: "The matrix that a weight is made into.")
  var matrization = Matrization.unfolded
  @Flag(help: "Print all singular values, too.")
  var values = false
  @Option var format = TableFormat.text

  func run() throws {
    let profiler = try options.open()
    let layers = try profiler.findings.model.layers(layer)
    let spectra = try wait {
      var spectra: [(LinearLayer, Spectrum)] = []
      for layer in layers { spectra.append((layer, try await profiler.spectrum(of: layer.index))) }
      return spectra
    }
    let alphaHat = AlphaHat(spectra.map(\.1))
    switch format {
    case .json: print(json(spectra, alphaHat).text)
    case .csv: print(values ? valueTable(spectra).csv : table(spectra).csv, terminator: "")
    case .text:
      print(table(spectra).text, terminator: "")
      let left = alphaHat.unfitted == 0 ? "" : ", \(alphaHat.unfitted) without a fit left out"
      let value = alphaHat.value.map { $0.significant(6) } ?? "none"
      print("alpha-hat \(value) (\(AlphaHat.convention), \(spectra.count) layers\(left))")
      if values { print("\n" + valueTable(spectra).text, terminator: "") }
    }
  }

  private func valueTable(_ spectra: [(LinearLayer, Spectrum)]) -> Table {
    var table = Table([("layer", .left), ("i", .right), ("singular_value", .right)])
    for (layer, spectrum) in spectra {
      for (index, value) in spectrum.singularValues.enumerated() {
        table.add([layer.name, String(index), "\(value)"])
      }
    }
    return table
  }

  private func table(_ spectra: [(LinearLayer, Spectrum)]) -> Table {
    let columns = Self.columns(spectra.first?.1)
    var table = Table(
      [("layer", .right), ("name", .left)]
        + columns.map { ($0.name, Table.Alignment.right) } + [("fit", .left)])
    for (layer, spectrum) in spectra {
      let numbers = Self.columns(spectrum).map { $0.value.map { $0.significant(5) } ?? "-" }
      table.add([String(layer.index + 1), layer.name] + numbers + [spectrum.fit])
    }
    return table
  }

  /// The numbers of a row, named as in the contract.
  private static func columns(_ spectrum: Spectrum?) -> [(name: String, value: Double?)] {
    let law = try? spectrum?.powerLaw.get()
    let bulk = spectrum?.bulk
    return [
      ("lambda_max", spectrum?.lambdaMax), ("alpha", law?.alpha), ("xmin", law?.xmin),
      ("ks_distance", law?.distance), ("alpha_sigma", law?.sigma),
      ("tail_count", law.map { Double($0.tailCount) }),
      ("alpha_weighted", spectrum?.weightedAlpha), ("log_norm", spectrum?.logNorm),
      ("log_spectral_norm", spectrum?.logSpectralNorm),
      ("log_alpha_norm", spectrum?.logAlphaNorm), ("stable_rank", spectrum?.stableRank),
      ("entropy", spectrum?.entropy), ("effective_rank", spectrum?.effectiveRank),
      ("mp_sigma2", bulk?.variance), ("mp_lambda_minus", bulk?.lowerEdge),
      ("mp_lambda_plus", bulk?.upperEdge), ("mp_spikes", bulk.map { Double($0.spikes) }),
      ("mp_softrank", spectrum?.softRank),
    ]
  }

  private func json(_ spectra: [(LinearLayer, Spectrum)], _ alphaHat: AlphaHat) -> JSON {
    .object([
      ("matrization", .string(matrization.rawValue)), ("alpha_hat", .optional(alphaHat.value)),
      ("alpha_hat_convention", .string(AlphaHat.convention)),
      (
        "layers",
        .array(
          spectra.map { layer, spectrum in
            var members: [(String, JSON)] = [
              ("index", .int(layer.index + 1)), ("name", .string(layer.name)),
              ("count", .int(spectrum.singularValues.count)), ("rank", .int(spectrum.rank)),
            ]
            for (name, value) in Self.columns(spectrum) {
              let isCount = name == "tail_count" || name == "mp_spikes"
              members.append(
                (name, isCount ? value.map { .int(Int($0)) } ?? .null : .optional(value)))
            }
            members.append(("fit", .string(spectrum.fit)))
            if values {
              members.append(("singular_values", .doubles(spectrum.singularValues)))
            }
            return .object(members)
          })
      ),
    ])
  }
}

extension Spectrum {
  /// `ok`, or why no power law was fitted.
  fileprivate var fit: String {
    switch powerLaw {
    case .success: return "ok"
    case .failure(let fault): return fault.description
    }
  }
}
