import Foundation
import Reports
import Testing

/// The end of `Documentation/Commands.md` is made from the reports; `RECORD_DOCUMENTS=1` writes it.
@Suite struct ReportDocumentTests {
  private let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Documentation/Commands.md")

  private static let heading = "## Keys of JSON"

  /// A section for each report, a line for each key; those of objects in lists stand below the list's.
  private var section: String {
    var lines = [
      Self.heading, "",
      "JSON is one object; numbers are written so that they read back exactly, what there is not is",
      "null, and numbers that are not finite are null too. Signals, thresholds, logits and Gram matrices",
      "have the fewest digits that tell a float32 from all others: read them as float32. `signals`,",
      "`hypergraph` and `hierarchy` of several layers give an object with a list `layers` of these,",
      "`visualize` of several images one with a list `images`. Keys are only added, never changed.",
    ]
    for report in ReportRegistry.all {
      lines += [
        "", "### `\(report.command)`", "", "CSV: \(report.rows).", "",
        "| key | type | unit | is |", "|---|---|---|---|",
      ]
      lines += report.infos.flatMap { Self.lines(of: $0, after: "") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of info: FieldInfo, after path: String) -> [String] {
    let key = path + info.key
    let condition = info.condition.map { "; only \($0)" } ?? ""
    let line =
      "| `\(key)` | \(info.kind.name) | \(info.unit.map { "\($0) " } ?? "")| \(info.meaning)\(condition) |"
    return [line] + info.kind.members.flatMap { lines(of: $0, after: key + info.kind.suffix) }
  }

  @Test func theDocumentIsWhatTheReportsSay() throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: Self.heading + "\n"))
    if ProcessInfo.processInfo.environment["RECORD_DOCUMENTS"] != nil {
      try (text[..<start.lowerBound] + section).write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(String(text[start.lowerBound...]) == section)
    }
  }

  @Test(arguments: ReportRegistry.all.map { $0.infos })
  func noKeyStandsTwiceInAnObject(infos: [FieldInfo]) {
    func check(_ infos: [FieldInfo]) {
      #expect(Set(infos.map(\.key)).count == infos.count, "\(infos.map(\.key))")
      for info in infos { check(info.kind.members) }
    }
    check(infos)
  }

  @Test func everyMeaningIsSaid() {
    func check(_ infos: [FieldInfo]) {
      for info in infos {
        #expect(info.meaning.count > 7 && !info.meaning.contains("|"), "\(info.key)")
        check(info.kind.members)
      }
    }
    for report in ReportRegistry.all { check(report.infos) }
  }
}

extension FieldKind {
  /// Its name, alone or of several.
  fileprivate var name: String {
    switch self {
    case .integer: "integer"
    case .label: "integer or text"
    case .number: "number"
    case .text: "text"
    case .flag: "truth value"
    case .shape: "list of integers"
    case .list(let element): "list of \(element.plural)"
    case .record: "object"
    case .byMatrization(let value): "object of \(value.plural), by matrization"
    }
  }

  private var plural: String {
    switch self {
    case .integer: "integers"
    case .label: "integers or texts"
    case .number: "numbers"
    case .text: "texts"
    case .flag: "truth values"
    case .shape: "lists of integers"
    case .list(let element): "lists of \(element.plural)"
    case .record: "objects"
    case .byMatrization: "objects"
    }
  }

  /// The keys of the objects that it holds.
  fileprivate var members: [FieldInfo] {
    switch self {
    case .integer, .label, .number, .text, .flag, .shape: []
    case .list(let element), .byMatrization(let element): element.members
    case .record(let infos): infos
    }
  }

  /// What stands between its key and one of theirs.
  fileprivate var suffix: String {
    switch self {
    case .list: "[]."
    case .byMatrization: ".*."
    default: "."
    }
  }
}
