import Foundation
import Formats
import System
import Testing

@Suite struct ShardTests {
  private static let shards = ["same-1-of-2.safetensors", "same-2-of-2.safetensors"]

  /// The index of the fixture and its shards in a folder, there while `body` runs.
  private func withCopy(
    index: String? = nil, without missing: String? = nil, _ body: (URL, String) throws -> Void
  ) throws {
    let bytes = try Data(contentsOf: URL(filePath: Fixture.path("same.safetensors.index.json")))
    try Fixture.withFile(Array(index?.utf8 ?? "".utf8)) { path in
      let folder = URL(filePath: path).deletingLastPathComponent()
      if index == nil { try bytes.write(to: URL(filePath: path)) }
      for shard in Self.shards where shard != missing {
        try FileManager.default.copyItem(
          at: URL(filePath: Fixture.path(shard)), to: folder.appending(path: shard))
      }
      try body(folder, path)
    }
  }

  @Test func shardsAreOneModelInTheOrderOfTheIndex() throws {
    let whole = try StoredModel.open(path: Fixture.path("same.npz"))
    let shards = try StoredModel.open(path: Fixture.path("same.safetensors.index.json"))
    #expect(shards.format == .safetensors)
    #expect(shards.tensors.map(\.name) == whole.tensors.map(\.name))
    for (tensor, other) in zip(shards.tensors, whole.tensors) {
      #expect(try tensor.floats() == other.floats())
    }
    #expect(
      shards.files.map(\.path)
        == (["same.safetensors.index.json"] + Self.shards).map(Fixture.path))
    #expect(whole.files.map(\.path) == [Fixture.path("same.npz")])
  }

  @Test func aMissingShardNamesItself() throws {
    try withCopy(without: Self.shards[1]) { _, path in
      let error = try #require(Fixture.error(path))
      #expect(error.kind == .notFound)
      #expect(
        error.description
          == "\(path): tensor conv1.bias: its numbers are in same-2-of-2.safetensors, "
          + "which is not there; put that file beside this one")
    }
  }

  @Test(arguments: ["../secret", "/etc/passwd", "a/../../secret", "", ".", "a//b", "..", "x\0y"])
  func aNameThatLeadsElsewhereIsNotOpened(name: String) throws {
    let written = name.replacingOccurrences(of: "\0", with: "\\u0000")
    try withCopy(index: #"{"weight_map":{"conv1.weight":"\#(written)"}}"#) { folder, path in
      let secret = folder.deletingLastPathComponent().appending(path: "secret")
      try Data(contentsOf: URL(filePath: Fixture.path(Self.shards[0]))).write(to: secret)
      defer { try? FileManager.default.removeItem(at: secret) }
      let error = try #require(Fixture.error(path))
      #expect(error.kind == .unsupported)
      #expect(error.place == "tensor conv1.weight" || name == ".")
      #expect(error.problem.contains("not below its folder") || name == ".", "\(error)")
    }
  }

  @Test func aLinkMayNotLeadOutOfTheFolder() throws {
    try withCopy(without: Self.shards[0]) { folder, path in
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: Self.shards[0]).path(),
        withDestinationPath: Fixture.path(Self.shards[0]))
      #expect(
        Fixture.error(path)?.problem
          == "names the file \(Self.shards[0]), which is not below its folder and is not opened")
    }
  }

  @Test func anIndexThatIsLinkedLeadsToWhereItLies() throws {
    // As in a store of downloads: a folder of links to files that lie together elsewhere.
    try withCopy { folder, path in
      let links = folder.appending(path: "links")
      try FileManager.default.createDirectory(at: links, withIntermediateDirectories: true)
      for name in ["file"] + Self.shards {
        try FileManager.default.createSymbolicLink(
          atPath: links.appending(path: name).path(), withDestinationPath: "../" + name)
      }
      #expect(Fixture.error(links.appending(path: "file").path()) == nil)
    }
  }

  @Test(
    arguments: [
      (
        #"{"weight_map":{"none":"same-1-of-2.safetensors"}}"#,
        "tensor none: is not in same-1-of-2.safetensors; "
          + "get whole copies of the index and its files"
      ),
      (
        #"{"weight_map":{"a":1}}"#,
        #"byte 19: has no " where one should be; get a whole copy of the file"#
      ),
      (
        #"{"weight_map":{}}"#,
        "JSON text without weights or a weight_map of files that have them; "
          + "give the file of the weights, or its .index.json"
      ),
      (
        #" {"model_type":"resnet", "weight_map":[1]}"#,
        "JSON text without weights or a weight_map of files that have them; "
          + "give the file of the weights, or its .index.json"
      ),
    ])
  func otherJSONIsNoIndex(text: String, line: String) throws {
    try withCopy(index: text) { _, path in
      #expect(Fixture.error(path)?.description == "\(path): \(line)")
    }
  }

  @Test func anIndexMayNotNameAnIndex() throws {
    try withCopy(index: #"{"weight_map":{"w":"file"}}"#) { _, path in
      let problem = Fixture.error(path)?.problem
      #expect(problem == "is no file of weights, though an index names it")
    }
  }
}
