import DeepDataProfiler
import NeuralNetwork
import System
import TerminalUI

/// What a page tells of the spectra of layers: the charts, and the table of alphas with what it is taken to
/// tell.
struct SpectraSection {
  let spectra: [LayerSpectrum]
  let model: Findings.Model

  var html: [HTML] {
    [
      HTML("h2", ["id": "spectra"], "Spectra"),
      HTML(
        "p",
        [
          .text("The singular values of each layer's unfolded matrix, and the density of its "),
          .text("eigenvalues (their squares) on logarithmic axes. "),
          HTML(
            "span", ["class": "key-law"],
            "Solid: the fitted power law; dotted: where it begins, xmin."),
          .text(" "),
          HTML(
            "span", ["class": "key-bulk"], "Dashed: the edges of the bulk that noise would have."),
        ]),
      HTML("div", ["class": "charts"], spectra.map(figure)),
      HTML("h2", ["id": "alpha"], "Alpha"), table,
    ] + rules
  }

  private func figure(_ row: LayerSpectrum) -> HTML {
    let name = row.layer.name
    let caption = HTML("b", name)
    guard let spectrum = row.spectrum else {
      return HTML(
        "figure", [HTML("figcaption", [caption, .text(" it has no spectrum: \(row.fit)")])])
    }
    let law = row.law.map {
      "alpha \($0.alpha.text(decimals: 2)) ± \($0.sigma.text(decimals: 2)), D "
        + "\($0.distance.text(decimals: 3)), \($0.tailCount) of \(spectrum.rank) values in the tail"
    }
    return HTML(
      "figure",
      [
        HTML(
          "figcaption", [caption, .text(" \(row.layer.matrix), \(law ?? "no fit: \(row.fit)")")]),
        SpectrumGraphic(name: name, spectrum: spectrum).html,
      ])
  }

  private var table: HTML {
    let columns: [(String, Bool)] = [
      ("layer", false), ("matrix", false), ("rank", true), ("largest eigenvalue", true),
      ("alpha", true), ("D", true), ("tail", true), ("spikes", true), ("stable rank", true),
      ("weighted", true), ("training", false), ("mu", true), ("regularization", false),
      ("doubts", false),
    ]
    return HTML(
      "div", ["class": "wide"],
      [
        HTML(
          "table",
          [
            HTML(
              "caption",
              "Unfolded matrices. Weighted: alpha log10 of the largest eigenvalue, the layer's part of "
                + "alpha-hat."),
            HTML(
              "thead",
              [
                HTML(
                  "tr",
                  columns.map {
                    HTML("th", ["scope": "col", "class": $0.1 ? "number" : "word"], $0.0)
                  })
              ]),
            HTML(
              "tbody",
              spectra.map { row in
                HTML(
                  "tr",
                  [HTML("th", ["scope": "row"], row.layer.name)]
                    + zip(columns.dropFirst(), cells(row)).map {
                      HTML("td", ["class": $0.1 ? "number" : "word"], $1)
                    })
              }),
          ])
      ])
  }

  private func cells(_ row: LayerSpectrum) -> [String] {
    guard let spectrum = row.spectrum else {
      return [row.layer.matrix] + Array(repeating: "-", count: 11) + [row.fit]
    }
    let (law, reading) = (row.law, row.found?.reading)
    return [
      row.layer.matrix, String(spectrum.rank), spectrum.lambdaMax.brief,
      law.map { "\($0.alpha.text(decimals: 2)) ± \($0.sigma.text(decimals: 2))" } ?? "no fit",
      law.map { $0.distance.text(decimals: 3) } ?? "-", law.map { String($0.tailCount) } ?? "-",
      spectrum.spikes.map { String($0) } ?? "-", spectrum.stableRank.map(\.brief) ?? "-",
      spectrum.weightedAlpha.map { $0.text(decimals: 2) } ?? "-",
      reading.map { $0.training?.rawValue ?? "too few" } ?? "-",
      reading?.mu.text(decimals: 2) ?? "-",
      reading.map { $0.regularization?.rawValue ?? "too few" } ?? "-",
      law == nil ? row.fit : reading?.doubts ?? "",
    ]
  }

  private var rules: [HTML] {
    let sum = AlphaHat(spectra.map(\.part), among: model.layerCount)
    let left = sum.unfitted == 0 ? "" : ", \(sum.unfitted) without a fit left out"
    let value = sum.value.map { $0.text(decimals: 2) } ?? "none"
    return [
      HTML(
        "p",
        [
          HTML("b", "alpha-hat \(value)"),
          .text(", the \(sum.convention.description) \(sum.coverage)\(left)."),
        ]),
      HTML(
        "p", ["class": "quiet"],
        "Training: alpha below 2 over, 2 to 6 well, above 6 under, by WeightWatcher's rule of thumb. "
          + "Regularization: mu = 2 (alpha - 1) to 4 good, to 7 fair, above none, by DeepDataProfiler's. D: the "
          + "distance between the tail and its law. Spikes: eigenvalues beyond what 99 of 100 largest ones of noise "
          + "reach (Marchenko-Pastur, Tracy-Widom)."),
    ]
      + model.leftOut.map {
        HTML(
          "p", ["class": "warn"],
          "Left out: \($0.name), \($0.shape): \($0.reason)")
      }
  }
}
