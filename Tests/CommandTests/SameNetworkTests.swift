import Foundation
import Testing

/// One network in every format gives the same answers but for the format's name.
@Suite struct SameNetworkTests {
  /// Each format's name and a file of it.
  private static let files = [
    ("onnx", "same.onnx"), ("onnx", "same_external.onnx"), ("pytorch", "same.pt"),
    ("pytorch", "same.pth"), ("safetensors", "same.safetensors"),
    ("safetensors", "same.safetensors.index.json"), ("npz", "same.npz"),
  ]
  private static let card = """
    [input]
    shape = [1, 6, 6]
    [network]
    layers = ["conv1", "relu", "conv2", "flatten", "fc1", "relu", "fc2"]
    """

  /// The answer about a file, without the format and where the graph is from, which must be the
  /// expected ones.
  private func answer(
    _ command: [String], about file: (format: String, name: String)
  ) throws -> [String: JSONValue] {
    let run = try Program.run(command + [Program.fixtures + file.name, "--format", "json"])
    #expect(run.status == 0, "\(file.name) \(run.error)")
    guard case .object(var members) = try run.json else { return [:] }
    let format = members.removeValue(forKey: "format")
    #expect(format == nil || format == .string(file.format), "\(file.name)")
    let graph = members.removeValue(forKey: "graph")
    #expect(graph == nil || (graph == .string("file")) == (file.format == "onnx"), "\(file.name)")
    return members
  }

  @Test(arguments: [["layers"], ["spectrum", "--values"]])
  func theGraphMayBeTheFilesOrTheCards(command: [String]) throws {
    try Program.withFile(Self.card.utf8, named: "card.toml") { card in
      let first = try answer(command + ["--config", card], about: Self.files[0])
      #expect(first["layers"]?.array.count == 4)
      for file in Self.files {
        #expect(try answer(command + ["--config", card], about: file) == first, "\(file.1)")
      }
    }
  }

  @Test(arguments: [["layers"], ["spectrum", "--values"]])
  func withoutAGraphLayersHaveTheSameNamesAndOrder(command: [String]) throws {
    let weights = Self.files.filter { $0.0 != "onnx" }
    let first = try answer(command, about: weights[0])
    let names = first["layers"]?.array.map { $0["name"].string }
    #expect(names == ["conv1", "conv2", "fc1", "fc2"])
    for file in weights { #expect(try answer(command, about: file) == first, "\(file.1)") }
  }

  @Test func aTensorThatIsRefusedIsNamedWhereItIsUsed() throws {
    let path = Program.fixtures + "other_types.pt"
    let layers = try Program.answer("layers", path, "--format", "json").json["layers"].array
    #expect(layers.map { $0["name"].string } == ["sparse", "quantised"])
    let line = try Program.refusal(65, "spectrum", path, "--layer", "quantised")
    #expect(
      line == "ddp-tui: \(path): tensor quantised: is quantised; "
        + "convert it to a plain tensor with .float() and save again\n")
  }
}
