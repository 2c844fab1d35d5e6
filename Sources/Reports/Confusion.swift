package import DeepDataProfiler
import TerminalUI

/// How often the images of each class were taken for each output.
package struct Confusion {
  /// The labels that occur, ascending; where these are outputs, those that were predicted, too.
  private let classes: [Int]
  /// The outputs that were predicted, ascending; where labels are outputs, these too.
  private let outputs: [Int]
  private let dataSet: Findings.DataSet
  /// For each label, how often each output was predicted.
  private var counts: [Int: [Int: Int]] = [:]

  package init(_ predictions: Predictions, of dataSet: Findings.DataSet) {
    let predicted = predictions.predicted
    self.dataSet = dataSet
    let isSquare = dataSet.mismatch == nil
    classes = Set(predictions.labels + (isSquare ? predicted : [])).sorted()
    outputs = isSquare ? classes : Set(predicted).sorted()
    for (label, guess) in zip(predictions.labels, predicted) {
      counts[label, default: [:]][guess, default: 0] += 1
    }
  }

  /// The table if it fits, else a list of what each class was taken for.
  package func text(within width: Int) -> String {
    let table = table
    return table.width <= width
      ? "each line is a class, each column \(isSquare ? "" : "an output, ")what its images were taken for\n"
        + table.text
      : list(within: width)
  }

  private var table: Table {
    var table = Table(
      [("class", .left)] + outputs.map { (dataSet.name(ofOutput: $0), .right) }
        + (isSquare ? [("correct", .right)] : []))
    for label in classes {
      let row = outputs.map { counts[label]?[$0] ?? 0 }
      table.add(
        [dataSet.name(ofClass: label)] + row.map { $0 == 0 ? "." : String($0) }
          + (isSquare ? [correct(label)] : []))
    }
    return table
  }

  private func list(within width: Int) -> String {
    var table = Table([
      ("class", .right), ("name", .left), ("images", .right), ("correct", .right),
      ("taken for", .left),
    ])
    let room = max(30, width - 57)
    for label in classes {
      let wrong = (counts[label] ?? [:]).filter { !isSquare || $0.key != label }
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      table.add([
        dataSet.text(ofClass: label).cut(to: 30), dataSet.name(ofClass: label).cut(to: 30),
        String(total(label)), isSquare ? correct(label) : "?",
        wrong.map { "\(dataSet.name(ofOutput: $0.key)) (\($0.value))" }.listed(within: room),
      ])
    }
    return table.text
  }

  /// Whether labels are outputs.
  private var isSquare: Bool { dataSet.mismatch == nil }

  private func total(_ label: Int) -> Int { counts[label]?.values.reduce(0, +) ?? 0 }

  private func correct(_ label: Int) -> String {
    let total = total(label)
    guard total > 0 else { return "-" }
    return (Double(counts[label]?[label] ?? 0) / Double(total)).percent(decimals: 1)
  }
}
