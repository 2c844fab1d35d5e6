import Foundation
import Formats
import LinearAlgebra
import System
import Testing

@Suite struct SafetensorsTests {
  /// A file of this header, before so many bytes that count up.
  private func file(_ header: String, bytes count: Int = 8) -> [UInt8] {
    let length = header.utf8.count
    let start = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return start + Array(header.utf8) + (0..<count).map { UInt8($0) }
  }

  private func tensor(_ type: String, _ shape: String, _ offsets: String) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  private func error(_ header: String, bytes count: Int = 8) throws -> String? {
    try Fixture.withFile(file(header, bytes: count)) { path in
      Fixture.error(path).map { String($0.description.dropFirst(path.count)) }
    }
  }

  private func open(_ header: String, bytes count: Int = 8) throws -> StoredModel {
    try Fixture.withFile(file(header, bytes: count)) { try StoredModel.open(path: $0) }
  }

  @Test(arguments: ["types.safetensors"])
  func everyElementTypeIsRead(name: String) throws {
    try Fixture.check(name, format: .safetensors)
  }

  @Test func bfloat16IsRead() throws {
    let model = try open(#"{"w":\#(tensor("BF16", "[4]", "[0,8]"))}"#)
    #expect(model.tensors[0].elementType == .bfloat16)
    let bits: [UInt32] = [0x0100, 0x0302, 0x0504, 0x0706]
    #expect(try model.tensors[0].floats().values.map(\.bitPattern) == bits.map { $0 << 16 })
  }

  @Test func numbersInNamesAreOrderedByValueWhereTheFileHasThemByLetter() throws {
    let types = try StoredModel.open(path: Fixture.path("types.safetensors")).tensors.map(\.name)
    #expect(types.filter { $0.hasPrefix("layer") } == ["layer.9", "layer.10"])
    // Another order is somebody's choice.
    let first = tensor("U8", "[1]", "[0,1]")
    let second = tensor("U8", "[1]", "[1,2]")
    let model = try open(#"{"layer.9":\#(first),"layer.10":\#(second)}"#)
    #expect(model.tensors.map(\.name) == ["layer.9", "layer.10"])
    let other = try open(#"{"stem":\#(first),"head":\#(second)}"#)
    #expect(other.tensors.map(\.name) == ["stem", "head"])
  }

  @Test func metadataIsNoTensorAndWhiteSpaceMayFollow() throws {
    let header =
      #"{ "__metadata__":{"format":"pt","a":[{"b":null}]},"w":\#(tensor("U8","[8]","[0,8]"))}  "#
    #expect(try open(header).tensors.map(\.name) == ["w"])
  }

  @Test func aTypeThatIsNotReadIsRefusedWhenItIsUsed() throws {
    let good = tensor("U8", "[4]", "[4,8]")
    let model = try open(#"{"a":\#(tensor("F8_E8M0", "[2,2]", "[0,4]")),"b":\#(good)}"#)
    #expect(model.tensors.map(\.name) == ["a", "b"])
    #expect(model.tensors[0].shape.extents == [2, 2])
    #expect(model.tensors[0].refusal?.place == "tensor a")
    #expect(try model.tensors[1].integers() == [4, 5, 6, 7])
    let error = try #require(throws: Failure.self) { try model.tensors[0].floats() }
    #expect(error.problem == "has elements of type F8_E8M0")
    // Nobody can do without the only tensor.
    #expect(
      try self.error(#"{"a":\#(tensor("F4", "[8]", "[0,8]"))}"#)
        == ": tensor a: has elements of type F4; convert it to float32 and save again")
  }

  @Test func namesMayHaveEscapesAndAnyLetters() throws {
    let bytes = tensor("U8", "[1]", "[0,1]")
    let names = [
      (#"a\u0041\/\\\"\t"#, "aA/\\\"\t"), (#"\ud83d\ude00"#, "😀"), ("größe", "größe"), ("", ""),
    ]
    for (written, name) in names {
      #expect(try open(#"{"\#(written)":\#(bytes)}"#).tensors.map(\.name) == [name])
    }
    // Two spellings of one accented letter are two keys.
    let other = tensor("U8", "[1]", "[1,2]")
    #expect(try open("{\"e\u{301}\":\(bytes),\"\u{E9}\":\(other)}").tensors.count == 2)
  }

  @Test(
    arguments: [
      (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}"#, "has bytes [0, 9] of 8"),
      (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "has bytes [8, 0] of 8"),
      (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, "has bytes [-8, 0] of 8"),
      (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "has bytes [0] of 8"),
      (#"{"w":{"dtype":"F32","shape":[2]}}"#, "has bytes [] of 8"),
      (
        #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
        "of shape 2 and type F32 it has 4 bytes"
      ),
      (
        #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
        "has no type or no possible shape"
      ),
      (
        #"{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
        "has no type or no possible shape"
      ),
      (#"{"w":{"shape":[2],"data_offsets":[0,8]}}"#, "has no type or no possible shape"),
    ])
  func impossibleTensorsAreDamaged(header: String, problem: String) throws {
    #expect(try error(header) == ": tensor w: \(problem); get a whole copy of the file")
  }

  @Test func tensorsMayNotShareBytes() throws {
    let header =
      #"{"a":\#(tensor("U8", "[5]", "[0,5]")),"b":\#(tensor("U8", "[4]", "[4,8]"))}"#
    #expect(
      try error(header)
        == ": tensor b: shares bytes with tensor a; get a whole copy of the file")
    // Empty ones have none to share.
    let empty = tensor("U8", "[0,3]", "[4,4]")
    #expect(try open(#"{"a":\#(tensor("U8", "[8]", "[0,8]")),"e":\#(empty)}"#).tensors.count == 2)
  }

  @Test(
    arguments: [
      (#"{"a":1.5}"#, "has no { where one should be"),
      (#"{"__metadata__":{"a":1,"a":2}}"#, "has the key a twice"),
      (#"{"__metadata__":{"a":"\ud800"}}"#, "has an escape that stands for no character"),
      (#"{"__metadata__":{"a":"\udc00\ud800"}}"#, "has an escape that stands for no character"),
      (#"{"__metadata__":{"a":"\u00g0"}}"#, "has an escape that stands for no character"),
      (#"{"__metadata__":{"a":"\x"}}"#, "has an escape that stands for no character"),
      ("{\"__metadata__\":{\"a\":\"\n\"}}", "has a control character in text"),
      (#"{"__metadata__":{"a":01}}"#, "has no value where one should be"),
      (#"{"__metadata__":{"a":1.}}"#, "has half a number"),
      (#"{"__metadata__":{"a":1e+}}"#, "has half a number"),
      (#"{"__metadata__":{"a":-}}"#, "has no value where one should be"),
      (#"{"__metadata__":{"a":nul}}"#, "has no null where one should be"),
      (#"{"__metadata__":{"a":1,}}"#, "has no \" where one should be"),
      (#"{"__metadata__":[1 2]}"#, "has no ] where one should be"),
      (#"{"__metadata__":1} {"#, "goes on after its end"),
      (#"{"__metadata__":1"#, "has no } where one should be"),
      (#"{"__metadata__":"1"#, "ends too early"),
      (#"{"w":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}"#, "has another number than"),
      (#"{"w":{"dtype":"U8","shape":[99999999999999999999]}}"#, "has another number than"),
    ])
  func theHeaderIsStrictJSON(header: String, problem: String) throws {
    let error = try #require(try error(header))
    #expect(error.hasPrefix(": header, byte "))
    #expect(error.contains(problem), "\(error)")
  }

  @Test func textThatIsNotUTF8IsRefused() throws {
    for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
      var bytes = file(#"{"__metadata__":{"a":"----"}}"#)
      let place = 8 + 22
      bytes.replaceSubrange(place..<place + bad.count, with: bad)
      try Fixture.withFile(bytes) { path in
        #expect(Fixture.error(path)?.problem == "has text that is not UTF-8")
      }
    }
  }

  @Test func deepNestingEndsInAnError() throws {
    for open in ["[", "{\"a\":"] {
      let header = "{\"__metadata__\":" + String(repeating: open, count: 30_000)
      #expect(try error(header)?.contains("nests deeper than 64") == true)
    }
  }

  @Test func aFileCutShortIsNamed() throws {
    let bytes = file(#"{"w":{}}"#)
    try Fixture.withFile(Array(bytes.prefix(12))) { path in
      #expect(
        Fixture.error(path)?.description
          == "\(path): header: of 8 bytes it does not end in the file of 12; "
          + "get a whole copy of the file")
    }
  }
}
