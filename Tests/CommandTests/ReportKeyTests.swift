import Foundation
import Reports
import Testing

/// What commands print has the keys and types that their reports are documented to have.
@Suite struct ReportKeyTests {
  private static let model = Program.pytorch
  /// Stands for a file that is not there yet.
  private static let new = "NEW"

  private static func answer(_ run: [String], as format: String) throws -> Program.Run {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Program.answer(
      run.map { $0 == new ? file.path() : $0 } + ["--format", format])
  }

  /// Arguments of a command for each report, and what a layer's report stands in for several.
  private static let runs: [String: [[String]]] = [
    "layers": [["layers", model], ["layers", Program.onnx]],
    "spectrum": [
      ["spectrum", model, "--layer", "fc2"],
      ["spectrum", model, "--layer", "fc2", "--shuffled", "--bootstrap", "10", "--values"],
    ],
    "spectrum --as": [
      ["spectrum", model, "--as", "weightwatcher"],
      ["spectrum", model, "--as", "deepdataprofiler"],
    ],
    "compare": [
      ["compare", model, Program.onnx, "--accuracy", "0.9,0.8", "--matrization", "unfolded"]
    ],
    "svd": [["svd", model, "--layer", "fc2", "-o", new]],
    "predict": [["predict", model], ["predict", model, "--logits"]],
    "signals": [["signals", model, "--layer", "fc2"]],
    "hypergraph": [["hypergraph", model, "--layer", "fc2"]],
    "hypergraph --between": [["hypergraph", model, "--layer", "fc2", "--between", "3,5,8"]],
    "hierarchy": [["hierarchy", model, "--layer", "fc2"]],
    "project": [
      ["project", model, "--layer", "fc2", "--image", "3"],
      ["project", model, "--layer", "fc2", "--image", "3", "--stage", "activated"],
    ],
    "export --view vector": [["export", model, "--view", "vector", "--layer", "fc1"]],
    "export --view spectrum --chart matrizations": ["matrizations", "shuffled"].map {
      ["export", model, "--view", "spectrum", "--chart", $0, "--layer", "conv2"]
    },
    "export --view spectrum --chart density": [
      ["export", model, "--view", "spectrum", "--chart", "density", "--layer", "conv2"]
    ],
    "export --view spectrum --chart distances": [
      ["export", model, "--view", "spectrum", "--chart", "distances", "--layer", "conv2"]
    ],
    "overlay": [
      ["overlay", model, "--layer", "conv2", "--images", "3,5", "--at", "4,5", "--vector", "2"]
    ],
    "visualize": [
      ["visualize", model, "--layer", "fc2", "--vector", "1", "--steps", "1", "-o", new],
      ["visualize", model, "--layer", "fc2", "--group", "0", "--steps", "1", "-o", new],
    ],
    "themes": [["themes"]],
  ]

  @Test(arguments: ReportRegistry.all.map { $0.command }) func everyKeyIsAsDocumented(
    command: String
  ) throws {
    let report = try #require(ReportRegistry.all.first { $0.command == command })
    for run in Self.runs[command] ?? [] {
      let json = try Self.answer(run, as: "json").json
      #expect(Self.faults(in: json, report.infos, command) == [])
    }
  }

  @Test(arguments: runs.values.flatMap { $0 }) func everyCommandGivesATable(run: [String]) throws {
    let lines = try Self.answer(run, as: "csv").text.split(separator: "\n")
    #expect(lines.count > 1)
    let columns = lines[0].split(separator: ",", omittingEmptySubsequences: false).count
    // No cell of these holds a comma or a quote.
    for line in lines where !line.contains("\"") {
      #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == columns)
    }
  }

  /// What differs from the documentation: keys that lack, keys that are new, other types.
  private static func faults(
    in value: JSONValue, _ infos: [FieldInfo], _ path: String
  ) -> [String] {
    guard case .object(let members) = value else { return ["\(path) is no object"] }
    var faults = members.keys.filter { key in !infos.contains { $0.key == key } }
      .map { "\(path).\($0) is not documented" }
    for info in infos {
      guard let member = members[info.key] else {
        if info.condition == nil { faults.append("\(path).\(info.key) is not there") }
        continue
      }
      faults += Self.faults(of: member, info.kind, "\(path).\(info.key)")
    }
    return faults.sorted()
  }

  private static func faults(of value: JSONValue, _ kind: FieldKind, _ path: String) -> [String] {
    switch (kind, value) {
    case (_, .null), (.integer, .int), (.label, .int), (.label, .string), (.number, .int),
      (.number, .double), (.text, .string), (.flag, .bool):
      return []
    case (.shape, .array(let values)):
      return values.flatMap { faults(of: $0, .integer, path) }
    case (.list(let element), .array(let values)):
      return Array(values.prefix(20).flatMap { faults(of: $0, element, path) }.prefix(3))
    case (.record(let infos), .object): return faults(in: value, infos, path)
    case (.byMatrization(let element), .object(let members)):
      return members.flatMap { faults(of: $1, element, "\(path).\($0)") }
    default: return ["\(path) is of another type"]
    }
  }
}
