import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import System
import Testing

/// Answers on a folder of pictures are those on the same images in an array, and pictures that can't
/// be read are left out of them.
@Suite struct PictureFolderTests {
  private let model = samples.appending(path: "mnist.onnx").path()
  private let pictures = fixtures.appending(path: "images/digits")

  private func whole() throws -> Profiler {
    try Profiler(model: model, data: fixtures.appending(path: "images/digits.npz").path())
  }

  /// A profiler of the folder with some files more, while `body` runs.
  private func withFiles(
    _ files: [String: String], _ body: (Profiler) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.copyItem(at: pictures, to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try await body(Profiler(model: model, data: folder.path()))
  }

  /// The largest difference, as a part of the largest value: how products of 32-bit floats are split
  /// among threads, and so their last digits, depends on what else runs.
  private func difference<Value: BinaryFloatingPoint>(_ a: [Value], _ b: [Value]) -> Value {
    guard a.count == b.count else { return .infinity }
    let largest = b.map { abs($0) }.max() ?? 1
    return (zip(a, b).map { abs($0 - $1) }.max() ?? 0) / largest
  }

  @Test func aFolderGivesTheAnswersOfAnArray() async throws {
    let (folder, array) = (try Profiler(model: model, data: pictures.path()), try whole())
    #expect(folder.findings.dataSet?.labels == array.findings.dataSet?.labels)
    #expect(folder.findings.dataSet?.mismatch?.isNamed == true)
    let (a, b) = try await (
      folder.predictions(withLogits: true).logits, array.predictions(withLogits: true).logits
    )
    #expect(try difference(#require(a).values, #require(b).values) < 1e-5)
    let (signals, all) = try await (folder.signals(of: 1).signals, array.signals(of: 1).signals)
    #expect(difference(signals.values, all.values) < 1e-5)
    let (maps, other) = try await (
      folder.maps(.projections, of: 1, image: 4), array.maps(.projections, of: 1, image: 4)
    )
    #expect(difference(maps.values, other.values) < 1e-5)
  }

  @Test func namesOfFoldersAreThoseOfClasses() async throws {
    // The sample's card names its ten digits, and "ten" is none of them.
    let unmatched = try Profiler(model: model, data: pictures.path())
    #expect(unmatched.findings.dataSet?.name(ofClass: 0) == "eight")
    #expect(unmatched.findings.dataSet?.name(ofOutput: 0) == "0")
    let card = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".toml")
    try Data("[input]\nmean = [0.1307]\n".utf8).write(to: card)
    defer { try? FileManager.default.removeItem(at: card) }
    let unnamed = try Profiler(model: model, card: card.path(), data: pictures.path())
    #expect(unnamed.findings.dataSet?.classNames == ["eight", "nine", "ten"])
  }

  @Test func rowsOfReadableImagesKnowWhichTheyAre() async throws {
    let whole = try whole()
    let bad = ["eight/0_bad.png": "no picture", "ten/z.jpg": ""]
    try await withFiles(bad) { profiler in
      #expect(profiler.findings.dataSet?.labels == [0, 0, 0, 1, 2, 2, 2, 2])
      let kept = [0, 2, 3, 4, 5, 6]
      let (predictions, clean) = try await (
        profiler.predictions(withLogits: true), whole.predictions(withLogits: true)
      )
      #expect(predictions.images == kept)
      #expect(predictions.labels == [0, 0, 1, 2, 2, 2])
      let (logits, others) = try (#require(predictions.logits), #require(clean.logits))
      #expect(difference(logits.values, others.values) < 1e-5)
      #expect(predictions.accuracy == nil && predictions.predicted == clean.predicted)
      #expect(predictions.leftOut.map(\.image) == [1, 7])
      #expect(predictions.leftOut.map(\.file) == ["eight/0_bad.png", "ten/z.jpg"])
      for pool in SignalTable.Pool.allCases {
        let (table, all) = try await (
          profiler.signals(of: 1, pool: pool), whole.signals(of: 1, pool: pool)
        )
        #expect(table.images == kept && table.labels == all.labels)
        #expect(difference(table.signals.values, all.signals.values) < 1e-5)
        #expect(table.leftOut == predictions.leftOut)
      }
      let (groups, cleanGroups) = try await (
        profiler.hierarchy(of: 1).groups, whole.hierarchy(of: 1).groups
      )
      #expect(!groups.isEmpty && groups.map(\.nodes) == cleanGroups.map(\.nodes))
      #expect(
        groups.map { $0.exemplars.map(\.image) }
          == cleanGroups.map { $0.exemplars.map { kept[$0.image] } })
    }
  }

  @Test func mapsOfABadImageAreAnErrorThatNamesIt() async throws {
    let whole = try whole()
    try await withFiles(["eight/0_bad.png": "no picture"]) { profiler in
      await #expect {
        try await profiler.maps(.input, of: 0, image: 1)
      } throws: {
        "\($0)".contains("image 1, eight/0_bad.png, can't be used: a text file")
      }
      let (maps, other) = try await (
        profiler.maps(.output, of: 0, image: 2), whole.maps(.output, of: 0, image: 1)
      )
      #expect(difference(maps.values, other.values) < 1e-5)
    }
  }

  @Test func whenAllAreBadThatIsAnError() async throws {
    let names = ["eight/0", "eight/1", "nine/2", "ten/3", "ten/4", "ten/5"].map { $0 + ".png" }
    let bad = Dictionary(uniqueKeysWithValues: names.map { ($0, "x") })
    try await withFiles(bad) { profiler in
      for attempt in 0..<2 {
        await #expect("\(attempt)") {
          try await profiler.predictions()
        } throws: {
          "\($0)".contains("none of its 6 images can be used")
            && ($0 as? Failure)?.kind == .unfitting
        }
      }
      let rank = try await profiler.spectrum(of: 0).rank
      #expect(rank == 9)
    }
  }

  @Test func picturesWithoutASizeAreRefusedWithACure() throws {
    let weights = fixtures.appending(path: "formats/types.pt").path()
    #expect {
      try Profiler(model: weights, data: pictures.path())
    } throws: {
      "\($0)".contains("[input]")
    }
  }
}
