import Formats
import LinearAlgebra
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
  }

  @Test(arguments: ["nested_state_dict.pt", "nested_model.pt", "nested_model_state_dict.pt"])
  func theStateDictIsFoundBesideAnOptimizer(name: String) throws {
    try Fixture.check(name, format: .pytorch)
  }

  @Test(arguments: ["parameters.pt", "deflated.pt", "little.pt", "by_hand.pt", "untyped.pt"])
  func parametersCompressedEntriesAndUntypedStoragesAreRead(name: String) throws {
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
    #expect(throws: FormatError.self) { try float.integers() }
  }

  @Test func aCallInAPickleIsNamedAndNotRun() throws {
    let error = try #require(Fixture.error(Fixture.path("malicious.pt")))
    #expect(error.kind == .unsupported)
    #expect(error.place?.hasPrefix("entry archive/data.pkl, byte ") == true)
    #expect(error.problem == "calls posix.system; it was not run")
    #expect(error.cure.contains("torch.save(model.state_dict()"))
  }

  @Test(
    arguments: [
      ("module.pt", "class torch.nn.modules.linear.Linear"),
      ("torchscript.pt", "a TorchScript program, not weights"),
      ("tensor.pt", "no dictionary of tensors"), ("numberless.pt", "no tensors"),
      ("bomb.pt", "no tensors"), ("deep.pt", "no dictionary of tensors"),
    ])
  func filesWithoutAStateDictSayHowToSaveOne(name: String, problem: String) throws {
    let error = try #require(Fixture.error(Fixture.path(name)))
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(problem))
    #expect(error.cure.contains("torch.save(model.state_dict()"))
    #expect(error.cure.contains("export to ONNX"))
  }

  @Test(
    arguments: [
      ("big.pt", "big-endian"), ("complex.pt", "torch.ComplexFloatStorage"),
      ("legacy.pt", "older than version 1.6"), ("large_pickle.pt", "a pickle of 1"),
      ("bad_expansion.pt", "repeats 1 numbers"),
    ])
  func whatIsNotSupportedIsNamed(name: String, problem: String) throws {
    let error = try #require(Fixture.error(Fixture.path(name)))
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test(
    arguments: [
      ("offset", "reaches beyond its 24 bytes"), ("offset_negative", "reaches beyond"),
      ("offset_huge", "has an impossible shape or offset"), ("size", "reaches beyond"),
      ("size_negative", "has an impossible shape"), ("size_huge", "has an impossible shape"),
      ("stride", "reaches beyond"), ("stride_negative", "reaches beyond"),
      ("stride_huge", "reaches beyond"), ("strides", "1 axes and 2 strides"),
      ("count", "its 7 numbers lie in 24 bytes"), ("count_huge", "numbers lie in 24 bytes"),
      ("rank", "without a storage, an offset, sizes and strides"),
    ])
  func tensorsThatReachBeyondTheirBytesAreDamaged(what: String, problem: String) throws {
    let error = try #require(Fixture.error(Fixture.path("bad_\(what).pt")))
    #expect(error.kind == .damaged)
    #expect(error.place == "tensor w" || what == "rank")
    #expect(error.problem.contains(problem), "\(error)")
  }
}
