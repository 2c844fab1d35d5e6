public import ArgumentParser
public import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports
import System
import TerminalUI

extension PeerSpectrum.Peer: ExpressibleByArgument {}

/// `ddp-tui spectrum`: singular values and their metrics, layer by layer.
struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract: "Show the power law, norms and random-matrix bulk of each layer's singular values.",
    discussion: """
      Text shows the metrics that matter most; csv and json hold them all, unrounded. In text, \
      lambda is the largest eigenvalue, D the distance between the tail and its power law, tail \
      the number of eigenvalues from xmin on, spikes those that exceed the Marchenko-Pastur bulk by \
      more than 99 of 100 largest ones of noise do, stable the stable rank, and weighted is alpha \
      log10 lambda, which adds up to alpha-hat where no other convention is asked for.

      The second table reads alpha by two rules of thumb: training by WeightWatcher's (below 2 over, \
      2 to 6 well, above 6 under), and mu = 2 (alpha - 1) by DeepDataProfiler's (to 4 good, to 7 \
      fair, none from there); tails of fewer than 8 values are too few. Doubts: few in tail (under 50 \
      values), large D (larger than in 19 of 20 samples of such a law), in its place with --bootstrap \
      poor fit (p below 0.1), no spikes, and with --shuffled, like shuffled.

      Example: ddp-tui spectrum SampleModels/mnist.onnx --layer conv2 --layer fc1 --format csv
      Example: ddp-tui spectrum SampleModels/mnist.onnx --shuffled --bootstrap 1000
      Example: ddp-tui spectrum SampleModels/mnist.bin --as weightwatcher
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
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Decides on the order of shuffled weights and on synthetic samples (default: 0).",
      valueName: "n"),
    transform: NumberList.seed)
  var seed = UInt64(0)
  @OptionGroup var alphaHat: AlphaHatOptions
  @Option(
    help: ArgumentHelp(
      "Test each power law by so many synthetic samples, seeded by --seed: p is the fraction whose "
        + "tails are as far from their laws, or farther; the likelihood ratios R to an exponential and a "
        + "lognormal tail stand beside it.", valueName: "samples"))
  var bootstrap: Int?
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Print what another program would: weightwatcher (analyze() of 0.7.7) or deepdataprofiler.",
      valueName: "program"))
  var peer: PeerSpectrum.Peer?
  @Flag(help: "Print all singular values, too; in csv, instead.")
  var values = false
  @Option(help: "What is printed.")
  var format = ReportFormat.text

  func validate() throws {
    if map.mapSize != nil, matrization != .toeplitz {
      throw ValidationError("--map-size is for --matrization toeplitz")
    }
    if let bootstrap, bootstrap < 1 {
      throw ValidationError("--bootstrap \(bootstrap): give at least 1")
    }
    let hasOwnConvention =
      matrization != .unfolded || shuffled || bootstrap != nil || values
      || alphaHat.convention != AlphaHat.Convention()
    if let peer, hasOwnConvention {
      throw ValidationError(
        "--as \(peer.rawValue) has its own matrices and alpha-hat: leave out --matrization, "
          + "--shuffled, --bootstrap, --values, --natural-log, --mean and --per-filter")
    }
  }

  func run() throws {
    let profiler = try options.open()
    let layers = try profiler.findings.model.layers(chosen.layer)
    if let peer { return try print(layers, of: profiler, as: peer) }
    let spectra = try profiler.inTurn(layers, together: 32, preparing: questions) { index, layer in
      let bar = ProgressBar.of("spectrum \(layer.name)")
      return LayerSpectrum(
        layer: layer,
        outcome: try outcome(of: layer, by: profiler) {
          bar((Double(index) + $0) / Double(layers.count))
        })
    }
    if !spectra.contains(where: { $0.spectrum != nil }) { _ = try spectra.first?.outcome.get() }
    try Output.write(
      SpectrumReport(
        spectra: spectra, model: profiler.findings.model, matrization: matrization,
        convention: alphaHat.convention, isTested: bootstrap != nil, hasValues: values),
      as: format)
  }

  /// Prints what another program would say of some layers.
  private func print(
    _ layers: [LinearLayer], of profiler: Profiler, as peer: PeerSpectrum.Peer
  ) throws {
    let rows = try layers.enumerated().map { index, layer in
      let bar = ProgressBar.of("\(peer.rawValue) \(layer.name)")
      bar(Double(index) / Double(layers.count))
      if let reason = peer.omission(layer) {
        return PeerSpectrumReport.Row(
          layer: layer, outcome: .failure(Failure(kind: .unfitting, problem: reason)))
      }
      do {
        let spectrum = try profiler.wait(about: layer) {
          try await $0.peerSpectrum(of: layer.index, as: peer)
        }
        return PeerSpectrumReport.Row(layer: layer, outcome: .success(spectrum))
      } catch let failure as Failure where failure.isOfWeight {
        return PeerSpectrumReport.Row(layer: layer, outcome: .failure(failure))
      }
    }
    if rows.allSatisfy({ $0.spectrum == nil }) {
      for case .failure(let failure) in rows.map(\.outcome) where failure.isOfWeight {
        throw failure
      }
    }
    try Output.write(
      PeerSpectrumReport(peer: peer, rows: rows, model: profiler.findings.model), as: format)
  }

  private func questions(about layer: LinearLayer) -> [any Question] {
    let matrization = matrization.matrization(mapSize: map.mapSize)
    let spectrum = SpectrumQuestion(layer: layer.index, matrization)
    return shuffled
      ? [spectrum, SpectrumQuestion(layer: layer.index, matrization, shuffledBy: seed)]
      : [spectrum]
  }

  /// A layer's spectrum, or why its weight has none; the other layers have theirs all the same.
  private func outcome(
    of layer: LinearLayer, by profiler: Profiler, progress: @escaping Profiler.Progress
  ) throws -> Result<LayerSpectrum.Found, Failure> {
    let matrization = matrization.matrization(mapSize: map.mapSize)
    let (index, seed, isCompared, samples) = (layer.index, seed, shuffled, bootstrap)
    progress(0)
    do {
      return .success(
        try profiler.wait(about: layer) { profiler in
          let spectrum = try await profiler.spectrum(of: index, matrization, progress: progress)
          let comparison =
            isCompared
            ? try await profiler.shuffleComparison(
              of: index, matrization, seed: seed, progress: progress) : nil
          var test: PowerLawTest?
          if let samples, spectrum.alpha != nil {
            test = try await profiler.powerLawTest(
              of: index, matrization, samples: samples, seed: seed, progress: progress)
          }
          return LayerSpectrum.Found(spectrum: spectrum, comparison: comparison, test: test)
        })
    } catch let failure as Failure where failure.isOfWeight {
      return .failure(failure)
    }
  }
}
