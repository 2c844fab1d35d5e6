import Foundation
import Formats
import System
import Testing

@Suite struct ModelCardTests {
  private func read(_ text: String) throws -> ModelCard {
    try Fixture.withFile(Array(text.utf8), named: "card.toml") { try ModelCard.read(path: $0) }
  }

  @Test func allOfACardIsRead() throws {
    let card = try read(
      """
      [input]
      shape = [3, 28, 28]
      resize = 32
      interpolation = "Bicubic"
      mean = [0.1, 0.2, 0.3]
      std = [0.5]
      scale = 1
      order = "BGR"
      constants = { gain = 2, "mask:0" = [1, 0.5], training = false }
      [data]
      path = "/data/digits.npz"
      classes = ["zero", "one"]
      outputs = ["one", "zero"]
      [weights]
      layout = "hwio"
      [network]
      layers = ["conv1", "maxpool 2"]
      output = "logits"
      """)
    #expect(card.input.shape == [3, 28, 28])
    #expect(card.input.resize == .shortSide(32))
    #expect(card.input.interpolation == .bicubic)
    #expect(try read("[input]\nresize = [48, 40]").input.resize == .sides(height: 48, width: 40))
    #expect(card.input.mean == [0.1, 0.2, 0.3])
    #expect(card.input.std == [0.5])
    #expect(card.input.scale == 1)
    #expect(card.input.order == .bgr)
    #expect(card.data.path == "/data/digits.npz")
    #expect(card.data.classes == ["zero", "one"])
    #expect(card.data.outputs == ["one", "zero"])
    #expect(
      card.input.constants == [
        "gain": .number(2), "mask:0": .list([1, 0.5]), "training": .number(0),
      ])
    #expect(card.network.output == "logits")
    #expect(card.weights.layout == .hwio)
    #expect(card.network.layers == ["conv1", "maxpool 2"])
  }

  @Test func whatACardLeavesOutIsAsWithoutACard() throws {
    #expect(try read("# nothing\n") == ModelCard())
    #expect(try read("[input]\n[data]\n[network]\n") == ModelCard())
    let card = ModelCard()
    #expect(card.input.mean == nil && card.input.std == nil && card.input.scale == nil)
    #expect(card.input.shape == nil && card.input.resize == nil)
    #expect(card.data.path == nil && card.network.layers == nil)
    #expect(card.data.outputs == [] && card.network.output == nil && card.input.constants == [:])
    #expect(card.weights.layout == nil)
  }

  @Test func aPathIsRelativeToTheCard() throws {
    let text = Array("[data]\npath = \"digits.npz\"".utf8)
    try Fixture.withFile(text, named: "card.toml") { path in
      let folder = path.dropLast("card.toml".count)
      let card = try ModelCard.read(path: path)
      #expect(card.data.path == folder + "digits.npz")
    }
  }

  @Test func outputsMayBeNamedByAFileBesideTheCard() throws {
    func outputs(_ list: [UInt8]) throws -> [String] {
      try Fixture.withFile(list, named: "names.txt") { path in
        let card = String(path.dropLast("names.txt".count)) + "card.toml"
        try Data("[data]\noutputs = \"names.txt\"".utf8).write(to: URL(filePath: card))
        return try ModelCard.read(path: card).data.outputs
      }
    }
    #expect(
      try outputs(Array("\u{FEFF}tench, Tinca\r\n great white \t\n\n  \nn01 a".utf8)) == [
        "tench, Tinca", "great white", "n01 a",
      ])
    for (list, problem) in [
      (Array(" \n".utf8), "names no class"), ([], "the file is empty"),
      ([0xFF, 0xFE, 0], "is no list"),
      (Array("a\0b".utf8), "is no list"),
    ] {
      let error = #expect(throws: Failure.self) { try outputs(list) }
      #expect(error?.problem == problem || error?.problem.hasPrefix(problem) == true)
      #expect(error?.subject?.hasSuffix("names.txt") == true)
    }
    let missing = #expect(throws: Failure.self) {
      try read("[data]\noutputs = \"nowhere.txt\"")
    }
    #expect(missing?.kind == .notFound)
  }

  @Test(
    arguments: [
      ("input = 3", "input is not a table [input]"), ("[inptu]", "has the key inptu"),
      ("[input]\nmeen = [0]", "has the key meen"), ("[input]\nmean = 0.5", "mean is not a list"),
      ("[input]\nmean = [\"a\"]", "mean is not a list"), ("[input]\nmean = [nan]", "mean is not"),
      ("[input]\nmean = []", "mean is not one number"), ("[input]\nstd = [0]", "std is not"),
      ("[input]\nshape = [3, 2, 2]\nmean = [1, 2]", "mean is not one number"),
      ("[weights]\nlayout = \"NCHW\"", "layout is not \"OIHW\""),
      ("[input]\nshape = [0]", "shape is not"), ("[input]\nshape = [1.5]", "shape is not"),
      ("[input]\nshape = [3037000500, 3037000500, 2]", "shape is not"),
      ("[input]\nresize = 0", "resize is not"), ("[input]\nresize = 2.5", "resize is not"),
      ("[input]\nresize = 99999999", "resize is not"),
      ("[input]\nresize = [48]", "resize is not"), ("[input]\nresize = [1, 2, 3]", "resize is not"),
      ("[input]\nresize = [48, 0]", "resize is not"), ("[input]\nresize = []", "resize is not"),
      ("[input]\ninterpolation = \"cubic\"", "interpolation is not"),
      ("[input]\nscale = 0", "scale is not"), ("[input]\norder = \"XYZ\"", "order is not"),
      ("[data]\n[, a]", "no table is named"), ("[[ ,", "no table is named"),
      ("[", "no table is named"), ("[\n[data]", "no table is named"),
      ("\r\n\t[,", "no table is named"), ("[[[a]]]", "no table is named"),
      ("x = [ }", "a value is missing"), ("x = [1, # }\n}", "a value is missing"),
      ("x = [\u{2028}]", "a letter that is not ASCII"),
      ("\ns= 28f--14--e 0,", "28f--14--e is neither a number"),
      ("x = [26, 32---) 2.\n]", "32---) is neither a number"),
      ("x = {y = 1979-05-27}", "1979-05-27 is neither a number"), ("a!b = 1", "a!b is no name"),
      ("[ .a]", "no table is named"), (".a = 1", ".a is no name"),
      ("[\u{301}a]", "no table is named"), ("\u{FEFF}[,", "no table is named"),
      ("[data]\nclasses = [1]", "classes is not"), ("[data]\noutputs = [1]", "outputs is not"),
      ("[data]\noutputs = 1", "outputs is not"), ("[network]\noutput = 1", "output is not"),
      ("[input]\nconstants = 1", "constants is not a table"),
      ("[input.constants]\nx = \"a\"", "x is not a number"),
      ("[input.constants]\nx = [[1]]", "x is not a number"),
      ("[input.constants]\nx = inf", "x is not a number"),
      ("[network]\nlayers = 1", "layers is not"),
      ("[data\npath = 1", ""), ("a\u{0}b", "is no text"),
    ])
  func whatIsWrongIsSaid(text: String, problem: String) throws {
    let error = #expect(throws: Failure.self) { try read(text) }
    #expect(error?.problem.hasPrefix(problem) == true, "\(String(describing: error))")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func numbersMayBeWrittenInEveryWayOfTOML() throws {
    let card = try read(
      "input.mean = [1_0.5e-1, +0.5, # three\n  -1E2,\n]\ninput.resize = 0x2_0\n")
    #expect(card.input.mean == [1.05, 0.5, -100])
    #expect(card.input.resize == .shortSide(32))
  }

  @Test func aMistakeInTheTOMLIsPlacedByItsLine() throws {
    let error = #expect(throws: Failure.self) { try read("[input]\nmean = [\n\n0.1 0.2]") }
    #expect(error?.place == "line 4")
  }

  @Test func theCardBesideAModelHasItsNameAndToml() throws {
    try Fixture.withFile([1], named: "net.v2.toml") { card in
      let folder = String(card.dropLast("net.v2.toml".count))
      #expect(ModelCard.beside(folder + "net.v2.onnx") == card)
      #expect(ModelCard.beside(folder + "net.v2") == nil)
      #expect(ModelCard.beside(folder + "other.onnx") == nil)
      #expect(ModelCard.beside(card) == nil)
      #expect(ModelCard.beside("") == nil)
    }
  }
}
