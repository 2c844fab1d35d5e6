import Explorer
import DeepDataProfiler

/// How often the images of each class were taken for each class.
struct Confusion {
  /// The labels that occur or were predicted, ascending.
  private let classes: [Int]
  private let names: [Int: String]
  /// For each label, how often each label was predicted.
  private var counts: [Int: [Int: Int]] = [:]

  init(_ predictions: Predictions, names dataSet: Findings.DataSet?) {
    let predicted = predictions.predicted
    classes = Set(predictions.labels + predicted).sorted()
    names = Dictionary(
      uniqueKeysWithValues: classes.map { ($0, dataSet?.name(ofClass: $0) ?? String($0)) })
    for (label, guess) in zip(predictions.labels, predicted) {
      counts[label, default: [:]][guess, default: 0] += 1
    }
  }

  /// The table if it fits, else a list of what each class was taken for.
  func text(within width: Int) -> String {
    let table = table
    return table.width <= width
      ? "each line is a class, each column what its images were taken for\n" + table.text
      : list(within: width)
  }

  private var table: Table {
    var table = Table(
      [("class", .left)] + classes.map { (name($0), .right) } + [("correct", .right)])
    for label in classes {
      let row = classes.map { counts[label]?[$0] ?? 0 }
      table.add([name(label)] + row.map { $0 == 0 ? "." : String($0) } + [correct(label)])
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
      let wrong = (counts[label] ?? [:]).filter { $0.key != label }
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      table.add([
        String(label), name(label).cut(to: 30), String(total(label)), correct(label),
        wrong.map { "\(name($0.key)) (\($0.value))" }.listed(within: room),
      ])
    }
    return table.text
  }

  private func name(_ label: Int) -> String { names[label] ?? String(label) }

  private func total(_ label: Int) -> Int { counts[label]?.values.reduce(0, +) ?? 0 }

  private func correct(_ label: Int) -> String {
    let total = total(label)
    guard total > 0 else { return "-" }
    return "\((100 * Double(counts[label]?[label] ?? 0) / Double(total)).significant(4)) %"
  }
}
