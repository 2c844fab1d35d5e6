import ArgumentParser
import DeepDataProfiler
import Formats
import NeuralNetwork

/// `ddp-tui spectrum`: singular values and their metrics, layer by layer.
struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract: "Show the power law, norms and random-matrix bulk of each layer's singular values.",
    discussion: """
      Text shows the metrics that matter most; csv and json hold them all, unrounded. In text, \
      lambda is the largest eigenvalue, D the distance between the tail and its power law, tail \
      the number of eigenvalues from xmin on, spikes those above the Marchenko-Pastur bulk, stable \
      the stable rank, and weighted is alpha log10 lambda, which adds up to alpha-hat where no other \
      convention is asked for.

      The second table reads alpha: training as WeightWatcher does (below 2 over, 2 to 6 well, above \
      6 under), and mu = 2 (alpha - 1) as DeepDataProfiler does (to 4 good, to 7 fair, none from \
      there). Doubts: few in tail (under 50 values), poor fit (D is larger than in 19 of 20 samples \
      of a power law), no spikes, and with --shuffled, like shuffled.

      Example: ddp-tui spectrum SampleModels/mnist.onnx --layer conv2 --layer fc1 --format csv
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var chosen: LayersOption
  @Option(
    help: ArgumentHelp(
      "The matrices that a weight is made into: unfolded (filters x receptive field), toeplitz "
        + "(the circular convolution on a map), or slices (one for each kernel element).",
      valueName: "name"))
  var matrization = MatrizationName.unfolded
  @OptionGroup var map: MapSizeOption
  @Flag(
    help: ArgumentHelp(
      "Compare each layer with its own weights in another order: one that training told nothing "
        + "looks the same."))
  var shuffled = false
  @Option(help: ArgumentHelp("Decides on the order of shuffled weights.", valueName: "n"))
  var seed: UInt64 = 0
  @OptionGroup var alphaHat: AlphaHatOptions
  @Flag(help: "Print all singular values, too; in csv, instead.")
  var values = false
  @Option(help: "What is printed.")
  var format = TableFormat.text

  func validate() throws {
    if map.mapSize != nil, matrization != .toeplitz {
      throw ValidationError("--map-size is for --matrization toeplitz")
    }
  }

  func run() throws {
    let profiler = try options.open()
    let layers = try profiler.findings.model.layers(chosen.layer)
    let spectra = try profiler.inTurn(layers, together: 32, preparing: requests) { index, layer in
      let bar = ProgressBar.of("spectrum \(layer.name)")
      return LayerSpectrum(
        layer: layer,
        outcome: try outcome(of: layer, by: profiler) {
          bar((Double(index) + $0) / Double(layers.count))
        })
    }
    if !spectra.contains(where: { $0.spectrum != nil }) { _ = try spectra.first?.outcome.get() }
    switch format {
    case .json:
      let model = profiler.findings.model
      try Output.write(json(spectra, of: model).adding([model.dictionaryMember]).text + "\n")
    case .csv: try Output.write(values ? Self.valueTable(spectra).csv : Self.table(spectra).csv)
    case .text:
      let text = SpectrumText(
        spectra: spectra, model: profiler.findings.model, convention: alphaHat.convention)
      try Output.write(text.text(withValues: values) + profiler.findings.model.choice)
    }
  }

  private func requests(about layer: LinearLayer) -> [Request] {
    let matrization = matrization.matrization(mapSize: map.mapSize)
    let spectrum = Request.spectrum(layer: layer.index, matrization)
    return shuffled
      ? [spectrum, .shuffledSpectrum(layer: layer.index, matrization, seed: seed)] : [spectrum]
  }

  /// A layer's spectrum, or why its weight has none; the other layers have theirs all the same.
  private func outcome(
    of layer: LinearLayer, by profiler: Profiler, progress: @escaping Profiler.Progress
  ) throws -> Result<LayerSpectrum.Found, any Error> {
    let matrization = matrization.matrization(mapSize: map.mapSize)
    let (index, seed, isCompared) = (layer.index, seed, shuffled)
    progress(0)
    do {
      return .success(
        try profiler.wait(about: layer) { profiler in
          let spectrum = try await profiler.spectrum(of: index, matrization, progress: progress)
          let comparison =
            isCompared
            ? try await profiler.shuffleComparison(
              of: index, matrization, seed: seed, progress: progress) : nil
          return LayerSpectrum.Found(
            spectrum: spectrum, comparison: comparison,
            reading: AlphaReading(spectrum, comparison: comparison))
        })
    } catch let error as ProfilerError where error.kind == .outOfRange {
      throw UsageError("\(profiler.findings.model.file): layer \(layer.name): \(error)")
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
        + (numbers.first ?? []).map { ($0.name, Table.Alignment.right) }
        + [("fit", .left), ("training", .left), ("regularization", .left), ("doubts", .left)])
    for (row, numbers) in zip(spectra, numbers) {
      let reading = row.found?.reading
      table.add(
        [String(row.layer.index + 1), row.layer.name]
          + numbers.map { $0.value?.text ?? "" }
          + [
            row.fit, reading?.training.rawValue ?? "", reading?.regularization.rawValue ?? "",
            reading?.doubts(separator: "; ") ?? "",
          ])
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

  private func json(_ spectra: [LayerSpectrum], of model: Findings.Model) -> JSON {
    let sum = AlphaHat(spectra.map(\.part), among: model.layerCount, alphaHat.convention)
    return .object([
      ("matrization", .string(matrization.rawValue)), ("alpha_hat", .optional(sum.value)),
      ("alpha_hat_convention", .string(sum.convention.description)),
      ("alpha_hat_layers", .int(sum.fitted)), ("alpha_hat_of", .int(sum.total)),
      ("left_out", model.leftOut.json),
      (
        "layers",
        .array(
          spectra.map { row in
            .object(
              [("index", .int(row.layer.index + 1)), ("name", .string(row.layer.name))]
                + row.numbers.map { ($0.name, $0.value ?? .null) } + [("fit", .string(row.fit))]
                + row.readingMembers
                + (values ? [("singular_values", row.singularValues)] : []))
          })
      ),
    ])
  }
}

/// A layer and its spectrum: a row of the answer.
struct LayerSpectrum {
  /// What was found of a layer.
  struct Found {
    let spectrum: Spectrum
    /// Beside its shuffled weights, if that is wanted.
    let comparison: ShuffleComparison?
    /// Nil where no law was fitted.
    let reading: AlphaReading?
  }

  let layer: LinearLayer
  let outcome: Result<Found, any Error>

  /// What was found; nil where the weight has no spectrum.
  var found: Found? { try? outcome.get() }
  var spectrum: Spectrum? { found?.spectrum }
  /// The layer's part in alpha-hat.
  var part: (filters: Int, spectrum: Spectrum?) { (layer.rows, spectrum) }

  /// `ok`, or why there is no spectrum or no power law was fitted to it.
  var fit: String {
    switch outcome.map(\.spectrum.powerLaw) {
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
    let comparison = found?.comparison
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
      ("mu", (found?.reading).map { .double($0.mu) }),
      ("shuffled_lambda_max", comparison.map { .double($0.shuffled.lambdaMax) }),
      ("shuffled_alpha", comparison?.shuffled.alpha.map(JSON.double)),
      ("shuffled_distance", comparison.map { .double($0.distance) }),
    ]
  }

  /// What alpha is taken to tell.
  fileprivate var readingMembers: [(String, JSON)] {
    let reading = found?.reading
    return [
      ("training", reading.map { .string($0.training.rawValue) } ?? .null),
      ("regularization", reading.map { .string($0.regularization.rawValue) } ?? .null),
      ("doubts", .array((reading?.warnings ?? []).map { .string($0.rawValue) })),
    ]
  }
}

extension AlphaReading {
  /// The warnings, as text.
  func doubts(separator: String = ", ") -> String {
    warnings.map(\.rawValue).joined(separator: separator)
  }
}
