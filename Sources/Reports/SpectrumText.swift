import DeepDataProfiler
import Formats
import NeuralNetwork
import System
import TerminalUI

/// What a person reads of some layers' spectra: the numbers that matter most in 100 columns.
struct SpectrumText {
  let spectra: [LayerSpectrum]
  let model: Findings.Model
  let sum: AlphaHat
  /// Whether all singular values are wanted.
  let hasValues: Bool
  let display: Display

  /// A row a layer, what could not be fitted or is left out, alpha-hat, what alpha is taken to tell,
  /// and all singular values if they are wanted.
  var text: String {
    table.text + faults + model.leftOut.text + alphaHat + reading
      + (hasValues ? spectra.map(values).joined() : "")
  }

  /// A row for each layer that has a law.
  private var reading: String {
    guard spectra.contains(where: { $0.found?.reading != nil }) else { return "" }
    let isCompared = spectra.contains { $0.found?.comparison != nil }
    let isTested = spectra.contains { $0.found?.test != nil }
    var table = Table(
      [
        ("layer", .right), ("name", .left), ("alpha", .right), ("training", .left), ("mu", .right),
        ("regularization", .left),
      ]
        + (isCompared
          ? [("shuffled lambda", .right), ("shuffled alpha", .right), ("distance", .right)] : [])
        + (isTested
          ? [("p", .right), ("R exponential", .right), ("R lognormal", .right)] : [])
        + [("doubts", .left)])
    for row in spectra {
      guard let found = row.found, let alpha = found.spectrum.alpha, let reading = found.reading
      else { continue }
      let shuffled = found.comparison
      table.add(
        [
          String(row.layer.index + 1), row.layer.name.tail(to: 16),
          alpha.text(decimals: 2), reading.training?.rawValue ?? "too few",
          reading.mu.text(decimals: 2), reading.regularization?.rawValue ?? "too few",
        ]
          + (isCompared
            ? [
              shuffled.map { $0.shuffled.lambdaMax.brief } ?? "-",
              shuffled?.shuffled.alpha.map { $0.text(decimals: 2) } ?? "-",
              shuffled.map { $0.distance.text(decimals: 3) } ?? "-",
            ] : [])
          + (isTested
            ? [
              found.test?.goodness.text(decimals: 3) ?? "-",
              found.test?.exponential.text ?? "-", found.test?.lognormal.text ?? "-",
            ] : [])
          + [reading.doubts])
    }
    let rules =
      "training: alpha below 2 over, 2 to 6 well, above 6 under, WeightWatcher's rule of thumb\n"
      + "regularization: mu to 4 good, to 7 fair, above none, DeepDataProfiler's rule of thumb\n"
    let test =
      "p: the fraction of synthetic samples as far from their laws or farther; poor fit below 0.1\n"
      + "R: the likelihood ratio to another tail, above 0 for the power law (and its p)\n"
    return "\n" + table.text + rules + (isTested ? test : "")
  }

  private var table: Table {
    let plusMinus = display.isUnicode ? "\u{B1}" : "+-"
    var table = Table([
      ("layer", .right), ("name", .left), ("matrix", .left), ("rank", .right),
      ("lambda", .right), ("alpha", .left), ("xmin", .right), ("D", .right), ("tail", .right),
      ("spikes", .right), ("stable", .right), ("weighted", .right),
    ])
    for row in spectra {
      let (layer, spectrum) = (row.layer, row.spectrum)
      let law = row.law
      let rank = spectrum.map { String($0.rank) }
      func text(_ value: Double?) -> String { value.map(\.brief) ?? "-" }
      table.add([
        String(layer.index + 1), layer.name.tail(to: 16), layer.matrix,
        rank ?? "-", text(spectrum?.lambdaMax),
        law.map { $0.alpha.text(decimals: 2) + plusMinus + $0.sigma.text(decimals: 2) } ?? "no fit",
        text(law?.xmin), law.map { $0.distance.text(decimals: 3) } ?? "-",
        law.map { String($0.tailCount) } ?? "-", spectrum?.spikes.map { String($0) } ?? "-",
        text(spectrum?.stableRank), spectrum?.weightedAlpha.map { $0.text(decimals: 2) } ?? "-",
      ])
    }
    return table
  }

  private var faults: String {
    spectra.filter { $0.fit != "ok" }
      .map { row in
        let what = row.spectrum == nil ? "it has no spectrum" : "no power law was fitted"
        return "\(row.layer.name.printable): \(what): \(row.fit)\n"
      }.joined()
  }

  private var alphaHat: String {
    let left = sum.unfitted == 0 ? "" : ", \(sum.unfitted) without a fit left out"
    let value = sum.value.map { $0.text(decimals: 2) } ?? "none"
    return "alpha-hat \(value), the \(sum.convention.description) \(sum.coverage)\(left)\n"
  }

  /// The singular values of a layer, ten in a line after the number of the first.
  private func values(_ row: LayerSpectrum) -> String {
    guard let spectrum = row.spectrum else { return "" }
    let values = spectrum.singularValues
    var table = Table(
      [("i", .right)] + (0..<min(10, values.count)).map { ("+\($0)", .right) })
    for start in stride(from: 0, to: values.count, by: 10) {
      let line = (start..<start + min(10, values.count)).map {
        $0 < values.count ? values[$0].brief : ""
      }
      table.add([String(start)] + line)
    }
    let count = values.count.counted("singular value")
    return "\n\(row.layer.name.printable): \(count), rank \(spectrum.rank)\n" + table.text
  }
}

extension LikelihoodRatio {
  /// The ratio, and how likely it is by chance.
  fileprivate var text: String { "\(normalized.text(decimals: 2)) (\(p.text(decimals: 3)))" }
}
