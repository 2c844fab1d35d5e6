import Foundation
import Formats
import LinearAlgebra
import System
import Testing

/// The files that real tools made, and what a reader must find in them.
enum Fixture {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/formats").path()

  static func path(_ name: String) -> String { folder + "/" + name }

  struct Expected: Decodable {
    let shape: [Int]
    let values: [Float]
  }

  static func expected(_ name: String) throws -> [String: Expected] {
    let data = try Data(contentsOf: URL(filePath: path(name + ".json")))
    return try JSONDecoder().decode([String: Expected].self, from: data)
  }

  /// Opens a model and compares each tensor with what its maker wrote down.
  static func check(_ name: String, format: StoredModel.Format) throws {
    let model = try StoredModel.open(path: path(name))
    #expect(model.format == format)
    let expected = try expected(name)
    #expect(Set(model.tensors.map(\.name)) == Set(expected.keys))
    for tensor in model.tensors {
      let values = try #require(expected[tensor.name])
      #expect(try tensor.floats().shape.extents == values.shape, "\(name) \(tensor.name)")
      #expect(try tensor.floats().values == values.values, "\(name) \(tensor.name)")
    }
  }

  /// A file of these bytes while `body` runs.
  static func withFile<Result>(
    _ bytes: [UInt8], named name: String = "file", _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(bytes).write(to: file)
    return try body(file.path())
  }

  /// The error that opening a model gives, or nil when it opens.
  static func error(_ path: String) -> Failure? {
    do {
      _ = try StoredModel.open(path: path)
      return nil
    } catch {
      return error
    }
  }
}
