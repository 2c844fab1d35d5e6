package import DeepDataProfiler
import Formats
package import NeuralNetwork
import System
import TerminalUI

/// All of a model on one page of HTML, which needs nothing but itself: what it is, its spectra, and of
/// each chosen layer the hypergraph and the illustrated hierarchy (paper figures 6, 7 and 9).
package struct ReportPage {
  /// A chosen layer: what is significant in it, or why that is not known.
  package typealias Chosen = (layer: LinearLayer, section: Result<HierarchySection, PageFault>)

  let model: Findings.Model
  let dataSet: Findings.DataSet?
  let predictions: Result<Predictions, PageFault>
  let spectra: [LayerSpectrum]
  let layers: [Chosen]
  let images: PageImages

  package init(
    model: Findings.Model, dataSet: Findings.DataSet?, predictions: Result<Predictions, PageFault>,
    spectra: [LayerSpectrum], layers: [Chosen], images: PageImages
  ) {
    self.model = model
    self.dataSet = dataSet
    self.predictions = predictions
    self.spectra = spectra
    self.layers = layers
    self.images = images
  }

  /// The file's text.
  package var text: String {
    HTML.page(
      title: "\(model.file.printable): what its layers have learned", style: PageStyle.css,
      body: [
        HTML(
          "main",
          [images.definitions, header, nav] + facts
            + SpectraSection(spectra: spectra, model: model).html
            + layers.map(section))
      ])
  }

  private func id(_ layer: LinearLayer) -> String { "layer-\(layer.index + 1)" }

  private var header: HTML {
    HTML(
      "header",
      [
        HTML("h1", model.file),
        HTML(
          "p", ["class": "quiet"],
          "What its linear layers have learned, by the singular value decomposition of their weights "
            + "(Praggastis et al., 2022)."),
      ])
  }

  private var nav: HTML {
    let entries =
      [("model", "Model"), ("spectra", "Spectra"), ("alpha", "Alpha")]
      + layers.map { (id($0.layer), $0.layer.name) }
    return HTML(
      "nav", ["aria-label": "Contents"],
      [
        HTML(
          "ol", entries.map { HTML("li", [HTML("a", ["href": "#" + $0.0], $0.1)]) })
      ])
  }

  private var facts: [HTML] {
    var entries = [
      ("file", "\(model.file), \(model.format)"),
      ("parameters", model.parameters.grouped),
      (
        "linear layers",
        "\(model.layers.count)"
          + (model.leftOut.isEmpty ? "" : ", and \(model.leftOut.count) weights that are left out")
      ),
      ("graph", graph),
    ]
    if let dictionary = model.stateDictionary { entries.append(("state dict", dictionary)) }
    if let dataSet {
      let classes = Set(dataSet.labels).count
      entries.append(
        (
          "images",
          "\(dataSet.file), \(dataSet.labels.count.counted("image")) of "
            + classes.counted("class", plural: "classes")
        ))
    }
    entries.append(("accuracy", accuracy))
    return [
      HTML("h2", ["id": "model"], "Model"),
      HTML("dl", entries.flatMap { [HTML("dt", $0.0), HTML("dd", $0.1)] }),
    ]
  }

  private var graph: String {
    switch model.graph {
    case .file: "from the file"
    case .card: "from the model's card"
    case .assumed: "assumed: torchvision's \(model.architecture ?? ""), by the tensors' names"
    case nil: "none: the file holds weights alone"
    }
  }

  private var accuracy: String {
    switch predictions {
    case .failure(let fault): return "not known: \(fault.words)"
    case .success(let predictions):
      var words = dataSet?.mismatch.map { "not known: \($0.reason)" } ?? "not known"
      if let accuracy = predictions.accuracy, let correct = predictions.correctCount {
        words =
          "\(accuracy.percent(decimals: 1)), \(correct.grouped) of "
          + predictions.labels.count.counted("image")
      }
      let leftOut = predictions.leftOut
      if !leftOut.isEmpty {
        words += ", \(leftOut.count) left out: " + leftOut.words(naming: Self.mostNamed)
      }
      if dataSet?.isMatchedByOrder == true {
        words += "; classes are taken for outputs in their order, as nothing else matches them"
      }
      if let choice = predictions.scores.choice {
        words += "; by the output \(predictions.scores.output) of \(choice)"
      }
      return words
    }
  }

  /// The most images that are named of those that are left out.
  private static let mostNamed = 20

  private func section(_ chosen: Chosen) -> HTML {
    let layer = chosen.layer
    let shapes = [layer.inputShape, layer.outputShape].compactMap { $0.map { "\($0)" } }
    let heading = [
      HTML("h2", ["id": id(layer)], layer.name),
      HTML(
        "p", ["class": "quiet"],
        "\(layer.kind.rawValue), weight \(layer.weightShape), matrix \(layer.matrix)"
          + (shapes.count == 2 ? ", from \(shapes[0]) to \(shapes[1])" : "")
          + (layer.uses > 1 ? "; use 1 of \(layer.uses)" : "")),
    ]
    let parts: [HTML] =
      switch chosen.section {
      case .success(let section): section.html(images)
      case .failure(let fault):
        [
          HTML(
            "p", ["class": "warn"],
            "Its hypergraph and hierarchy are not known: \(fault.words)")
        ]
      }
    return HTML("section", ["class": "layer"], heading + parts)
  }
}
