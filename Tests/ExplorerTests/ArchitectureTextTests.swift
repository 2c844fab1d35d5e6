import DeepDataProfiler
import Explorer
import Reports
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

  @Test func theLayersDetailsSayWhatIsDoneToPixelsAndByWhom() throws {
    let sample = try Sample.model()
    func screen(_ preparation: PixelPreparation?, columns: Int) -> String {
      let model = Findings.Model(
        file: sample.file, format: sample.format, parameters: sample.parameters, hasGraph: true,
        layers: sample.layers, preparation: preparation)
      return Explorer(
        findings: Findings(model: model), size: Size(columns: columns, rows: 60)
      ).screen
    }
    let assumed = PixelPreparation(scale: 255, source: .assumed(card: nil))
    #expect(screen(assumed, columns: 200).contains("input       pixel / 255, no mean, assumed: no"))
    #expect(screen(assumed, columns: 120).contains("input       pixel / 255, assumed: no card "))
    #expect(assumed.lines(within: 24) == ["pixel / 255, assumed"])
    let stated = PixelPreparation(
      scale: 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225],
      source: .stated(["net.toml"]))
    #expect(
      screen(stated, columns: 200).contains("input       (x / 255 - mean) / std, by net.toml "))
    for text in ["input       (x / 255 - mean) / std ", "             by net.toml "] {
      #expect(screen(stated, columns: 120).contains(text))
    }
    #expect(!screen(nil, columns: 200).contains("input  "))
    let model = Findings.Model(
      file: sample.file, format: sample.format, parameters: sample.parameters, hasGraph: true,
      layers: sample.layers,
      resizing: PictureResizing(sides: [256], interpolation: "bicubic", files: ["config.json"]))
    let dataSet = Findings.DataSet(
      file: "images", labels: [0, 1], classNames: ["a", "b"], outputsFile: "labels.txt")
    let taken = Explorer(
      findings: Findings(model: model, dataSet: dataSet), size: Size(columns: 200, rows: 60)
    ).screen
    #expect(taken.contains("pictures    short side to 256, bicubic, by "))
    #expect(taken.contains("classes     named by labels.txt"))
  }
}
