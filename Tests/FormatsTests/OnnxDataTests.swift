import Foundation
import Formats
import LinearAlgebra
import System
import Testing

/// Where an ONNX file's numbers are, and in what form.
@Suite struct OnnxDataTests {
  private typealias Fields = [(Int, ProtobufMessage.Value)]

  /// A model of one initializer `w`, in a file beside `data.bin` of eight bytes that count up.
  private func withModel<Result>(
    _ tensor: Fields, kind: Int = 5, _ body: (String) throws -> Result
  ) throws -> Result {
    let model = ProtobufMessage([
      (1, .int(8)), (7, .message([(kind, .message(tensor))])), (8, .message([(2, .int(17))])),
    ])
    return try Fixture.withFile(model.bytes) { path in
      let data = URL(filePath: path).deletingLastPathComponent().appending(path: "data.bin")
      try Data((0..<8).map { UInt8($0) }).write(to: data)
      return try body(path)
    }
  }

  private func floats(_ tensor: Fields) throws -> [Float] {
    try withModel(tensor) { try StoredModel.open(path: $0).tensors[0].floats().values }
  }

  private func external(
    _ location: String, offset: String? = nil, length: String? = nil, type: Int = 3, count: Int = 8
  ) -> Fields {
    var entries = [("location", location)]
    if let offset { entries.append(("offset", offset)) }
    if let length { entries.append(("length", length)) }
    return [(1, .int(count)), (2, .int(type)), (8, .text("w")), (14, .int(1))]
      + entries.map { (13, .message([(1, .text($0.0)), (2, .text($0.1))])) }
  }

