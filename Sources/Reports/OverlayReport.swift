package import DeepDataProfiler
package import NeuralNetwork
import System
package import TerminalUI

/// How alike a layer's activation at one position of an image is to those of some images.
package struct OverlayReport: Report {
  package static let command = "overlay"
  package static let rows = "a row for each similarity"

  /// An image that was compared with, and its similarities.
  package typealias Part = (subject: SimilarityQuestion.Subject, overlay: SimilarityOverlay)

  /// The activations of the image that the position is in.
  let activations: FeatureMaps
  let image, row, column: Int
  /// The images, as they were named; all have the positions of the layer.
  let parts: [Part]
  let layer: LinearLayer
  let dataSet: Findings.DataSet?
  let model: Findings.Model

  package init(
    activations: FeatureMaps, image: Int, row: Int, column: Int, parts: [Part],
    layer: LinearLayer, dataSet: Findings.DataSet?, model: Findings.Model
  ) {
    self.activations = activations
    self.image = image
    self.row = row
    self.column = column
    self.parts = parts
    self.layer = layer
    self.dataSet = dataSet
    self.model = model
  }

  /// Images x rows x columns.
  package var shape: [Int] { [parts.count, activations.height, activations.width] }
  /// The similarities, image by image, row by row.
  package var values: [Float] { parts.flatMap(\.overlay.values) }

  package static let fields: [Field<OverlayReport>] =
    [
      .shape("shape", "images x rows x columns of the layer's positions") { $0.shape },
      .list(
        "values", of: .number,
        "the cosine similarities, image by image, row by row: -1 to 1; 0 where an activation is zero"
      ) { $0.values.map(JSON.float) },
      .text("layer", Meaning.layer) { $0.layer.name },
      .integer("image", "the image that the position is in, from 0") { $0.image },
      .shape("at", "the position's row and column, from 0") { [$0.row, $0.column] },
      .records("images", "what each map is of", of: subjectFields) { report in
        report.parts.map { ($0.subject, report.dataSet) }
      },
      .text("activation", "the activation that follows the layer; null where none does") {
        $0.activations.activation
      },
    ] + Field.uses { $0.layer } + [.architecture { $0.model }]

  private typealias Subject = (subject: SimilarityQuestion.Subject, dataSet: Findings.DataSet?)

  private static let subjectFields: [Field<Subject>] = [
    .integer("image", "the image, from 0; null for an optimised one") { subject, _ in
      subject.image
    },
    .value("class", .label, "its class; null for an optimised one") { subject, dataSet in
      guard let dataSet, let image = subject.image else { return .null }
      return dataSet.json(ofClass: dataSet.labels[image])
    },
    .text("name", "the name of its class; null for an optimised one") { subject, dataSet in
      guard let dataSet, let image = subject.image else { return nil }
      return dataSet.name(ofClass: dataSet.labels[image])
    },
    .integer(
      "vector", "the singular vector that it brings out; null for an image of the data set"
    ) { subject, _ in subject.vector },
  ]

  /// A row for each similarity.
  package var table: Table {
    var table = Table([
      ("image", .right), ("row", .right), ("column", .right), ("similarity", .right),
    ])
    for part in parts {
      for (place, value) in part.overlay.values.enumerated() {
        table.add([
          part.subject.label, String(place / activations.width),
          String(place % activations.width), "\(value)",
        ])
      }
    }
    return table
  }

  /// What is compared with what, and each image under its similarities beside these alone.
  package func text(for reader: Reader) -> String {
    let theme = Theme.dark.adapted(to: reader.display)
    let sheet = OverlaySheet(
      tiles: parts.map { (title(of: $0), $0.overlay) }, display: theme.display
    ).canvas(columns: reader.columns)
    let zero =
      isZero ? "the activation at \(row),\(column) is zero: nothing is alike to it\n" : ""
    return title + "\n\(zero)\n"
      + (theme.display.colors == .none ? sheet.text : sheet.ansi(theme)) + model.remarks
  }

  /// What is compared with what, in a line.
  package var title: String {
    "\(layer.title)  similarity of \(activations.formula) at row \(row) column \(column) of "
      + "image \(name(ofImage: image)), \(activations.height)x\(activations.width) positions"
  }

  /// Whether the activation has no direction that another could be alike to.
  private var isZero: Bool {
    (0..<activations.count).allSatisfy {
      activations[$0].dropFirst(row * activations.width + column).first == 0
    }
  }

  private func title(of part: Part) -> String {
    part.subject.image.map { "image \(name(ofImage: $0))" }
      ?? "optimised image of \(part.subject.label)"
  }

  private func name(ofImage image: Int) -> String {
    dataSet.map { "\(image) (\"\($0.name(ofClass: $0.labels[image]).printable)\")" } ?? "\(image)"
  }
}

extension SimilarityQuestion.Subject {
  /// The image of the data set.
  package var image: Int? { if case .image(let image) = self { image } else { nil } }

  /// The vector that an optimised image brings out.
  fileprivate var vector: Int? {
    if case .optimized(let question) = self { question.objective.terms.first?.vector } else { nil }
  }

  /// `17`, or `v3` for an optimised image.
  fileprivate var label: String {
    image.map(String.init) ?? vector.map { "v\($0)" } ?? ""
  }
}
