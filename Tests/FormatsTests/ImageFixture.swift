import Foundation
import Formats
import LinearAlgebra
import Testing

/// The images that Python made, and the pixels that must be read from them.
enum ImageFixture {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/images")

  static func path(_ name: String) -> String { folder.appending(path: name).path() }

  /// An array of a `.npz` file.
  static func array(_ name: String, in file: String) throws -> Tensor {
    let tensors = try StoredModel.open(path: path(file)).tensors
    return try #require(tensors.first { $0.name == name }).floats()
  }

  /// A preparation that leaves bytes as they are.
  static func bytes(_ shape: [Int]? = nil, resize: ModelCard.Resizing? = nil) -> ModelCard.Input {
    var input = ModelCard.Input()
    (input.shape, input.resize, input.scale) = (shape, resize, 1)
    return input
  }

  /// The files of a folder, and of those in it, as seen from the folder.
  static func files(in name: String) throws -> [String] {
    let root = folder.appending(path: name)
    let all = try FileManager.default.subpathsOfDirectory(atPath: root.path())
    return all.filter { !root.appending(path: $0).hasDirectoryPath && $0.contains(".") }.sorted()
  }

  static func content(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: folder.appending(path: name)))
  }

  /// A folder with files of these names and bytes while `body` runs.
  @discardableResult
  static func withFiles<Result>(
    _ files: [String: [UInt8]], _ body: (String) throws -> Result
  ) throws -> Result {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, bytes) in files {
      let file = root.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
    return try body(root.path())
  }
}
