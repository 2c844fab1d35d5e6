import Foundation
import Testing

/// Files that hold weights and no graph.
@Suite struct WeightFileTests {
  @Test func aRecognisedNetworkSaysSoAndRuns() throws {
    let model = Program.architectures + "mobilenet_v2.npz"
    let layers = try Program.answer("layers", model, "--format", "json").json
    #expect(layers["architecture"] == .string("mobilenet_v2"))
    #expect(layers["has_graph"] == .bool(true))
    #expect(layers["layers"].array.first?["input_shape"].ints == [3, 224, 224])
    let text = try Program.answer("layers", model)
    #expect(
      text.lines.last == "graph assumed: torchvision's mobilenet_v2, by the tensors' names")
    #expect(layers["graph"] == .string("assumed"))
    // Without a card, images are of the size that the data set has.
    let run = try Program.answer(
      "predict", model, "--data", Program.layouts + "images.npz", "--logits",
      "--format", "json")
    #expect(try run.json["logits"].array.map(\.array.count) == [5, 5, 5])
    // Whatever ran says that the graph is a guess.
    #expect(try run.json["architecture"] == .string("mobilenet_v2"))
    let data = ["--data", Program.layouts + "images.npz"]
    for command in [
      ["predict"], ["signals", "--layer", "1"], ["project", "--layer", "1", "--image", "0"],
      ["hypergraph", "--layer", "1"], ["hierarchy", "--layer", "1"],
    ] {
      let text = try Program.answer(command + [model] + data).text
      #expect(text.contains("graph assumed: torchvision's mobilenet_v2"), "\(command)")
      let json = try Program.answer(command + [model] + data + ["--format", "json"]).json
      #expect(json["architecture"] == .string("mobilenet_v2"), "\(command)")
    }
  }

  @Test func anUnknownNetworkHasItsSpectraAndSaysWhatItsGraphLacks() throws {
    let model = Program.layouts + "pytorch.npz"
    let layers = try Program.answer("layers", model, "--format", "json").json
    #expect(layers["architecture"] == .null && layers["has_graph"] == .bool(false))
    #expect(try Program.answer("layers", model).lines.last?.contains("[network]") == true)
    let spectrum = try Program.answer("spectrum", model, "--format", "json").json
    #expect(spectrum["layers"].array.map { $0["count"].int } == [8, 16, 6, 11, 4])
    let images = Program.layouts + "images.npz"
    let fault = try Program.refusal(65, "predict", model, "--data", images)
    #expect(fault.contains("[network]"))
    let pane = try Program.answer("export", model, "--data", images, "--view", "projection")
    #expect(pane.text.contains("[network]"))
  }

  @Test(arguments: [("pytorch", "OIHW"), ("mlx", "OHWI"), ("keras", "HWIO")])
  func theLayoutOfTheFileIsTold(name: String, layout: String) throws {
    let model = Program.layouts + name + ".npz"
    let layers = try Program.answer("layers", model, "--format", "json").json
    #expect(layers["weight_layout"] == .string(layout))
    let remarks = try Program.answer("layers", model).lines.count {
      $0.contains("lie as \(layout);")
    }
    #expect(remarks == (layout == "OIHW" ? 0 : 1))
  }

  @Test(arguments: ["mlx", "hwio", "keras"])
  func aNetworkInAnotherLayoutHasTheSpectraOfPyTorchs(layout: String) throws {
    let run = ["spectrum", "--values", "--format", "json"]
    func layers(_ name: String) throws -> [JSONValue] {
      try Program.run(run + [Program.layouts + name + ".npz"]).json["layers"].array
    }
    for (layer, truth) in zip(try layers(layout), try layers("pytorch")) {
      // The inputs of fc1 are in another order, and sums of Float depend on it.
      let isReordered = truth["name"] == .string("fc1")
      let (values, expected) = (layer["singular_values"].numbers, truth["singular_values"].numbers)
      #expect(values.count == expected.count && !values.isEmpty)
      if isReordered {
        for (value, truth) in zip(values, expected) {
          #expect(abs(value - truth) <= 1e-6 * expected[0])
        }
      } else {
        #expect(values == expected)
      }
    }
  }

  @Test func aCardDecidesHowWeightsLie() throws {
    let model = Program.layouts + "mlx.npz"
    func shape(_ layout: String) throws -> [Int] {
      try Program.withFile("[weights]\nlayout = \"\(layout)\"\n".utf8, named: "card.toml") { card in
        try Program.answer("layers", model, "--config", card, "--format", "json").json["layers"]
          .array[2]["weight_shape"].ints
      }
    }
    #expect(try shape("OHWI") == [6, 16, 5, 5])
    #expect(try shape("OIHW") == [6, 5, 5, 16])
    #expect(try shape("HWIO") == [16, 5, 6, 5])
  }
}
