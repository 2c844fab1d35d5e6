import ArgumentParser
import DeepDataProfiler
import Formats
import NeuralNetwork

/// `ddp-tui spectrum`: singular values and the metrics of MATHS of each layer.
struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract: "Show the power law, norms and random-matrix bulk of each layer's singular values.",
    discussion: """
      Text shows the metrics that matter most; csv and json hold them all, unrounded. In text, \
      lambda is the largest eigenvalue, D the distance between the tail and its power law, tail \
      the number of eigenvalues from xmin on, spikes those above the Marchenko-Pastur bulk, stable \
      the stable rank, and weighted is alpha log10 lambda, which adds up to alpha-hat.

      Example: ddp-tui spectrum SampleModels/mnist.onnx --layer conv2 --layer fc1 --format csv
      """)

  /// The matrices that a weight is made into, by name.
  enum MatrizationName: String, ExpressibleByArgument, CaseIterable {
    case unfolded, toeplitz, slices
  }

  @OptionGroup var options: ModelOptions
  @Option(
    help: ArgumentHelp(
      "A layer's name, or its number from 1; repeatable (default: every layer).",
      valueName: "layer"))
  var layer: [String] = []
  @Option(
    help: ArgumentHelp(
      "The matrices that a weight is made into: unfolded (filters x receptive field), toeplitz "
        + "(the circular convolution on a map), or slices (one for each kernel element).",
      valueName: "name"))
  var matrization = MatrizationName.unfolded
  @Option(
    help: ArgumentHelp(
      "Rows and columns of the toeplitz map (default: the layer's input size).", valueName: "m"))
  var mapSize: Int?
  @Flag(help: "Print all singular values, too; in csv, instead.")
  var values = false
  @Option(help: "What is printed.")
  var format = TableFormat.text

  func validate() throws {
    if let mapSize, mapSize < 1 { throw ValidationError("--map-size \(mapSize): give at least 1") }
    if mapSize != nil, matrization != .toeplitz {
      throw ValidationError("--map-size is for --matrization toeplitz")
    }
  }

  func run() throws {
    let profiler = try options.open()
    let layers = try profiler.findings.model.layers(layer)
    let spectra = try layers.enumerated().map { index, layer in
      let bar = ProgressBar.of("spectrum \(layer.name)")
      return LayerSpectrum(
        layer: layer,
        outcome: try outcome(of: layer, by: profiler) {
          bar((Double(index) + $0) / Double(layers.count))
        })
    }
    if !spectra.contains(where: { $0.spectrum != nil }) { _ = try spectra.first?.outcome.get() }
    switch format {
    case .json: try Output.write(json(spectra).text + "\n")
    case .csv: try Output.write(values ? Self.valueTable(spectra).csv : Self.table(spectra).csv)
    case .text: try Output.write(SpectrumText(spectra: spectra).text(withValues: values))
    }
  }

  /// A layer's spectrum, or why its weight has none; the other layers have theirs all the same.
  private func outcome(
    of layer: LinearLayer, by profiler: Profiler, progress: @escaping Profiler.Progress
  ) throws -> Result<Spectrum, any Error> {
    let matrization: Matrization =
      switch matrization {
      case .unfolded: .unfolded
      case .toeplitz: .toeplitz(mapSize: mapSize)
      case .slices: .slices
      }
    progress(0)
    do {
      return .success(
        try profiler.wait(about: layer) {
          try await $0.spectrum(of: layer.index, matrization, progress: progress)
        })
    } catch let error as FormatError where error.kind == .unsupported {
      return .failure(error)
    } catch let error as ModelError {
      return .failure(error)
    }
  }

  /// Every number of every layer; an empty cell for one that there is not.
  private static func table(_ spectra: [LayerSpectrum]) -> Table {
    let numbers = spectra.map(\.numbers)
    var table = Table(
      [("index", .right), ("name", .left)]
        + (numbers.first ?? []).map { ($0.name, Table.Alignment.right) } + [("fit", .left)])
    for (row, numbers) in zip(spectra, numbers) {
      table.add(
        [String(row.layer.index + 1), row.layer.name]
          + numbers.map { $0.value?.text ?? "" } + [row.fit])
    }
    return table
  }

  private static func valueTable(_ spectra: [LayerSpectrum]) -> Table {
    var table = Table([("layer", .left), ("i", .right), ("singular_value", .right)])
    for row in spectra {
      for (index, value) in (row.spectrum?.singularValues ?? []).enumerated() {
        table.add([row.layer.name, String(index), "\(value)"])
      }
    }
    return table
  }

  private func json(_ spectra: [LayerSpectrum]) -> JSON {
    .object([
      ("matrization", .string(matrization.rawValue)),
      ("alpha_hat", .optional(AlphaHat(spectra.map(\.spectrum)).value)),
      ("alpha_hat_convention", .string(AlphaHat.convention)),
      (
        "layers",
        .array(
          spectra.map { row in
            .object(
              [("index", .int(row.layer.index + 1)), ("name", .string(row.layer.name))]
                + row.numbers.map { ($0.name, $0.value ?? .null) } + [("fit", .string(row.fit))]
                + (values ? [("singular_values", row.singularValues)] : []))
          })
      ),
    ])
  }
}

/// A layer and its spectrum: a row of the answer.
struct LayerSpectrum {
  let layer: LinearLayer
  let outcome: Result<Spectrum, any Error>

  /// The spectrum; nil where the weight has none.
  var spectrum: Spectrum? { try? outcome.get() }

  /// `ok`, or why there is no spectrum or no power law was fitted to it.
  var fit: String {
    switch outcome.map(\.powerLaw) {
    case .success(.success): "ok"
    case .success(.failure(let fault)): fault.description
    case .failure(let error): "\(error)"
    }
  }

  fileprivate var singularValues: JSON {
    spectrum.map { .doubles($0.singularValues) } ?? .null
  }

  /// The numbers of the row, named as in the contract; nil for what there is not.
  var numbers: [(name: String, value: JSON?)] {
    let law = try? spectrum?.powerLaw.get()
    let bulk = spectrum?.bulk
    return [
      ("count", spectrum.map { .int($0.singularValues.count) }),
      ("rank", spectrum.map { .int($0.rank) }),
      ("lambda_max", spectrum.map { .double($0.lambdaMax) }),
      ("alpha", law.map { .double($0.alpha) }),
      ("xmin", law.map { .double($0.xmin) }), ("ks_distance", law.map { .double($0.distance) }),
      ("alpha_sigma", law.map { .double($0.sigma) }),
      ("tail_count", law.map { .int($0.tailCount) }),
      ("alpha_weighted", spectrum?.weightedAlpha.map(JSON.double)),
      ("log_norm", spectrum?.logNorm.map(JSON.double)),
      ("log_spectral_norm", spectrum?.logSpectralNorm.map(JSON.double)),
      ("log_alpha_norm", spectrum?.logAlphaNorm.map(JSON.double)),
      ("stable_rank", spectrum?.stableRank.map(JSON.double)),
      ("entropy", spectrum?.entropy.map(JSON.double)),
      ("effective_rank", spectrum?.effectiveRank.map(JSON.double)),
      ("mp_sigma2", bulk.map { .double($0.variance) }),
      ("mp_lambda_minus", bulk.map { .double($0.lowerEdge) }),
      ("mp_lambda_plus", bulk.map { .double($0.upperEdge) }),
      ("mp_spikes", bulk.map { .int($0.spikes) }),
      ("mp_softrank", spectrum?.softRank.map(JSON.double)),
    ]
  }
}
