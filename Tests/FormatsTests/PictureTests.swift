import Foundation
import Formats
import LinearAlgebra
import Testing

/// Pictures are read as Pillow reads them, and made to fit as torchvision does.
@Suite struct PictureTests {
  private static let size = [17, 23]

  @Test(arguments: [(3, "RGB"), (1, "L")])
  func everyKindOfPictureHasPillowsPixels(channels: Int, mode: String) throws {
    let images = try ImageSet.open(path: ImageFixture.path("pictures"))
    let wanted = try ImageFixture.array(mode, in: "pictures.npz")
    let names = try ImageFixture.files(in: "pictures")
    #expect(images.count == names.count && images.count == wanted.shape[0])
    let batch = try images.batch(
      0..<images.count, as: ImageFixture.bytes([channels] + Self.size))
    #expect(batch.leftOut == [])
    #expect(batch.tensor.shape == wanted.shape)
    let count = channels * 17 * 23
    for (index, name) in names.enumerated() {
      let range = index * count..<(index + 1) * count
      let worst = zip(batch.tensor.values[range], wanted.values[range]).map { abs($0 - $1) }.max()
      #expect(worst == 0, "\(name)")
    }
  }

  @Test(
    arguments: [
      ([3, 12, 12], nil), ([3, 12, 12], 20), ([1, 12, 12], 15), ([3, 8, 20], nil),
      ([3, 21, 8], 10),
    ].enumerated().map { ($0.offset, $0.element.0, $0.element.1) } as [(Int, [Int], Int?)])
  func picturesAreResizedAndCutExactlyAsWithPillowAndTorchvision(
    number: Int, shape: [Int], resize: Int?
  ) throws {
    let images = try ImageSet.open(path: ImageFixture.path("sizes"))
    let wanted = try ImageFixture.array("fit\(number)", in: "sizes.npz")
    let batch = try images.batch(
      0..<images.count, as: ImageFixture.bytes(shape, resize: resize.map { .shortSide($0) }))
    #expect(batch.tensor.shape == wanted.shape)
    #expect(zip(batch.tensor.values, wanted.values).count { $0 != $1 } == 0)
  }

  /// A case of the script: what is resized to, by which filter, and whether it is cut low.
  struct Filtering: Sendable {
    let shape: [Int]
    let resize: ModelCard.Resizing
    let interpolation: Interpolation
    var cutsLow = false
  }

  @Test(
    arguments: [
      Filtering(shape: [3, 12, 12], resize: .shortSide(21), interpolation: .nearest),
      Filtering(shape: [3, 12, 12], resize: .shortSide(21), interpolation: .bicubic),
      Filtering(shape: [3, 12, 12], resize: .shortSide(19), interpolation: .lanczos),
      Filtering(
        shape: [3, 12, 12], resize: .sides(height: 12, width: 12), interpolation: .bilinear),
      Filtering(
        shape: [3, 12, 12], resize: .sides(height: 17, width: 15), interpolation: .bicubic,
        cutsLow: true),
      Filtering(
        shape: [3, 10, 14], resize: .sides(height: 45, width: 33), interpolation: .nearest,
        cutsLow: true),
      Filtering(
        shape: [3, 9, 9], resize: .shortSide(16), interpolation: .bicubic, cutsLow: true),
      Filtering(
        shape: [3, 9, 9], resize: .shortSide(40), interpolation: .lanczos, cutsLow: true),
      Filtering(shape: [3, 12, 12], resize: .shortSide(21), interpolation: .box),
      Filtering(
        shape: [3, 9, 9], resize: .sides(height: 10, width: 25), interpolation: .box,
        cutsLow: true),
      Filtering(shape: [3, 12, 12], resize: .shortSide(17), interpolation: .hamming),
      Filtering(
        shape: [3, 9, 9], resize: .sides(height: 40, width: 11), interpolation: .hamming,
        cutsLow: true),
    ].enumerated().map { ($0.offset, $0.element) } as [(Int, Filtering)])
  func picturesAreResizedByEveryFilterExactlyAsWithPillow(number: Int, filtering: Filtering) throws
  {
    let images = try ImageSet.open(path: ImageFixture.path("sizes"))
    let wanted = try ImageFixture.array("filter\(number)", in: "filters.npz")
    var input = ImageFixture.bytes(filtering.shape, resize: filtering.resize)
    (input.interpolation, input.cutsLow) = (filtering.interpolation, filtering.cutsLow)
    let batch = try images.batch(0..<images.count, as: input)
    #expect(batch.tensor.shape == wanted.shape)
    #expect(zip(batch.tensor.values, wanted.values).count { $0 != $1 } == 0)
  }

