import Foundation
import Formats
import LinearAlgebra
import System
import Testing

/// A training run writes its checkpoint again while it is open here.
@Suite struct ChangedFileTests {
  /// A safetensors file of zeros, much longer than a page of memory, and of long ago: the clock of a
  /// file's times may be too coarse to tell two writes apart.
  private func withModel(_ body: (String, StoredTensor) throws -> Void) throws {
    let count = 1 << 20
    let header = #"{"w":{"dtype":"F32","shape":[1024,1024],"data_offsets":[0,\#(4 * count)]}}"#
    let length = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 0xFF) }
    let bytes = length + Array(header.utf8) + Array(repeating: 0, count: 4 * count)
    try Fixture.withFile(bytes) { path in
      let past = Date(timeIntervalSince1970: 1_000_000_000)
      try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: path)
      try body(path, try #require(try StoredModel.open(path: path).tensors.first))
    }
  }

  private func problem(_ tensor: StoredTensor) -> String? {
    do {
      _ = try tensor.floats()
      return nil
    } catch {
      return error.problem
    }
  }

  private let changed = "another program has written into the file since it was opened"

  @Test func aFileCutShortIsAFault() throws {
    try withModel { path, tensor in
      try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 5000)
      #expect(problem(tensor) == changed)
      #expect(problem(tensor) == changed, "again, when the pages are there")
    }
  }

  @Test func aFileWrittenOverIsAFault() throws {
    try withModel { path, tensor in
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.seek(toOffset: 200)
      try file.write(contentsOf: [1, 2, 3, 4])
      #expect(problem(tensor) == changed)
    }
  }

  @Test func aFilePutInItsPlaceDoesNotMatter() throws {
    try withModel { path, tensor in
      try Data("another".utf8).write(to: URL(filePath: path), options: .atomic)
      #expect(try tensor.floats().values == Array(repeating: 0, count: 1 << 20))
    }
  }
}
