import Foundation
import NeuralNetwork
import Testing

/// `Documentation/Operators.md` is made from the table of operators; `RECORD_DOCUMENTS=1` writes it.
@Suite struct OperatorDocumentTests {
  private let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Documentation/Operators.md")

  private var document: String {
    var lines = [
      "# Operators", "",
      "What an ONNX graph may be made of, for the network to be run. Arithmetic is in float32; shapes,",
      "axes, indices and truth values are whole numbers of 64 bits. Another operator closes no model:",
      "its spectra work, and so does every layer that does not depend on it.", "",
      "Gradients of a layer's output go back through the operators that have one; floats alone have",
      "them.", "",
    ]
    for family in OperatorTable.families {
      lines += [
        "## \(family.name)", "", "| operator | from opset | gradient | limits |",
        "|---|---|---|---|",
      ]
      var seen: Set<String> = []
      for entry in family.entries where seen.insert(entry.name).inserted {
        let versions = family.entries.filter { $0.name == entry.name }.map { String($0.opset) }
        let limits = entry.limits.isEmpty ? "" : " \(entry.limits)"
        let gradient = OperatorTable.hasGradient(entry.name) ? " yes" : ""
        lines.append(
          "| \(entry.name) | \(versions.joined(separator: ", ")) |\(gradient) |\(limits) |")
      }
      lines.append("")
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  @Test func theDocumentIsWhatTheTableSays() throws {
    if ProcessInfo.processInfo.environment["RECORD_DOCUMENTS"] != nil {
      try document.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == document)
  }

  @Test func aVersionOfAnOperatorIsThereOnce() {
    let entries = OperatorTable.families.flatMap(\.entries).map { "\($0.name) \($0.opset)" }
    #expect(Set(entries).count == entries.count)
  }
}
