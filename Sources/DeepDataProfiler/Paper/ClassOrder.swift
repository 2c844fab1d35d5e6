/// Rows of a table class by class, so that each class is a run of its columns.
struct ClassOrder: Equatable, Sendable {
  /// The places of one class.
  struct Run: Equatable {
    let label: Int
    let places: Range<Int>
  }

  /// The classes, ascending by label.
  let runs: [Run]
  /// The row at each place; those of a class ascending.
  let rows: [Int]

  /// The order of rows with these labels.
  init(labels: [Int]) {
    var sizes: [Int: Int] = [:]
    for label in labels { sizes[label, default: 0] += 1 }
    var runs: [Run] = []
    var next: [Int: Int] = [:]
    for (label, size) in sizes.sorted(by: { $0.key < $1.key }) {
      let start = runs.last?.places.upperBound ?? 0
      next[label] = start
      runs.append(Run(label: label, places: start..<start + size))
    }
    var rows = [Int](repeating: 0, count: labels.count)
    for (row, label) in labels.enumerated() {
      let place = next[label, default: 0]
      rows[place] = row
      next[label] = place + 1
    }
    (self.runs, self.rows) = (runs, rows)
  }

  /// The bytes that it takes.
  var memory: Int { 8 * rows.count + 24 * runs.count }

  /// The place of each row.
  var places: [Int] {
    var places = [Int](repeating: 0, count: rows.count)
    for (place, row) in rows.enumerated() { places[row] = place }
    return places
  }
}
