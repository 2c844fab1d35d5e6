package import DeepDataProfiler
import Formats
package import NeuralNetwork
import System
import TerminalUI

/// What an optimised image is made of, which its file tells, and what is the same of every image that is made
/// so.
package struct VisualizationMaking: Sendable {
  let layer: LinearLayer
  let subject: Subject
  let recipe: VisualizationRecipe
  /// Which of the recipe's starts it is.
  let start: Int
  /// The picture's.
  package let rows, columns: Int
  private let findings: Findings

  /// What an image brings out, and of which group that is.
  package struct Subject: Sendable {
    package let objective: VisualizationObjective
    let group: Group?

    package init(objective: VisualizationObjective, group: Group? = nil) {
      self.objective = objective
      self.group = group
    }

    /// What its file is called among those of a layer: `v3`, or `group-0`.
    package var name: String {
      group.map { "group-\($0.id)" }
        ?? objective.terms.map { "v\($0.vector)" }.joined(separator: "-")
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

  /// What an image of a layer is made of.
  /// - Parameters:
  ///   - layer: the layer.
  ///   - subject: what it brings out.
  ///   - recipe: how it comes about.
  ///   - start: which of the recipe's starts it is.
  ///   - rows: the picture's.
  ///   - columns: the picture's.
  ///   - findings: where what is taken of the network and the data set is known, if it is.
  package init(
    layer: LinearLayer, subject: Subject, recipe: VisualizationRecipe, start: Int = 0, rows: Int,
    columns: Int, findings: Findings
  ) {
    self.layer = layer
    self.subject = subject
    self.recipe = recipe
    self.start = start
    (self.rows, self.columns) = (rows, columns)
    self.findings = findings
  }

  /// What it brings out.
  package var objective: VisualizationObjective { subject.objective }

  var model: Findings.Model { findings.model }

  /// What the network takes for black and for white, for each of its channels, where the data set tells.
  var ranges: [ClosedRange<Double>] { findings[InputRangesQuestion()].answer ?? [] }

  /// The images of the data set whose magnitudes it does not take, as `phase` takes those of the others.
  var leftOut: [LeftOutImage]? { findings[MagnitudesQuestion()].answer?.leftOut }

  private var digest: Digest? {
    findings[
      VisualizationDigestQuestion(
        VisualizationQuestion(layer: layer.index, subject.objective, recipe))
    ].answer
  }

  /// What its file tells.
  package var text: String { JSON.object(Self.fields, of: self).text }

  static let fields: [Field<VisualizationMaking>] =
    [
      .text("layer", Meaning.layer) { $0.layer.name },
      .integer("group", "the group that the vectors are, from 0; null for chosen ones") {
        $0.subject.group?.id
      },
      .list("classes", of: .label, "the classes that the group is significant for") { making in
        let dataSet = making.findings.dataSet
        return making.subject.group?.classes.map { dataSet?.json(ofClass: $0) ?? .int($0) }
      },
      .records("vectors", "what the image brings out", of: termFields) {
        $0.subject.objective.terms
      },
      .text(
        "pool", "how positions become one number: `mean`, `sum`, or one position's row and column"
      ) { $0.subject.objective.pool.text },
      .text("parametrisation", "what was optimised: `fft`, `pixel` or `phase`") {
        $0.recipe.basis.rawValue
      },
      .integer("seed", "what random numbers follow from") { Int(clamping: $0.recipe.seed) },
      .integer("steps", "how many were taken up the gradient") { $0.recipe.steps },
      .integer("from", "the image of the data set that it began with; null for noise") {
        $0.recipe.beginning
      },
      .integer("start", "which of the images it is that were optimised together, from 0") {
        $0.start
      },
      .integer("starts", "how many images were optimised together") { $0.recipe.starts },
      .number("diversity", "how much it counted that they differ; null for one alone") {
        $0.recipe.starts > 1 ? $0.recipe.diversity : nil
      },
      .list(
        "crops", of: .number,
        "how much of the image's area the parts cover that were looked at, the least and the most; null but "
          + "for `phase`"
      ) { making in
        let crops = making.recipe.crops
        return making.recipe.basis == .phase
          ? [.double(crops.lowerBound), .double(crops.upperBound)] : nil
      },
      .list(
        "ranges", of: .list(.number),
        "what the network took for black and for white, for each of its channels: the least and the "
          + "greatest number of the data set, where that holds floats; else null"
      ) { making in
        making.ranges.isEmpty
          ? nil
          : making.ranges.map { JSON.array([.double($0.lowerBound), .double($0.upperBound)]) }
      },
      .shape("size", "rows x columns of the picture") { [$0.rows, $0.columns] },
      .text(
        "digest",
        "SHA-256 of all that decides on the image: the files of the network and its card, what was asked "
          + "for, and what was taken of the data set"
      ) { $0.digest?.text },
    ]

  static let termFields: [Field<VisualizationObjective.Term>] = [
    .integer("vector", "the singular vector, from 0") { $0.vector },
    .number("weight", "what its signal is multiplied by") { $0.weight },
  ]
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
