import Foundation
import Formats
import LinearAlgebra
import System
import Testing

@testable import DeepDataProfiler

/// Images of the data set are shown as their files have them, whatever the network takes of them.
@Suite struct InputImagesTests {
  private func profiler(_ model: String, data: String, card: String? = nil) throws -> Profiler {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).toml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data((card ?? "").utf8).write(to: file)
    return try Profiler(
      model: fixtures.appending(path: model).path(), card: card.map { _ in file.path() },
      data: fixtures.appending(path: data).path())
  }

  /// The numbers of the array `images` of a file, image by image.
  private func numbers(in file: String) throws -> [[Float]] {
    let set = try ImageSet.open(path: fixtures.appending(path: file).path())
    var bytes = ModelCard.Input()
    bytes.scale = 1
    let tensor = try set.batch(0..<set.count, as: bytes).tensor
    return (0..<set.count).map { Array(tensor.row($0)) }
  }

  @Test(arguments: [
    nil, "[input]\nmean = [0.485, 0.456, 0.406]\nstd = [0.229, 0.224, 0.225]\norder = \"BGR\"\n",
    "[input]\nscale = 127.5\nmean = [1.0]\n",
  ])
  func bytesAreFractionsOf255(card: String?) async throws {
    let profiler = try profiler("gradients/vgg.onnx", data: "images/colours.npz", card: card)
    let found = try await profiler.answer(to: InputImagesQuestion([3, 0, 1, 3]))
    let bytes = try numbers(in: "images/colours.npz")
    for image in [0, 1, 3] {
      let shown = try #require(found[image])
      #expect(shown.channels == 3 && shown.height == 32 && shown.width == 32)
      #expect(shown.values == bytes[image].map { $0 / 255 })
    }
    #expect(found[2] == nil)
    await #expect(throws: Failure.self) {
      try await profiler.answer(to: InputImagesQuestion([3, 4]))
    }
  }

  /// Between the least and the greatest of each channel of the whole set, as `Mathematics.md` has it.
  @Test func floatsAreFractionsOfTheRangeOfTheirChannel() async throws {
    let profiler = try profiler("faults/stdconv_bn_training.onnx", data: "faults/clean.npz")
    let found = try await profiler.answer(to: InputImagesQuestion([2]))
    let images = try numbers(in: "faults/clean.npz")
    let plane = 16 * 16
    for channel in 0..<3 {
      let all = images.flatMap { $0[channel * plane..<(channel + 1) * plane] }
      let (least, most) = (Double(all.min() ?? 0), Double(all.max() ?? 1))
      let shown = try #require(found[2]).values[channel * plane..<(channel + 1) * plane]
      let own = images[2][channel * plane..<(channel + 1) * plane]
      #expect(Array(shown) == own.map { Float((Double($0) - least) / (most - least)) })
    }
  }

  @Test(arguments: [(4, 1, 2), (12, 3, 2), (27, 3, 3), (36, 1, 6), (784, 1, 28), (3072, 3, 32)])
  func featuresThatFillASquareAreAPicture(_ count: Int, _ channels: Int, _ side: Int) throws {
    let image = try #require(ShownImage([Float](repeating: 1, count: count), extents: [count]))
    #expect(image.channels == channels && image.height == side && image.width == side)
  }

  @Test(arguments: [[1], [2], [3], [5], [24], [2, 4, 4], [4, 4], [1, 1, 1]])
  func whatIsNoPictureIsNone(_ extents: [Int]) {
    #expect(
      ShownImage([Float](repeating: 1, count: extents.reduce(1, *)), extents: extents) == nil)
  }
}
