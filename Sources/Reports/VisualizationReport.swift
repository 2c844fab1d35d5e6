package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// An image that brings out singular vectors of a layer, and the file that it was written into.
package struct VisualizationReport: Report {
  package static let command = "visualize"
  package static let rows = "a row for each vector"
  let file: String?
  let image: OptimizedImage
  let layer: LinearLayer
  let subject: Subject
  let recipe: VisualizationRecipe
  let findings: Findings

  /// What an image brings out, and of which group that is.
  package struct Subject: Sendable {
    package let objective: VisualizationObjective
    let group: Group?

    package init(objective: VisualizationObjective, group: Group? = nil) {
      self.objective = objective
      self.group = group
    }
  }

  /// A group of the hierarchy.
  package struct Group: Sendable {
    let id: Int
    /// The labels of the classes that it is significant for.
    let classes: [Int]

    package init(id: Int, classes: [Int]) {
      self.id = id
      self.classes = classes
    }
  }

  package init(
    file: String?, image: OptimizedImage, layer: LinearLayer, subject: Subject,
    recipe: VisualizationRecipe, findings: Findings
  ) {
    self.file = file
    self.image = image
    self.layer = layer
    self.subject = subject
    self.recipe = recipe
    self.findings = findings
  }

  private var objective: VisualizationObjective { subject.objective }

  package static let fields: [Field<VisualizationReport>] =
    [
      .list(
        "objective", of: .number,
        "the weighted sum of the vectors' signals, of the image at the start and at the end"
      ) { [.double($0.image.objectives.first), .double($0.image.objectives.last)] },
      .text("file", "the PNG file that was written; null where none was") { $0.file },
      .text("layer", Meaning.layer) { $0.layer.name },
      .integer("group", "the group that they are, from 0; null for chosen vectors") {
        $0.subject.group?.id
      },
      .list("classes", of: .label, "the classes that the group is significant for") { report in
        let dataSet = report.findings.dataSet
        return report.subject.group?.classes.map { dataSet?.json(ofClass: $0) ?? .int($0) }
      },
      .records("vectors", "what the image brings out", of: termFields) { $0.objective.terms },
      .text(
        "pool", "how positions become one number: `mean`, `sum`, or one position's row and column"
      ) {
        $0.objective.pool.text
      },
      .text("parametrisation", "what was optimised: `fft`, `pixel` or `phase`") {
        $0.recipe.basis.rawValue
      },
      .integer("seed", "what random numbers follow from") { Int(clamping: $0.recipe.seed) },
      .integer("steps", "how many were taken up the gradient") { $0.image.steps },
      .shape("shape", "channels x rows x columns of the image") {
        [$0.image.channels, $0.image.height, $0.image.width]
      },
    ] + Field.uses { $0.layer } + [.architecture { $0.findings.model }]

  private static let termFields: [Field<VisualizationObjective.Term>] = [
    .integer("vector", "the singular vector, from 0") { $0.vector },
    .number("weight", "what its signal is multiplied by") { $0.weight },
  ]

  /// What the image was made of, as its file tells it, whatever that is called.
  package var making: JSON {
    .object(Self.fields.filter { $0.info.key != "file" }, of: self)
  }

  package var table: Table { Table(Self.termFields, rows: objective.terms) }

  package func text(for reader: Reader) -> String {
    let theme = Theme.dark.adapted(to: reader.display)
    let drawn = ImageTile(
      image.values, maps: image.channels, height: image.height, width: image.width, range: 0...1
    )?.canvas(columns: reader.columns, display: theme.display)
    let (first, last) = (image.objectives.first, image.objectives.last)
    let group = subject.group.map { "group \($0.id): " } ?? ""
    return
      "\(layer.title)  \(group)\(objective.title)  \(recipe.basis.rawValue)  seed \(recipe.seed)  "
      + "\(image.steps.counted("step"))\nobjective \(first.brief) to \(last.brief)\n\n"
      + ((theme.display.colors == .none ? drawn?.text : drawn?.ansi(theme)) ?? "")
      + findings.model.remarks
  }
}

extension VisualizationObjective {
  /// The vectors and their weights: `v1 -0.5 v3, mean`.
  package var title: String {
    let terms = terms.map { term in
      switch term.weight {
      case 1: "v\(term.vector)"
      case -1: "-v\(term.vector)"
      default: "\(term.weight.brief) v\(term.vector)"
      }
    }
    return terms.joined(separator: " + ") + ", " + pool.text
  }
}

extension VisualizationObjective.Pool {
  /// `mean`, `sum`, or a row and a column.
  var text: String {
    switch self {
    case .mean: "mean"
    case .sum: "sum"
    case .position(let row, let column): "\(row),\(column)"
    }
  }
}
