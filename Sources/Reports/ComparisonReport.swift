package import DeepDataProfiler
import Formats
import NeuralNetwork
import System
package import TerminalUI

/// Models side by side: alpha-hat under each matrization, how accuracy follows it, and each layer's alpha.
package struct ComparisonReport: Report {
  package static let command = "compare"
  package static let rows =
    "a row for each layer and matrization, with alpha in each model, and "
    + "less that in the first"
  let models: [ComparedModel]
  let names: [MatrizationName]
  let convention: AlphaHat.Convention

  package init(
    models: [ComparedModel], names: [MatrizationName], convention: AlphaHat.Convention
  ) {
    self.models = models
    self.names = names
    self.convention = convention
  }

  package static let fields: [Field<ComparisonReport>] = [
    .records("models", "the models, in the order in which they were named", of: modelFields) {
      report in
      report.models.map { Row(model: $0, report: report) }
    },
    .byMatrization(
      "fits",
      .record([
        .init(
          key: "slope", kind: .number, unit: nil, meaning: "what accuracy gains with alpha-hat"),
        .init(key: "intercept", kind: .number, unit: nil, meaning: "the line's accuracy at 0"),
        .init(
          key: "r2", kind: .number, unit: nil,
          meaning: "the share of the variance that it accounts for; null of two models"),
      ]), "the straight line of accuracy over alpha-hat; null where there is none"
    ) { report in
      report.byName { name in
        guard let fit = report.fit(name) else { return .null }
        return .object([
          ("slope", .double(fit.slope)), ("intercept", .double(fit.intercept)),
          ("r2", .optional(fit.r2)),
        ])
      }
    },
    .text("alpha_hat_convention", Meaning.convention) { $0.convention.description },
  ]

  /// A model among the others.
  private struct Row: Sendable {
    let model: ComparedModel
    let report: ComparisonReport
  }

  private static let modelFields: [Field<Row>] = [
    .text("model", "its file, as it was named") { $0.model.file },
    .stateDictionary { $0.model.model },
    .records("layers", "its layers, in the order of the graph", of: layerFields) { row in
      row.model.layers.map { ($0.name, row) }
    },
    .byMatrization("alpha_hat", .number, Meaning.alphaHat) { row in
      row.report.byName { .optional(row.model.alphaHat($0, row.report.convention).value) }
    },
    .byMatrization("alpha_hat_layers", .integer, Meaning.alphaHatLayers) { row in
      row.report.byName { .int(row.model.alphaHat($0, row.report.convention).fitted) }
    },
    .integer("alpha_hat_of", Meaning.alphaHatOf, unit: "layers") { $0.model.model.layerCount },
    .leftOut { $0.model.model },
    .number("accuracy", "the accuracy that was named for it; null where none was") {
      $0.model.accuracy
    },
  ]

  private static let layerFields: [Field<(name: String, row: Row)>] = [
    .text("name", Meaning.name) { $0.name },
    .byMatrization("alpha", .number, Meaning.alpha) { layer in
      layer.row.report.byName { .optional(layer.row.model.alpha(ofLayer: layer.name, $0)) }
    },
    .byMatrization("alpha_difference", .number, "alpha less that in the first model") { layer in
      layer.row.report.byName {
        .optional(layer.row.report.difference(layer.name, $0, of: layer.row.model))
      }
    },
  ]

  private func byName(_ value: (MatrizationName) -> JSON) -> [(String, JSON)] {
    names.map { ($0.rawValue, value($0)) }
  }

  /// Alpha-hat and accuracy of the models that have both.
  private func points(_ name: MatrizationName) -> [LinearFitChart.Point] {
    models.enumerated().compactMap { index, model in
      guard let accuracy = model.accuracy, let x = model.alphaHat(name, convention).value else {
        return nil
      }
      return (index + 1, x, accuracy)
    }
  }

  /// Accuracy over alpha-hat; nil without accuracies, or when alpha-hat does not differ.
  private func fit(_ name: MatrizationName) -> LinearFit? {
    LinearFit(points(name).map { ($0.x, $0.y) })
  }

  /// The names of all layers, in the order in which the models have them.
  private var layerNames: [String] {
    var seen: Set<String> = []
    return models.flatMap(\.layers).map(\.name).filter { seen.insert($0).inserted }
  }

  /// Alpha of a layer in one model less that in the first.
  private func difference(
    _ layer: String, _ name: MatrizationName, of model: ComparedModel
  ) -> Double? {
    guard let alpha = model.alpha(ofLayer: layer, name),
      let first = models.first?.alpha(ofLayer: layer, name)
    else { return nil }
    return alpha - first
  }

  /// The models, the fits, what is missing, and each layer's alphas.
  package func text(for reader: Reader) -> String {
    modelTable.text + fitText + kinds + choices + faults + charts(for: reader) + "\n"
      + layerTable(isRounded: true).text
  }

  /// Which state dictionary was opened, a line for each model that has several.
  private var choices: String {
    models.filter { !$0.model.choice.isEmpty }.map { "\($0.file.printable): \($0.model.choice)" }
      .joined()
  }

  private var modelTable: Table {
    let hasAccuracies = models.contains { $0.accuracy != nil }
    var table = Table(
      [("#", .right), ("model", .left), ("layers", .right)]
        + (hasAccuracies ? [("accuracy", .right)] : [])
        + names.map { ("alpha-hat \($0.rawValue)", .right) })
    for (index, model) in models.enumerated() {
      table.add(
        [String(index + 1), model.file.tail(to: 32), String(model.layers.count)]
          + (hasAccuracies ? [model.accuracy.map(\.brief) ?? "-"] : [])
          + names.map { text(model.alphaHat($0, convention)) })
    }
    return table
  }

  /// Alpha-hat, and what it is over when that is not every layer.
  private func text(_ sum: AlphaHat) -> String {
    guard let value = sum.value else { return "-" }
    return value.text(decimals: 2) + (sum.fitted == sum.total ? "" : " \(sum.coverage)")
  }

  private var fitText: String {
    let lines = names.compactMap { name -> String? in
      guard let fit = fit(name) else { return nil }
      let r2 =
        fit.r2.map { "r2 \($0.text(decimals: 3))" }
        ?? (points(name).count > 2
          ? "all accuracies are equal" : "no r2 of two points")
      let sign = fit.intercept < 0 ? "-" : "+"
      return "\(name.rawValue): accuracy = \(fit.slope.brief) alpha-hat "
        + "\(sign) \(abs(fit.intercept).brief), \(r2)\n"
    }
    return "alpha-hat is the \(convention.description) over all layers unless said\n"
      + lines.joined()
  }

  /// What is said of models some of which are exported graphs.
  private var kinds: String {
    let formats = Set(models.map(\.model.format))
    guard formats.contains("onnx"), formats.count > 1 else { return "" }
    return
      "ONNX beside weights: batch normalisation may be folded into the weights of an exported graph, "
      + "which changes alpha\n"
  }

  /// Accuracy over alpha-hat under each matrization, as in figure 4 of the paper.
  private func charts(for reader: Reader) -> String {
    names.compactMap { name -> String? in
      guard let fit = fit(name) else { return nil }
      let chart = LinearFitChart(
        points: points(name), intercept: fit.intercept, slope: fit.slope, display: reader.display)
      let size = Size(columns: min(72, reader.columns), rows: 12)
      return "\naccuracy\n" + chart.canvas(size, legend: "alpha-hat \(name.rawValue)").text
    }.joined()
  }

  /// What alpha-hat leaves out, a line for each model and matrization.
  private var faults: String {
    models.flatMap { model in
      model.model.leftOut.map { "\(model.file.printable): " + [$0].text }
        + names.compactMap { name -> String? in
          let unfitted = model.alphaHat(name, convention).unfitted
          guard unfitted > 0 else { return nil }
          let reasons = zip(model.model.layers, model.spectra[name] ?? []).compactMap {
            layer, outcome -> String? in
            switch outcome {
            case .success(let spectrum):
              if case .failure(let fault) = spectrum.powerLaw {
                "\(layer.name.printable): \(fault)"
              } else {
                nil
              }
            case .failure(let error): "\(layer.name.printable): \(error)"
            }
          }
          return
            "\(model.file.printable): \(name.rawValue) leaves out \(unfitted.counted("layer")), "
            + (unfitted > 1 ? "the first " : "") + "\(reasons.first ?? "for no fit")\n"
        }
    }.joined()
  }

  package var table: Table { layerTable(isRounded: false) }

  /// A row for each layer and matrization: alpha in each model, and its difference from the first.
  private func layerTable(isRounded: Bool) -> Table {
    func text(_ value: Double?, sign: Bool = false) -> String {
      guard let value else { return isRounded ? "-" : "" }
      let plus = sign && value >= 0 ? "+" : ""
      return isRounded ? plus + value.text(decimals: 2) : "\(value)"
    }
    var columns: [(String, Table.Alignment)] = [("layer", .left), ("matrization", .left)]
    for index in models.indices {
      columns.append(("alpha \(index + 1)", .right))
      if index > 0 { columns.append(("\(index + 1) less 1", .right)) }
    }
    var table = Table(columns)
    for layer in layerNames {
      for name in names {
        var row = [isRounded ? layer.tail(to: 24) : layer, name.rawValue]
        for (index, model) in models.enumerated() {
          row.append(text(model.alpha(ofLayer: layer, name)))
          if index > 0 { row.append(text(difference(layer, name, of: model), sign: true)) }
        }
        table.add(row)
      }
    }
    return table
  }
}