  @Test func pixelsAreNormalizedAndTurnedRoundAsTheCardSays() throws {
    let images = try ImageSet.open(path: ImageFixture.path("pictures"))
    var card = ModelCard.Input()
    let means: [Float] = [0.1, 0.2, 0.3]
    (card.shape, card.mean, card.std) = ([3] + Self.size, means, [0.5])
    card.order = .bgr
    let batch = try images.batch(0..<1, as: card)
    let bytes = try ImageFixture.array("RGB", in: "pictures.npz").values
    let plane = 17 * 23
    for channel in 0..<3 {
      let (pixel, mean) = (bytes[(2 - channel) * plane + 5], means[channel])
      #expect(abs(batch.tensor.values[channel * plane + 5] - (pixel / 255 - mean) / 0.5) < 1e-6)
    }
  }

  /// A class of one picture, whose file is written anew for each that is tried.
  private struct Trial {
    let images: ImageSet
    let file: FileHandle

    init(folder: String) throws {
      images = try ImageSet.open(path: folder)
      file = try #require(FileHandle(forWritingAtPath: folder + "/class/picture.png"))
    }

    /// Why a picture of these bytes can't be read; nil when it can.
    func fault(of bytes: [UInt8]) throws -> String? {
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: bytes)
      return try fault()
    }

    /// Why the picture can't be read once it is cut short.
    func fault(of count: Int) throws -> String? {
      try file.truncate(atOffset: UInt64(count))
      return try fault()
    }