  @Test func numbersMayLieInAFileBesideTheModel() throws {
    #expect(try floats(external("data.bin")) == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(try floats(external("./data.bin", offset: "5", length: "3", count: 3)) == [5, 6, 7])
    #expect(try floats(external("data.bin", offset: "8", count: 0)) == [])
    let model = try StoredModel.open(path: Fixture.path("same_external.onnx"))
    let inside = try StoredModel.open(path: Fixture.path("same.onnx"))
    #expect(
      model.files.map(\.path) == ["same_external.onnx", "same_external.bin"].map(Fixture.path))
    #expect(inside.files.map(\.path) == [Fixture.path("same.onnx")])
    for (tensor, other) in zip(model.tensors, inside.tensors) {
      #expect(try tensor.name == other.name && tensor.floats() == other.floats())
    }
  }

  @Test(
    arguments: [
      ("../data.bin", nil, nil), ("/etc/passwd", nil, nil), ("a/../data.bin", nil, nil),
      ("", nil, nil),
    ] as [(String, String?, String?)])
  func aPathThatLeadsOutIsNotOpened(location: String, offset: String?, length: String?) throws {
    try withModel(external(location)) { path in
      #expect(
        Fixture.error(path)?.description
          == "\(path): tensor w: names the file \(location), which is not below its folder "
          + "and is not opened; put that file beside this one")
    }
  }

  @Test func aLinkThatLeadsOutIsNotOpened() throws {
    try withModel(external("link")) { path in
      let link = URL(filePath: path).deletingLastPathComponent().appending(path: "link")
      try FileManager.default.createSymbolicLink(
        atPath: link.path(), withDestinationPath: "/etc/passwd")
      #expect(Fixture.error(path)?.problem.hasPrefix("names the file link, which is not") == true)
      try FileManager.default.removeItem(at: link)
      try FileManager.default.createSymbolicLink(
        atPath: link.path(), withDestinationPath: "data.bin")
      #expect(Fixture.error(path) == nil)
    }
  }

  @Test func aMissingFileNamesItself() throws {
    let path = Fixture.path("external.onnx")
    let error = try #require(Fixture.error(path))
    #expect(error.kind == .notFound)
    #expect(
      error.description
        == "\(path): tensor conv.weight: its numbers are in external.bin, which is not there; "
        + "put that file beside this one")
  }

  @Test(
    arguments: [
      ("9", nil, 8), ("1", nil, 8), ("-1", nil, 8), ("x", nil, 8), ("0", "9", 8), ("0", "7", 8),
      ("9223372036854775807", nil, 8), ("0", nil, 9), ("0", "-8", 8),
      ("99999999999999999999", nil, 8),
    ] as [(String, String?, Int)])
  func aPartThatIsNotThereIsDamage(offset: String, length: String?, count: Int) throws {
    try withModel(external("data.bin", offset: offset, length: length, count: count)) { path in
      let error = try #require(Fixture.error(path))
      #expect(error.kind == .damaged)
      #expect(error.place == "tensor w")
    }
  }

  @Test func integersHoldTheBitsOfNarrowFloatsPackedOrNot() throws {
    // 1 and -2 in float16 and bfloat16, in 32-bit integers.
    for (type, bits) in [(10, [0x3C00, 0xC000]), (16, [0x3F80, 0xC000])] {
      let head: Fields = [(1, .int(2)), (2, .int(type)), (8, .text("w"))]
      #expect(try floats(head + bits.map { (5, .int($0)) }) == [1, -2])
      let packed = ProtobufMessage(bits.map { (1, .int($0)) }).bytes
      let varints = Array(packed[1..<packed.count / 2] + packed[(packed.count / 2 + 1)...])
      #expect(try floats(head + [(5, .bytes(varints))]) == [1, -2])
    }
  }

  @Test(arguments: [(21, [1.0, 15, 8]), (22, [1, -1, -8])] as [(Int, [Float])])
  func numbersOfFourBitsLieTwoAByteTheLowerFirst(type: Int, numbers: [Float]) throws {
    let head: Fields = [(1, .int(3)), (2, .int(type)), (8, .text("w"))]
    #expect(try floats(head + [(9, .bytes([0xF1, 0x08]))]) == numbers)
    // In 32-bit integers, a byte each.
    #expect(try floats(head + [(5, .int(0xF1)), (5, .int(0x08))]) == numbers)
    #expect(try floats(head + [(5, .bytes([0xF1, 0x01, 0x08]))]) == numbers)
    try withModel(head + [(9, .bytes([0xF1]))]) { path in
      #expect(Fixture.error(path)?.kind == .damaged, "three numbers take two bytes")
    }
  }

  @Test func aPackedNumberWithoutEndIsDamage() throws {
    let endless: [[UInt8]] = [[1, 0x80], Array(repeating: 0xFF, count: 11) + [1]]
    for bytes in endless {
      try withModel([(1, .int(1)), (2, .int(7)), (7, .bytes(bytes)), (8, .text("w"))]) { path in
        #expect(Fixture.error(path)?.problem == "has a number without end")
      }
    }
  }

  @Test(
    arguments: [
      (8, "string"), (14, "complex64"), (23, "float4"), (24, "float8e8m0"), (99, "number 99"),
    ])
  func aTypeThatIsNotReadIsRefusedWhenItIsUsed(type: Int, name: String) throws {
    try withModel([(1, .int(2)), (2, .int(type)), (8, .text("w")), (9, .bytes([1]))]) { path in
      let tensor = try StoredModel.open(path: path).tensors[0]
      #expect(tensor.shape.extents == [2])
      let error = try #require(throws: Failure.self) { try tensor.floats() }
      #expect(
        error.description
          == "\(path): tensor w: has elements of type \(name); "
          + "export the network with float32 weights")
    }
  }

  @Test func sparseWeightsAreRefusedByNameWhenTheyAreUsed() throws {
    let values: Fields = [(1, .int(1)), (2, .int(1)), (4, .float(2)), (8, .text("w"))]
    let indices: Fields = [(1, .int(1)), (2, .int(7)), (7, .int(3))]
    let sparse: Fields = [
      (1, .message(values)), (2, .message(indices)), (3, .int(4)), (3, .int(2)),
    ]
    try withModel(sparse, kind: 15) { path in
      let tensor = try StoredModel.open(path: path).tensors[0]
      #expect(tensor.name == "w" && tensor.shape.extents == [4, 2])
      #expect(
        tensor.refusal?.description
          == "\(path): tensor w: is sparse; export the network with dense weights")
    }
  }
}
