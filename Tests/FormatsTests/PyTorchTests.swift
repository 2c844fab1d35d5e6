import Foundation
import Formats
import LinearAlgebra
import System
import Testing

@Suite struct PyTorchTests {
  @Test(arguments: ["types.pt", "protocol3.pt", "protocol4.pt", "protocol5.pt"])
  func everyElementTypeIsReadInEveryProtocol(name: String) throws {
    try Fixture.check(name, format: .pytorch)
  }

  @Test func viewsAreReadThroughTheirStridesAndOffsets() throws {
    try Fixture.check("views.pt", format: .pytorch)
  }

  @Test func viewsKeepTheirStrides() throws {
    let model = try StoredModel.open(path: Fixture.path("views.pt"))
    let strides = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.strides) })
    #expect(strides["transposed"] == [1, 6])
    #expect(strides["sliced"] == [12, 2])
    #expect(strides["expanded"] == [1, 0])
    // Nobody steps along an axis of one element, so its stride is none.
    let odd = try #require(try StoredModel.open(path: Fixture.path("odd_stride.pt")).tensors.first)
    #expect(odd.strides == [4, 1])
  }

  @Test(arguments: ["nested_state_dict.pt", "nested_model.pt", "nested_model_state_dict.pt"])
  func theStateDictIsFoundBesideAnOptimizer(name: String) throws {
    try Fixture.check(name, format: .pytorch)
  }

  @Test(arguments: ["parameters.pt", "deflated.pt", "little.pt", "by_hand.pt", "untyped.pt"])
  func parametersCompressedEntriesAndUntypedStoragesAreRead(name: String) throws {
    try Fixture.check(name, format: .pytorch)
  }

  @Test(arguments: ["twice.pt", "short_numbers.pt", "odd_stride.pt"])
  func keysMayBeSetTwiceNumbersShortAndStridesOdd(name: String) throws {
    try Fixture.check(name, format: .pytorch)
  }

  @Test func tensorsComeInTheOrderOfTheFile() throws {
    let model = try StoredModel.open(path: Fixture.path("parameters.pt"))
    #expect(
      model.tensors.map(\.name) == [
        "0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias",
      ])
    #expect(model.graph == nil)
  }

  @Test func wholeNumbersAreReadAsSuch() throws {
    let model = try StoredModel.open(path: Fixture.path("types.pt"))
    for name in ["int64", "int32", "int16", "int8", "uint8"] {
      let tensor = try #require(model.tensors.first { $0.name == name })
      #expect(try tensor.integers() == [0, 1, 2, 3, 4, 5])
    }
    let negative = try #require(model.tensors.first { $0.name == "negative" })
    #expect(try negative.integers() == [-1, -128])
    let float = try #require(model.tensors.first { $0.name == "float32" })
    #expect(throws: Failure.self) { try float.integers() }
  }

  @Test func aCallInAPickleIsNotRun() throws {
    // Beside weights it is left aside, alone it is named.
    let model = try StoredModel.open(path: Fixture.path("malicious.pt"))
    #expect(model.tensors.map(\.name) == ["w"])
    let path = Fixture.path("legacy_malicious.pt")
    #expect(
      Fixture.error(path)?.description
        == "\(path): calls posix.system; it was not run; "
        + "save weights alone, torch.save(model.state_dict(), ...), or export to ONNX")
    for folder in [FileManager.default.currentDirectoryPath, Fixture.folder] {
      #expect(!FileManager.default.fileExists(atPath: folder + "/harmed"))
    }
  }

  @Test(
    arguments: ["beside.pt", "legacy_beside.pt", "wrapped.pt", "deeper.pt"])
  func weightsAreFoundBesideAnythingAndWithoutTheNamesOfWrappers(name: String) throws {
    try Fixture.check(name, format: .pytorch)
    let names = try StoredModel.open(path: Fixture.path(name)).tensors.map(\.name)
    #expect(names.prefix(2) == ["0.weight", "0.bias"])
  }

  @Test func parametersClassesOfTensorsAndTiedWeightsAreTensors() throws {
    try Fixture.check("kinds.pt", format: .pytorch)
  }

  @Test(arguments: ["legacy.pt", "legacy4.pt", "python2.pt"])
  func filesBeforeTheZipFormatAreRead(name: String) throws {
    try Fixture.check(name, format: .pytorch)
  }

  @Test(arguments: ["other_types.pt", "legacy_other_types.pt"])
  func tensorsThatAreNoPlainArraysAreRefusedWhenTheyAreUsed(name: String) throws {
    let path = Fixture.path(name)
    let model = try StoredModel.open(path: path)
    let refusals = model.tensors.map { ($0.name, $0.shape.extents, $0.refusal?.problem) }
    #expect(refusals.map(\.0) == ["complex", "sparse", "quantised", "weight"])
    #expect(refusals.map(\.1) == [[2], [2, 2], [2, 3], [6]])
    #expect(
      refusals.map(\.2) == [
        "has elements of type torch.ComplexFloatStorage", "is sparse", "is quantised", nil,
      ])
    #expect(try model.tensors[3].floats().values == [0, 1, 2, 3, 4, 5])
    #expect(
      throws: Failure(
        kind: .unsupported, subject: path, place: "tensor sparse", problem: "is sparse",
        cure: "convert it to a plain tensor with .float() and save again")
    ) {
      try model.tensors[1].floats()
    }
  }

  @Test(
    arguments: [
      ("module.pt", "class torch.nn.modules.linear.Linear"),
      ("legacy_module.pt", "class torch.nn.modules.linear.Linear"),
      ("module_inside.pt", "class torch.nn.modules.linear.Linear"),
      ("torchscript.pt", "a TorchScript program, not weights"),
      ("tensor.pt", "no dictionary of tensors"), ("numberless.pt", "no tensors"),
      ("bomb.pt", "no tensors"), ("deep.pt", "no dictionary of tensors"),
    ])
  func filesWithoutAStateDictSayHowToSaveOne(name: String, problem: String) throws {
    let error = try #require(Fixture.error(Fixture.path(name)))
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(problem))
    #expect(error.cure?.contains("torch.save(model.state_dict()") == true)
    #expect(error.cure?.contains("export to ONNX") == true)
  }

  @Test(
    arguments: [
      ("big.pt", "big-endian"), ("float8.pt", "elements of type torch.float8_e8m0fnu"),
      ("complex.pt", "torch.ComplexFloatStorage"),
      ("large_pickle.pt", "a pickle of 33554435 bytes"),
      ("bad_expansion.pt", "repeats 1 numbers"),
    ])
  func whatIsNotSupportedIsNamed(name: String, problem: String) throws {
    let error = try #require(Fixture.error(Fixture.path(name)))
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test(
    arguments: [
      ("offset", "reaches beyond its 24 bytes"),
      ("offset_negative", "has an impossible shape or offset"),
      ("offset_short", "has an impossible shape or offset"),
      ("offset_huge", "has an impossible shape or offset"), ("size", "reaches beyond"),
      ("size_negative", "has an impossible shape"), ("size_huge", "has an impossible shape"),
      ("stride", "reaches beyond"), ("stride_negative", "reaches beyond"),
      ("stride_huge", "reaches beyond"), ("strides", "1 axes and 2 strides"),
      ("count", "its 7 numbers lie in 24 bytes"), ("count_huge", "numbers lie in 24 bytes"),
      ("rank", "has no sizes and strides, or more than 16"),
    ])
  func tensorsThatReachBeyondTheirBytesAreDamaged(what: String, problem: String) throws {
    let error = try #require(Fixture.error(Fixture.path("bad_\(what).pt")))
    #expect(error.kind == .damaged)
    #expect(error.place == "tensor w")
    #expect(error.problem.contains(problem), "\(error)")
  }
}
