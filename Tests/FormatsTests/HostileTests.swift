import Foundation
import Formats
import System
import Testing

/// Files made to take time or memory far beyond their size end, in a model or one line.
///
/// Each would take far longer than the limit, which counts waits for a thread, too, if its cost were
/// the square of its size.
@Suite(.timeLimit(.minutes(10))) struct HostileTests {
  /// What opening these bytes says; nil when they open.
  private func problem(_ bytes: [UInt8]) throws -> String? {
    try Fixture.withFile(bytes) { Fixture.error($0)?.problem }
  }

  /// A legacy checkpoint of this pickle.
  private func checkpoint(_ pickle: [UInt8]) -> [UInt8] {
    let magic: [UInt8] = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    let version = join([[0x80, 2], ascii("M"), [0xE9, 3], ascii(".")])
    return join([[0x80, 2], magic, ascii("."), version, ascii("}."), pickle, ascii("].")])
  }

  private func text(_ text: String) -> [UInt8] {
    Array("X".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
      + Array(text.utf8)
  }

  private func safetensors(_ header: String) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
  }

  /// Instructions of a pickle: text as it is written, or bytes.
  private func join(_ parts: [[UInt8]]) -> [UInt8] { Array(parts.joined()) }

  private func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func times(_ count: Int, _ part: (Int) -> [UInt8]) -> [UInt8] {
    Array((0..<count).map(part).joined())
  }

  @Test func aLongKeyIsNotReadAgainForEachUse() throws {
    let key = text(String(repeating: "k", count: 1 << 20))
    let uses = times(400_000) { _ in ascii("h\0N") }
    let pickle = join([ascii("}("), key, ascii("q\0N"), uses, ascii("u.")])
    #expect(try problem(checkpoint(pickle)) == "holds no tensors")
  }

  @Test func aLongNameFromPythonIsNotKeptForEachUse() throws {
    let name = text(String(repeating: "n", count: 1000))
    let uses = times(50_000) { _ in ascii("h\0h\0") + [0x93] }
    let pickle = join([ascii("("), name, ascii("q\0"), uses, ascii("t.")])
    #expect(try problem(checkpoint(pickle)) == "holds no dictionary of tensors")
  }

  @Test func aListOfPairsIsNotReadAgainForEachDictionaryMadeOfIt() throws {
    let pairs = times(60_000) { join([ascii("]("), text("\($0)"), ascii("Ne")]) }
    let uses = times(60_000) {
      join([text("\($0)"), ascii("ccollections\nOrderedDict\nh\0"), [0x85], ascii("R")])
    }
    let pickle = join([ascii("]("), pairs, ascii("eq\0}("), uses, ascii("u.")])
    #expect(try problem(checkpoint(pickle)) == "holds no tensors")
  }

  @Test func listsThatShareListsAreSearchedOnce() throws {
    let levels = times(3) { level in
      let inner = times(20_000) { _ in [UInt8(ascii: "h"), UInt8(level)] }
      return join([ascii("]("), inner, ascii("eq"), [UInt8(level + 1)]])
    }
    let pickle = join([ascii("]q\0"), levels, ascii(".")])
    #expect(try problem(checkpoint(pickle)) == "holds no dictionary of tensors")
  }

  @Test func aCallInACallInACallIsNoRecursion() throws {
    let open = times(100_000) { _ in ascii("(h\0N") }
    let close = ascii(String(repeating: "t", count: 100_000))
    let name = ascii("ctorch._tensor\n_rebuild_from_type_v2\nq\0")
    #expect(try problem(checkpoint(join([name, open, close, ascii("R.")]))) != nil)
  }

  @Test func aLetterWithAMillionAccentsIsNoName() throws {
    let name = "e" + String(repeating: "\u{301}\u{327}", count: 1 << 20)
    let header = #"{"\#(name)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#
    #expect(try problem(safetensors(header)) == "has a name of \(name.utf8.count) bytes")
    let index = #"{"weight_map":{"w":"\#(name)"}}"#
    #expect(try problem(Array(index.utf8)) == "has a name of \(name.utf8.count) bytes")
    let tensor = ProtobufMessage([(1, .int(0)), (2, .int(1)), (8, .text(name))]).bytes
    let model = ProtobufMessage([(1, .int(8)), (7, .message([(5, .bytes(tensor))]))])
    #expect(try problem(model.bytes) == "has a name of \(name.utf8.count) bytes")
  }

  @Test func manyKeysAreComparedInLinearTime() throws {
    let keys = (0..<400_000).map { #""\#($0)":0"# }.joined(separator: ",")
    #expect(try problem(safetensors(#"{"__metadata__":{\#(keys)}}"#)) == nil)
    #expect(
      try problem(safetensors(#"{"__metadata__":{\#(keys),"7":0}}"#)) == "has the key 7 twice")
  }

  @Test func messagesInMessagesAreNoRecursion() throws {
    // A graph in an attribute of a node of a graph, and so on.
    var graph: [UInt8] = []
    for _ in 0..<2000 {
      let attribute = ProtobufMessage([(1, .text("body")), (6, .bytes(graph)), (20, .int(5))])
      graph =
        ProtobufMessage([(1, .message([(4, .text("Loop")), (5, .bytes(attribute.bytes))]))])
        .bytes
    }
    #expect(try problem(ProtobufMessage([(1, .int(8)), (7, .bytes(graph))]).bytes) == nil)
  }

  @Test func oneByteOfAnArchiveMayNotStandForMany() throws {
    // The directory is doubled: a second name for the same entry.
    var bytes = try Array(Data(contentsOf: URL(filePath: Fixture.path("images_alone.npz"))))
    let end = bytes.count - 22
    let start = Int(bytes[end + 16]) + Int(bytes[end + 17]) << 8
    var second = Array(bytes[start..<end])
    second[46] = UInt8(ascii: "j")
    bytes.insert(contentsOf: second, at: end)
    let (size, place) = (2 * second.count, end + second.count)
    bytes[place + 8] = 2
    bytes[place + 10] = 2
    bytes[place + 12] = UInt8(truncatingIfNeeded: size)
    bytes[place + 13] = UInt8(truncatingIfNeeded: size >> 8)
    #expect(try problem(bytes) == "shares bytes with entry images.npy")
  }
}
