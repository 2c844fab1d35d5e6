package import DeepDataProfiler
import NeuralNetwork
import System
package import TerminalUI

/// An image that brings out singular vectors of a layer, and the file that it is in.
package struct VisualizationReport: Report {
  package static let command = "visualize"
  package static let rows = "a row for each vector of each image"
  let making: VisualizationMaking
  let file: String?
  let objectives: OptimizedImage.Objectives
  /// The image; nil where it is not made now, as its file was there.
  let image: OptimizedImage?

  /// An image that is made now.
  package init(_ making: VisualizationMaking, file: String?, image: OptimizedImage) {
    self.making = making
    self.file = file
    self.image = image
    objectives = image.objectives
  }

  /// An image whose file was there.
  package init(
    _ making: VisualizationMaking, file: String, objectives: OptimizedImage.Objectives
  ) {
    self.making = making
    self.file = file
    self.objectives = objectives
    image = nil
  }

  package static let fields: [Field<VisualizationReport>] =
    reachedFields + makingFields + usedFields

  private static let reachedFields: [Field<VisualizationReport>] = [
    .list(
      "objective", of: .number,
      "the weighted sum of the vectors' signals, of the image at the start and at the end"
    ) { [.double($0.objectives.first), .double($0.objectives.last)] },
    .text("file", "the PNG file that it is in; null where it is in none") { $0.file },
    .flag("made", "whether it was made now; false where its file was there already") {
      $0.image != nil
    },
  ]

  private static let makingFields: [Field<VisualizationReport>] =
    VisualizationMaking.fields.map { field in field.of { $0.making } }

  private static let usedFields: [Field<VisualizationReport>] =
    [
      .shape("shape", "channels x rows x columns of the image; null where it was there already") {
        $0.image.map { [$0.channels, $0.height, $0.width] }
      },
      Field.unreadable { $0.making.leftOut }
        .only("with `--parametrisation phase`") { $0.making.recipe.basis == .phase },
    ] + Field.uses { $0.making.layer } + [.architecture { $0.making.model }]

  package var table: Table { Self.table(of: [self]) }

  /// The rows of several.
  package static func table(of reports: [Self]) -> Table {
    typealias Row = (term: VisualizationObjective.Term, report: VisualizationReport)
    let fields: [Field<Row>] =
      VisualizationMaking.termFields.map { field in field.of { $0.term } }
      + [
        .text("file", "the file that the image is in") { $0.report.file },
        .number("objective_start", "the objective at the start") { $0.report.objectives.first },
        .number("objective", "the objective at the end") { $0.report.objectives.last },
      ]
    return Table(
      fields,
      rows: reports.flatMap { report in
        report.making.subject.objective.terms.map { (term: $0, report: report) }
      })
  }

  /// The object of one, or one that holds those of several.
  package static func json(of reports: [Self], isOne: Bool) -> JSON {
    isOne && reports.count == 1
      ? reports[0].json : .object([("images", .array(reports.map(\.json)))])
  }

  /// The picture of one, or a line for each of several.
  package static func text(of reports: [Self], isOne: Bool, for reader: Reader) -> String {
    if isOne, reports.count == 1 { return reports[0].text(for: reader) }
    guard let first = reports.first else { return "no image is asked for\n" }
    let lines = reports.map { report in
      "\(report.image == nil ? "there" : "made")  \((report.file ?? "").printable)  "
        + "\(report.title)  \(report.rise)\n"
    }
    return "\(first.making.layer.title)  \(first.making.summary)\n\(first.making.inputText)\n"
      + lines.joined() + first.making.model.remarks
  }

  package func text(for reader: Reader) -> String {
    let theme = Theme.dark.adapted(to: reader.display)
    let drawn = image.flatMap { image in
      ImageTile(image)?.canvas(columns: reader.columns, display: theme.display)
    }
    return "\(making.layer.title)  \(title)  \(making.summary)\n\(rise)\n\(making.inputText)\n"
      + ((theme.display.colors == .none ? drawn?.text : drawn?.ansi(theme)) ?? "")
      + making.model.remarks
  }

  private var title: String {
    let group = making.subject.group.map { "group \($0.id): " } ?? ""
    return group + making.subject.objective.title
  }

  private var rise: String { "objective \(objectives.first.brief) to \(objectives.last.brief)" }
}

extension VisualizationMaking {
  /// How it comes about.
  fileprivate var summary: String {
    let beginning = recipe.beginning.map { "  from image \($0)" } ?? ""
    return "\(recipe.basis.rawValue)  seed \(recipe.seed)  \(recipe.steps.counted("step"))"
      + beginning
  }

  /// What black and white are, where the data set tells; nothing elsewhere.
  fileprivate var inputText: String {
    guard !ranges.isEmpty else { return "" }
    let texts = ranges.map { "\($0.lowerBound.brief) to \($0.upperBound.brief)" }
    let distinct = Set(texts).count == 1 ? [texts[0]] : texts
    return "black to white: \(distinct.joined(separator: ", ")), as the data have it\n"
  }
}