    private func fault() throws -> String? {
      let batch = try images.batch(0..<1, as: ImageFixture.bytes([3, 2, 2]))
      #expect(batch.tensor.shape.extents == [batch.images.count, 3, 2, 2])
      guard let fault = batch.leftOut.first else { return nil }
      #expect(batch.images.isEmpty && fault.image == 0 && fault.file == "class/picture.png")
      #expect(!fault.reason.isEmpty && !fault.reason.contains("\n"))
      return fault.reason
    }
  }

  private func trying(_ body: (Trial) throws -> Void) throws {
    try ImageFixture.withFiles(["class/picture.png": []]) { try body(Trial(folder: $0)) }
  }

  @Test func aPictureCutShortIsBadWherePillowSaysSo() throws {
    let needed = try JSONDecoder().decode(
      [String: Int].self, from: Data(ImageFixture.content("truncated.json")))
    try trying { trial in
      for (name, least) in needed {
        let bytes = try ImageFixture.content("pictures/" + name)
        #expect(try trial.fault(of: bytes) == nil, "\(name)")
        for count in (0..<bytes.count).reversed() {
          let fault = try trial.fault(of: count)
          if count < least { #expect(fault != nil, "\(name) of \(count) bytes") }
        }
      }
    }
  }

  @Test func changedBytesAreReadOrTheirFaultIsNamed() throws {
    var random = SplitMix(seed: 3)
    try trying { trial in
      for name in try ImageFixture.files(in: "pictures") {
        let bytes = try ImageFixture.content("pictures/" + name)
        for round in 0..<200 {
          var changed = bytes
          for _ in 0...(round % 4) {
            let value: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, .random(in: 0...255, using: &random)]
            // Half of the changes are near the start, where sizes are.
            let end = round % 2 == 0 ? bytes.count : min(64, bytes.count)
            changed[.random(in: 0..<end, using: &random)] =
              value.randomElement(using: &random) ?? 0
          }
          _ = try trial.fault(of: changed)
        }
      }
    }
  }

  private func fault(of bytes: [UInt8]) throws -> String? {
    var fault: String?
    try trying { fault = try $0.fault(of: bytes) }
    return fault
  }

  @Test func hugeSizesInAHeaderAreRefusedBeforeMemoryIsTaken() throws {
    let png = try ImageFixture.content("pictures/png/rgb8.png")
    let sizes: [[UInt8]] = [
      [0, 0, 0, 0], [0, 1, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF],
    ]
    for size in sizes {
      var changed = png
      changed.replaceSubrange(16..<24, with: size + size)
      #expect(try fault(of: changed)?.contains("pixels") == true)
    }
    // 8192 x 4096 pixels would be allowed, but not of so short a file.
    var wide = png
    wide.replaceSubrange(16..<24, with: [0, 0, 0x20, 0, 0, 0, 0x10, 0])
    #expect(try fault(of: wide)?.contains("too short") == true)
    var huge = try ImageFixture.content("pictures/jpg/full.jpg")
    let frame = try #require(huge.firstRange(of: [0xFF, 0xC0] as [UInt8]))
    huge.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 9, with: [255, 255, 255, 255])
    #expect(try fault(of: huge)?.contains("pixels are more") == true)
  }

  @Test func aJPEGOfScansWithoutDataIsRefused() throws {
    var bytes = try ImageFixture.content("pictures/jpg/progressive.jpg")
    let frame = try #require(bytes.firstRange(of: [0xFF, 0xC2] as [UInt8]))
    bytes.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 9, with: [0x20, 0, 0x10, 0])
    #expect(try fault(of: bytes)?.contains("scans") == true)
  }

  @Test func sizesAndMovementOfWebPAreRefusedBeforeMemoryIsTaken() throws {
    #expect(try fault(of: ImageFixture.content("animated.webp")) == "an animated WebP")
    // A lossless header has both sides, less one, in 14 bits each.
    var lossless = try ImageFixture.content("pictures/webp/lossless.webp")
    func sized(_ width: Int, _ height: Int) -> [UInt8] {
      let bits = (width - 1) | (height - 1) << 14
      lossless.replaceSubrange(
        21..<24, with: (0..<3).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
      lossless[24] = lossless[24] & 0xF0 | UInt8(bits >> 24)
      return lossless
    }
    #expect(try fault(of: sized(16384, 16384))?.contains("pixels are more") == true)
    #expect(try fault(of: sized(8192, 4096))?.contains("too short for 8192x4096") == true)
    #expect(try fault(of: sized(23, 17)) == nil)
  }

  @Test func aPictureOfAnotherKindIsNamed() throws {
    let kinds: [(bytes: [UInt8], word: String)] = [
      (Array("GIF89a".utf8), "GIF"), (Array("II*\0".utf8), "TIFF"), ([], "empty"),
      ([0x93, 0x00, 0xFE, 0x01], "unknown kind"),
    ]
    for (bytes, word) in kinds { #expect(try fault(of: bytes)?.contains(word) == true) }
  }

  /// A byte that has become another is found out, wherever it is.
  @Test func aDamagedFileIsNotWhole() throws {
    let pixels = (0..<6 * 5).map { UInt8($0 * 7) }
    let bytes = try #require(
      PNGFile.bytes(
        width: 6, height: 5, channels: 1, pixels: pixels,
        texts: [("Software", "this"), ("Description", "bars")]))
    let notes = try #require(PNGFile.notes(in: bytes))
    #expect(notes.isWhole && notes.texts == ["Software": "this", "Description": "bars"])
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 4
      #expect(PNGFile.notes(in: damaged)?.isWhole != true, "byte \(place)")
      #expect(PNGFile.notes(in: Array(bytes[..<place]))?.isWhole != true, "\(place) bytes")
    }
    // Sizes that no memory has room for.
    let large = try #require(
      PNGFile.bytes(width: 1, height: 1, channels: 1, pixels: [0]).map { bytes in
        var header = Array(bytes[12..<29])
        header.replaceSubrange(4..<12, with: [0x7F, 255, 255, 255, 0x7F, 255, 255, 255])
        let checksum = Inflate.checksum(header.span)
        let sum = (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32($0))) }
        return Array(bytes[..<12]) + header + sum + bytes[33...]
      })
    #expect(PNGFile.notes(in: large)?.isWhole == false)
  }
}
