import Formats
import LinearAlgebra
import System
import Testing

@Suite struct ImageSetTests {
  private func open(_ name: String) throws -> ImageSet {
    try ImageSet.open(path: Fixture.path(name))
  }

  private func expected(_ name: String) throws -> Fixture.Expected {
    try #require(try Fixture.expected("images")[name])
  }

  private func input(
    mean: [Float] = [0], std: [Float] = [1], scale: Float = 255, bgr: Bool = false
  ) -> ModelCard.Input {
    var input = ModelCard.Input()
    (input.mean, input.std, input.scale) = (mean, std, scale)
    input.order = bgr ? .bgr : .rgb
    return input
  }

  @Test(arguments: ["images_nchw.npz", "images_nhwc.npz", "images_fortran.npz"])
  func everyLayoutGivesChannelsFirst(name: String) throws {
    let images = try open(name)
    #expect(images.count == 6 && images.shape?.extents == [3, 2, 4])
    #expect(images.labels == [0, 1, 2, 0, 1, 2])
    let batch = try images.batch(0..<6, as: input(scale: 1)).tensor
    #expect(batch.shape.extents == [6, 3, 2, 4])
    #expect(try batch.values == expected("pixels").values)
  }

  @Test func greyImagesHaveOneChannel() throws {
    let images = try open("images_nhw.npz")
    #expect(images.count == 6 && images.shape?.extents == [1, 2, 4])
    let batch = try images.batch(0..<6, as: input(scale: 1)).tensor
    #expect(batch.shape.extents == [6, 1, 2, 4])
    #expect(try batch.values == expected("first").values)
  }

  @Test func bytePixelsAreNormalizedChannelByChannel() throws {
    let batch = try open("images_nhwc.npz").batch(
      2..<5, as: input(mean: [0.25, 0.5, 0.75], std: [0.5])
    ).tensor
    let wanted = try expected("normalized").values
    #expect(batch.values.count == wanted.count)
    #expect(zip(batch.values, wanted).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func eachChannelHasAMeanAndAStandardDeviationOfItsOwn() throws {
    let (mean, std): ([Float], [Float]) = ([0.25, 0.5, 0.75], [0.5, 0.125, 2])
    let images = try open("images_nhwc.npz")
    let bytes = try images.batch(0..<6, as: input(scale: 1)).tensor.values
    let batch = try images.batch(0..<6, as: input(mean: mean, std: std)).tensor.values
    for (index, value) in batch.enumerated() {
      let channel = index / 8 % 3
      #expect(abs(value - (bytes[index] / 255 - mean[channel]) / std[channel]) < 1e-5)
    }
  }

  @Test func channelsAreTurnedRoundForNetworksOfBGR() throws {
    let batch = try open("images_nhwc.npz").batch(0..<6, as: input(bgr: true)).tensor
    let wanted = try expected("turned").values
    #expect(zip(batch.values, wanted).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func floatsAreTakenAsTheyAre() throws {
    let batch = try open("images_float.npz").batch(
      0..<6, as: input(mean: [0.5], std: [0.5], bgr: true)
    ).tensor
    #expect(try batch.values == expected("floats").values)
  }

  @Test(arguments: ["names.npz", "bytes.npz"])
  func labelsThatAreTextsAreClassesInTheirOrder(name: String) throws {
    let images = try ImageSet.open(path: Fixture.path("../outputs/" + name))
    #expect(images.isNamed && images.classNames == ["dark", "light"])
    #expect(images.labels == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    #expect(try !open("images_nhw.npz").isNamed)
  }

  @Test func imagesThatAreNotFiniteAreLeftOut() throws {
    let images = try ImageSet.open(path: Fixture.path("../outputs/unfinite.npz"))
    let batch = try images.batch(1..<8, as: input())
    #expect(batch.images == [2, 3, 4, 5, 7] && batch.tensor.shape.extents == [5, 1, 8, 8])
    #expect(batch.tensor.values.allSatisfy { $0.isFinite })
    #expect(
      batch.leftOut == [
        LeftOutImage(
          image: 1, reason: "the value at channel 0, row 2, column 3 is not a number"),
        LeftOutImage(image: 6, reason: "the value at channel 0, row 0, column 0 is infinite"),
      ])
    let rest = try images.batch(2..<5, as: input()).tensor
    #expect(batch.tensor.values.prefix(3 * 64) == rest.values[...])
  }

  @Test func anEmptyBatchIsEmpty() throws {
    #expect(
      try open("images_nchw.npz").batch(3..<3, as: input()).tensor.shape.extents == [0, 3, 2, 4])
  }

  @Test func imagesThatAreNotThereAreRefused() throws {
    let images = try open("images_nchw.npz")
    #expect(throws: Failure.self) { try images.batch(5..<7, as: input()) }
    #expect(throws: Failure.self) { try images.batch(0..<1, as: input(mean: [0, 0])) }
    #expect(throws: Failure.self) { try images.batch(0..<1, as: input(std: [])) }
  }

  @Test(
    arguments: [
      ("images_alone.npz", "has no array labels"), ("arrays.npz", "has no array images"),
      ("labels_short.npz", "6 images have 5 labels"), ("labels_float.npz", "holds float64"),
      ("images_flat.npz", "is 6x24"), ("images_int.npz", "holds int32"),
      ("small.onnx", "holds no images"), ("types.pt", "holds no images"),
    ])
  func whatIsWrongIsSaid(name: String, problem: String) throws {
    let error = #expect(throws: Failure.self) { try open(name) }
    #expect(error?.problem.hasPrefix(problem) == true, "\(String(describing: error))")
  }
}
