import Foundation
import Testing

/// Weight files that do not say outright what is to be analysed.
@Suite struct StoredWeightTests {
  private static let parametrizations =
    URL(filePath: Program.faults).deletingLastPathComponent()
    .appending(path: "parametrizations").path() + "/"
  private static let dictionaries =
    URL(filePath: Program.faults).deletingLastPathComponent()
    .appending(path: "dictionaries").path() + "/"

  private static func layers(_ arguments: String...) throws -> [JSONValue] {
    try Program.answer(["layers", "--format", "json"] + arguments).json["layers"].array
  }

  private static func spectra(_ arguments: String...) throws -> [JSONValue] {
    let run = ["spectrum", "--values", "--format", "json"]
    return try Program.answer(run + arguments).json["layers"].array
  }

  @Test func aDepthwiseConvolutionIsOneWithoutAGraphToo() throws {
    let stored = try Program.answer(
      "spectrum", Program.faults + "depthwise.pth", "--format", "json"
    ).json
    let exported = try Program.answer(
      "spectrum", Program.faults + "depthwise.onnx", "--format", "json"
    ).json
    #expect(
      try Self.layers(Program.faults + "depthwise.pth").map { $0["groups"].int } == [1, 16, 1, 1])
    #expect(stored["alpha_hat"] == exported["alpha_hat"])
    #expect(abs((stored["alpha_hat"].number ?? 0) + 3.396) < 5e-4)
    #expect(
      stored["layers"].array.map { $0["lambda_max"] }
        == exported["layers"].array.map { $0["lambda_max"] })
  }

  @Test func attentionsOneWeightOfThreeMapsIsALayer() throws {
    let layers = try Self.layers(Program.faults + "mha.pth")
    #expect(
      layers.map { $0["name"].string } == [
        "self_attn.in_proj_weight", "self_attn.out_proj", "linear1", "linear2",
      ])
    #expect(layers[0]["matrix_shape"].ints == [96, 32])
  }

  @Test func weightNormIsUndone() throws {
    let stored = try Self.spectra(Program.faults + "weight_norm_old.pth")
    let truth = try Self.spectra(Program.faults + "weight_norm_true.pth")
    #expect(stored.map { $0["name"].string } == ["0", "2"])
    let (values, expected) = (
      stored[0]["singular_values"].numbers, truth[0]["singular_values"].numbers
    )
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) <= 1e-6) }
  }

  @Test func aParametrizationThatIsNotToldLeavesTheWeightOut() throws {
    let json = try Program.answer(
      "layers", Self.parametrizations + "unknown.pth", "--format", "json"
    ).json
    #expect(json["layers"].array.map { $0["name"].string } == ["plain"])
    let reasons = json["left_out"].array.map { $0["reason"].string ?? "" }
    #expect(reasons.count == 6)
    #expect(
      reasons.allSatisfy { $0.contains("parametrization") || $0.contains("does not go with") })
  }

  @Test func aNormOfZeroLeavesTheOthersTheirSpectra() throws {
    let json = try Program.answer(
      "spectrum", Self.parametrizations + "ruined.pth", "--format", "json"
    ).json
    let fits = json["layers"].array.map { ($0["name"].string ?? "", $0["fit"].string ?? "") }
    #expect(fits.map(\.0) == ["plain", "zero_norm", "zero_sigma", "both"])
    #expect(fits[1].1.contains("the norm of its slice 2 is 0"))
    #expect(fits[2].1.contains("its sigma is 0"))
    #expect(json["left_out"].array.count == 6)
  }

  @Test func severalStateDictsAreNamedAndChosen() throws {
    let file = Program.faults + "two_dicts.pth"
    #expect(
      try Self.layers(file).map { $0["name"].string } == ["a.lora_A", "a.lora_B", "b.lora_A"])
    let text = try Program.answer("layers", file).text
    #expect(text.contains("weights of the state dict lora; the file also has head"))
    let json = try Program.answer("layers", file, "--weights", "head", "--format", "json").json
    #expect(json["layers"].array.map { $0["name"].string } == ["head"])
    #expect(json["state_dict"] == .string("head"))
    #expect(json["other_state_dicts"].array == [.string("lora")])
    #expect(try Program.answer("spectrum", file).text.contains("state dict lora"))
    let refusal = try Program.refusal(64, "layers", file, "--weights", "tail")
    #expect(refusal.contains("it has lora, head"))
    let pane = try Program.answer("export", file, "--weights", "head", "--view", "layers").text
    #expect(pane.contains("head"))
    let compared = try Program.answer(
      "compare", file, file, "--weights", ",head", "--matrization", "unfolded", "--format", "json"
    ).json["models"].array
    #expect(compared.map { $0["state_dict"] } == [.string("lora"), .string("head")])
  }

  @Test func whatTheTrainingScriptCallsTheNetworkIsTold() throws {
    let json = try Program.answer(
      "layers", Self.dictionaries + "averaged.pth", "--format", "json"
    ).json
    #expect(json["stated_architecture"] == .string("resnetblur50"))
    let text = try Program.answer("layers", Self.dictionaries + "averaged.pth").text
    #expect(text.contains("the checkpoint calls the network resnetblur50"))
  }

  @Test func unknownGroupsAreNoNumberUntilTheCardStatesThem() throws {
    // The gate that halves the channels between the two is no group.
    let model = Self.dictionaries + "gated.pth"
    let layers = try Self.layers(model)
    #expect(layers.map { $0["groups"] } == [.int(1), .null])
    #expect(layers[1]["matrix_shape"] == .null)
    let unknown = try Program.answer("spectrum", model, "--format", "json").json
    #expect(unknown["alpha_hat_layers"] == .int(1) && unknown["alpha_hat_of"] == .int(2))
    #expect(unknown["layers"].array[1]["lambda_max"] == .null)
    #expect(unknown["layers"].array[1]["fit"].string?.contains("groups unknown") == true)
    #expect(try Program.answer("layers", model).text.contains("unknown"))
    try Program.withFile("[weights]\ngroups = {\"second\" = 1}\n".utf8, named: "card.toml") {
      card in
      let stated = try Program.answer("spectrum", model, "--config", card, "--format", "json").json
      #expect(stated["alpha_hat_layers"] == .int(2))
      #expect(try Self.layers(model, "--config", card)[1]["groups"] == .int(1))
    }
    for groups in ["{\"second\" = 3}", "{\"third\" = 1}", "{\"second\" = 0}", "4"] {
      let text = "[weights]\ngroups = \(groups)\n"
      try Program.withFile(text.utf8, named: "card.toml") { card in
        _ = try Program.refusal(65, "layers", model, "--config", card)
      }
    }
  }
}
