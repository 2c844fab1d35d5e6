import ArgumentParser
import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports
import System
import TerminalUI

extension SignalArchive.Provenance {
  /// How many ranges are named in a line.
  private static let namedCount = 3

  /// Says on standard error which images of the data set were run, unless all were.
  fileprivate func mentionGaps() {
    let count = images.map(\.count).reduce(0, +)
    guard count < dataImages else { return }
    let named = images.prefix(Self.namedCount).map { range in
      range.count == 1
        ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound - 1)"
    }.joined(separator: ", ")
    let rest = images.count - Self.namedCount
    complain(
      "the files hold signals of \(count.grouped) of \(dataImages.counted("image")): \(named)"
        + (rest > 0 ? " and \(rest.counted("more range"))" : ""))
  }
}

extension SignalArchive {
  /// Says on standard error what it is not of, and what it is of that may not fit together.
  fileprivate func mention() {
    if provenance.kernels.count > 1 {
      complain(
        "the last digits of signals may differ, and vectors of nearly equal singular values be mixed "
          + "otherwise, as different kernels computed them: "
          + provenance.kernels.joined(separator: "; "))
    }
    provenance.mentionGaps()
    signals.leftOut.mention(beside: signals.images.count)
  }
}

/// The signals that are looked at, and what decides on significance.
struct SignificanceOptions: ParsableArguments {
  @OptionGroup var pooling: PoolOption
  @Option(
    help: ArgumentHelp(
      "A file of signals that `signals -o` has written, taken with its pool instead of running the "
        + "images; repeatable, for parts of one table.", valueName: "file"), completion: .file())
  var signals: [String] = []
  @OptionGroup var thresholds: ThresholdOptions

  /// The options that are given.
  var given: [String] {
    (pooling.stated == nil ? [] : ["--pool"]) + (signals.isEmpty ? [] : ["--signals"])
      + thresholds.given
  }

  /// What is significant in a layer, the signals, what says on standard error what they are not of, and the
  /// hierarchy that they induce, which takes longer.
  typealias Found = (
    found: Significances, signals: SignalTable, mention: () -> Void,
    hierarchy: () throws -> SemanticHierarchy
  )

  /// Opens a model with its images, which files of signals stand in for.
  func open(_ options: ModelOptions, _ images: DataOptions) throws -> Profiler {
    signals.isEmpty ? try options.open(showing: images) : try options.open(data: images.data)
  }

  /// Finds what is significant in some layers: in one, where signals lie in files.
  /// - Throws: what is wrong with the images or the files of signals.
  func found(in layers: [LinearLayer], by profiler: Profiler) throws -> [Found] {
    guard signals.isEmpty else { return try foundInFiles(layers, by: profiler) }
    return try layers.enumerated().map { place, layer in
      let (parameters, pool) = (thresholds.parameters, pooling.pool)
      let (spectrum, significance, table) = try profiler.wait(about: layer) { profiler in
        (
          try await profiler.spectrum(of: layer.index),
          try await profiler.hypergraph(
            of: layer.index, parameters, pool: pool,
            progress: ProgressBar.of("signals \(layer.name)")),
          try await profiler.signals(of: layer.index, pool: pool)
        )
      }
      return (
        Significances(
          layer: layer, spectrum: spectrum, significance: significance, pool: pool,
          leftOut: table.leftOut, labels: profiler.findings.dataSet?.labels ?? [],
          dataSet: profiler.findings.dataSet, model: profiler.findings.model), table,
        { if place == 0 { table.leftOut.mention(beside: table.images.count) } },
        {
          try profiler.wait(about: layer) {
            try await $0.hierarchy(of: layer.index, parameters, pool: pool)
          }
        }
      )
    }
  }

  /// Finds what is significant in the layer of the files of signals.
  private func foundInFiles(_ layers: [LinearLayer], by profiler: Profiler) throws -> [Found] {
    let archive = try SignalArchive.merged(contentsOf: signals)
    let table = archive.signals
    if let pool = pooling.stated, pool != table.pool {
      throw Failure(
        kind: .unfitting, subject: signals[0],
        problem: "its signals are pooled by \(table.pool.rawValue), not by \(pool.rawValue)",
        cure: "leave out --pool")
    }
    return try layers.map { layer in
      let spectrum = try spectrum(of: layer, by: profiler, for: archive)
      let significance = SignificanceHypergraph(table, parameters: thresholds.parameters)
      return (
        Significances(
          layer: layer, spectrum: spectrum, significance: significance, pool: table.pool,
          leftOut: table.leftOut, labels: table.labels, dataSet: profiler.findings.dataSet,
          model: profiler.findings.model), table,
        archive.mention, { SemanticHierarchy(significance, signals: table) }
      )
    }
  }

  /// The spectrum of a layer that signals of files are of.
  private func spectrum(
    of layer: LinearLayer, by profiler: Profiler, for archive: SignalArchive
  ) throws -> Spectrum {
    do {
      return try profiler.wait {
        try await $0.check(archive, isOf: layer.index)
        return try await $0.spectrum(of: layer.index)
      }
    } catch let failure as Failure where failure.subject == nil {
      throw failure.about(signals[0])
    }
  }
}
