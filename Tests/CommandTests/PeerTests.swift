import Foundation
import Testing

/// `spectrum --as` says what the other programs say (`Tests/Fixtures/peers/make_peers.py`).
@Suite struct PeerTests {
  /// What both programs tell of a layer, and what WeightWatcher alone tells.
  private static let integers = (ofBoth: ["count", "tail_count"], ofOne: ["rank"])
  private static let numbers = (
    ofBoth: ["lambda_max", "alpha", "xmin", "ks_distance", "alpha_sigma", "alpha_weighted"],
    ofOne: ["log_norm", "log_spectral_norm", "log_alpha_norm", "stable_rank", "entropy"]
  )

  private func truth(_ model: String, _ peer: String) throws -> JSONValue {
    let file = URL(filePath: Program.fixtures).deletingLastPathComponent()
      .appending(path: "peers/peers.json")
    return try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file))[model][peer]
  }

  /// WeightWatcher rounds scaled weights to float32, so that its numbers have six digits;
  /// DeepDataProfiler decomposes and squares in float32, which moves an alpha by twice as much.
  @Test(
    arguments: ["mnist.bin", "fashion.onnx"], ["weightwatcher", "deepdataprofiler"])
  func theNumbersAreTheOtherPrograms(_ model: String, _ peer: String) throws {
    try expectNumbers(of: Program.samples + model, equal: truth(model, peer), as: peer)
  }

  /// Neither program asks in how many groups a layer filters.
  @Test(arguments: ["weightwatcher", "deepdataprofiler"])
  func groupsThatAreUnknownHinderNothing(_ peer: String) throws {
    let model = URL(filePath: Program.fixtures).deletingLastPathComponent()
      .appending(path: "peers/unknown.pth").path()
    #expect(try Program.answer("spectrum", model).text.contains("groups unknown"))
    try expectNumbers(of: model, equal: truth("unknown.pth", peer), as: peer)
  }

  /// Layers of 7 eigenvalues, which it leaves out, of 8, of 19, the most that it fits by a method of its
  /// own, and of 20.
  @Test func layersAtTheLimitsOfItsRulesAreWeightWatchers() throws {
    let truth = try truth("limits.pth", "weightwatcher")
    #expect(truth["layers"].array.map { $0["name"].string } == ["rows8", "rows19", "rows20"])
    let model = URL(filePath: Program.fixtures).deletingLastPathComponent()
      .appending(path: "peers/limits.pth").path()
    try expectNumbers(of: model, equal: truth, as: "weightwatcher")
  }

  private func expectNumbers(of model: String, equal truth: JSONValue, as peer: String) throws {
    let answer = try Program.answer("spectrum", model, "--as", peer, "--format", "json").json
    let isWeightWatcher = peer == "weightwatcher"
    let tolerance = isWeightWatcher ? 1e-6 : 2e-6
    let found = answer["layers"].array.filter { $0["fit"].string == "ok" }
    let expected = truth["layers"].array
    #expect(found.count == expected.count && !expected.isEmpty)
    for (layer, exact) in zip(found, expected) {
      let name = exact["name"].string ?? ""
      #expect(layer["name"].string == name)
      for member in Self.integers.ofBoth + (isWeightWatcher ? Self.integers.ofOne : []) {
        let value = try #require(exact[member].number, "\(name) \(member)")
        #expect(layer[member].number == value, "\(name) \(member)")
      }
      for member in Self.numbers.ofBoth + (isWeightWatcher ? Self.numbers.ofOne : []) {
        let value = try #require(exact[member].number, "\(name) \(member)")
        let own = try #require(layer[member].number, "\(name) \(member)")
        #expect(abs(own - value) <= tolerance * max(1, abs(value)), "\(name) \(member)")
      }
      if isWeightWatcher {
        #expect(try layer["verdict"].string ?? "" == #require(exact["warning"].string))
      }
      // Its bulk is another method's, and not given.
      #expect(layer["mp_spikes"].number == nil)
    }
    let mean = try #require(truth["mean"].number)
    #expect(abs(try #require(answer["alpha_hat"].number) - mean) <= tolerance * abs(mean))
  }

  /// A layer of fewer than 8 eigenvalues.
  @Test func whatWeightWatcherLeavesOutIsNamed() throws {
    let model = Program.layouts + "pytorch.npz"
    let answer = try Program.answer("spectrum", model, "--as", "weightwatcher", "--format", "json")
    let fits = try answer.json["layers"].array.map { $0["fit"].string ?? "" }
    #expect(fits.contains { $0.hasSuffix("eigenvalues are fewer than 8") })
    let text = try Program.answer("spectrum", model, "--as", "weightwatcher").text
    #expect(text.contains("left out: "))
  }

  @Test(
    arguments: [
      ["--matrization", "slices"], ["--shuffled"], ["--natural-log"], ["--bootstrap", "10"],
      ["--values"],
    ])
  func itsConventionsAreItsOwn(_ options: [String]) throws {
    let run = try Program.run(
      ["spectrum", Program.onnx, "--as", "weightwatcher"] + options)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(try Program.run(["spectrum", Program.onnx, "--as", "pytorch"]).status == 64)
  }
}
