import ArgumentParser
import DeepDataProfiler
import Formats
import LinearAlgebra
import NeuralNetwork
import Reports

/// `ddp-tui svd`: the singular vectors of layers, for NumPy.
struct SVD: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the singular values and vectors of layers into a NumPy archive.",
    discussion: """
      For each layer W1 = U diag(S) Vt, as float64: NAME.U (rows x rank), NAME.S (rank) and NAME.Vt \
      (rank x columns). The rank leaves out what is zero to the precision of the weights. The entry of \
      each column of U that is largest in magnitude, or the first within a millionth of that, is \
      positive. The file has its name once it is whole.

      Example: ddp-tui svd SampleModels/mnist.onnx --layer conv2 -o conv2.npz
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var chosen: LayersOption
  @Option(
    name: .short,
    help: ArgumentHelp("The file to write, which must not be there yet.", valueName: "file"))
  var output: OutputFile
  @Option(help: "What is printed.")
  var format = ReportFormat.text

  func validate() throws {
    try output.checkEnding(among: ["npz"])
    try output.checkIsNoStream()
  }

  func run() throws {
    let profiler = try options.open(data: nil)
    let layers = try profiler.findings.model.layers(chosen.layer)
    var archive = try NPZ(path: output.path)
    var rows: [DecompositionReport.Row] = []
    let bar = ProgressBar.of("svd")
    try profiler.inTurn(layers, together: 16) {
      [DecompositionQuestion(layer: $0.index)]
    } find: { place, layer in
      bar(Double(place) / Double(layers.count))
      let parts = try profiler.wait(about: layer) { try await $0.decomposition(of: layer.index) }
      let (height, rank, columns) = (parts.leftVectors.rows, parts.rank, parts.matrix.columns)
      try archive.add("\(layer.name).U", shape: [height, rank]) { part in
        Array(parts.leftVectors.values[part.lowerBound * rank..<part.upperBound * rank])
      }
      try archive.add("\(layer.name).S", shape: [rank]) { Array(parts.singularValues[$0]) }
      try archive.add("\(layer.name).Vt", shape: [rank, columns]) {
        parts.rightVectors($0).values
      }
      rows.append(
        .init(
          layer: layer, rows: height, columns: columns, rank: rank,
          singularValues: parts.singularValues))
    }
    try archive.finish()
    ProgressBar.clear()
    try Output.write(DecompositionReport(file: output.path, rows: rows), as: format)
  }
}
