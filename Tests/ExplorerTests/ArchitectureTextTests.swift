import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// A graph that was recognised says so.
@Suite struct ArchitectureTextTests {
  @Test func theHeaderAndTheLayersDetailsNameTheArchitecture() throws {
    let sample = try Sample.model()
    let model = Findings.Model(
      file: sample.file, format: sample.format, parameters: sample.parameters, hasGraph: true,
      architecture: "resnet18", weightLayout: "HWIO", layers: sample.layers)
    let explorer = Explorer(
      findings: Findings(model: model), size: Size(columns: 200, rows: 60))
    let lines = explorer.screen.split(separator: "\n")
    #expect(lines[0].contains("pytorch (graph assumed: torchvision's resnet18)"))
    #expect(lines.contains { $0.contains("graph       assumed: torchvision's resnet18") })
    #expect(lines.contains { $0.contains("in the file weights as HWIO") })
    #expect(try !Sample.answered().screen.contains("recognised"))
  }
}
