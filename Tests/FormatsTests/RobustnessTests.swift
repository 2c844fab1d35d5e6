import Foundation
import Formats
import LinearAlgebra
import System
import Testing

/// Files cut short or changed at random open, or are refused in one line; nothing else happens.
@Suite struct RobustnessTests {
  private static let small = [
    "views.pt", "untyped.pt", "bomb.pt", "zip64.npz", "single.npy", "images_nhw.npz",
    "images_nhwc.npz", "small.onnx", "typed.onnx", "raw.onnx", "loose.onnx",
    "python2.pt", "types.safetensors", "same.safetensors.index.json", "mixed.npz",
  ]
  private static let larger = [
    "types.pt", "parameters.pt", "deflated.pt", "arrays.npz", "deflated.npz",
    "legacy.pt", "other_types.pt", "legacy_other_types.pt", "kinds.pt", "beside.pt",
    "same_external.onnx",
  ]

  /// Opens the bytes as a model and as images, and reads all that is in them.
  private func open(_ bytes: [UInt8], at path: String) {
    #expect(throws: Never.self) {
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: bytes)
      try file.close()
    }
    do throws(Failure) {
      let model = try StoredModel.open(path: path)
      for tensor in model.tensors where tensor.shape.count < 1 << 16 {
        let values = try tensor.floats()
        #expect(values.values.count == tensor.shape.count)
        if !tensor.elementType.isFloatingPoint { _ = try tensor.integers() }
      }
    } catch {
      #expect(!error.description.contains("\n"))
    }
    do throws(Failure) {
      let images = try ImageSet.open(path: path)
      _ = try images.batch(0..<min(2, images.count), as: ModelCard.Input())
    } catch {
      #expect(!error.description.contains("\n"))
    }
  }

  @Test(arguments: small)
  func everyTruncationIsRefusedInOneLine(name: String) throws {
    let bytes = try Array(Data(contentsOf: URL(filePath: Fixture.path(name))))
    try Fixture.withFile(bytes) { path in
      for count in 0..<bytes.count { open(Array(bytes.prefix(count)), at: path) }
    }
  }

  @Test(arguments: small + larger)
  func changedBytesOpenOrAreRefused(name: String) throws {
    let bytes = try Array(Data(contentsOf: URL(filePath: Fixture.path(name))))
    var random = SplitMix(seed: UInt64(bytes.count))
    try Fixture.withFile(bytes) { path in
      for round in 0..<500 {
        var changed = bytes
        for _ in 0...(round % 4) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          // Extreme values find more than the average ones.
          let value: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, .random(in: 0...255, using: &random)]
          changed[place] = value.randomElement(using: &random) ?? 0
        }
        open(changed, at: path)
      }
    }
  }

  @Test func randomBytesAreRefused() throws {
    var random = SplitMix(seed: 1)
    let starts: [[UInt8]] = [
      [], [8, 8], [0x3A], [0x93] + Array("NUMPY".utf8), Array("PK\u{3}\u{4}".utf8),
    ]
    try Fixture.withFile([0]) { path in
      for round in 0..<1000 {
        let rest = (0..<Int.random(in: 1..<200, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
        open(starts[round % starts.count] + rest, at: path)
      }
    }
  }
}
