import Foundation
import Formats
import LinearAlgebra
import System
import Testing

/// The formats that hold many images, and the folders that hold pictures.
@Suite struct ImageFormatTests {
  private func open(_ name: String) throws -> ImageSet {
    try ImageSet.open(path: ImageFixture.path(name))
  }

  private func problem(_ path: String) -> String? {
    do throws(Failure) {
      _ = try ImageSet.open(path: path)
      return nil
    } catch {
      #expect(!error.description.contains("\n") && error.cure?.isEmpty == false)
      return error.problem
    }
  }

  @Test(
    arguments: [
      "digits", "digits-images-idx3-ubyte", "digits-labels.idx1-ubyte.gz",
      "zipped-images-idx3-ubyte.gz", "zipped-labels-idx1-ubyte",
    ])
  func grayImagesAreTheSameInEveryFormat(name: String) throws {
    let (images, arrays) = (try open(name), try open("digits.npz"))
    #expect(images.labels == arrays.labels)
    #expect(images.classNames == (name == "digits" ? ["eight", "nine", "ten"] : []))
    var card = ImageFixture.bytes([1, 28, 28])
    (card.mean, card.std, card.scale) = ([0.2], [0.3], 255)
    for range in [0..<6, 2..<5, 4..<4] {
      let batch = try images.batch(range, as: card)
      let isEqual = try batch.tensor == arrays.batch(range, as: card).tensor
      #expect(isEqual)
      #expect(batch.images == Array(range))
    }
  }

  @Test(arguments: ["cifar10", "cifar100", "cifar100/test.bin"])
  func CIFARIsAsInAnArray(name: String) throws {
    let (images, arrays) = (try open(name), try open("colours.npz"))
    #expect(images.labels == arrays.labels)
    #expect(images.classNames == ["airplane", "bird", "cat", "dog"])
    for range in [0..<4, 2..<4, 3..<3] {
      let input = ImageFixture.bytes()
      let (found, wanted) = try (images.batch(range, as: input), arrays.batch(range, as: input))
      let isEqual = found.tensor == wanted.tensor
      #expect(isEqual)
    }
  }

  @Test func aFolderIsReadInTorchvisionsOrder() throws {
    let (images, arrays) = (try open("colours"), try open("colours.npz"))
    #expect(images.classNames == ["airplane", "bird", "cat", "dog"])
    #expect(images.labels == [0, 1, 1, 2, 3])
    let input = ImageFixture.bytes([3, 32, 32])
    let (found, wanted) = try (images.batch(0..<3, as: input), arrays.batch(0..<3, as: input))
    #expect((found.tensor == wanted.tensor) == true)
    let (last, other) = try (images.batch(4..<5, as: input), arrays.batch(3..<4, as: input))
    #expect((last.tensor == other.tensor) == true)
  }

  @Test func foldersWithinAClassComeByTheirPathsAndWhatIsHiddenIsLeftOut() throws {
    let files = [
      "b/x.png", "b/a/z.JPG", "b/a/c/w.png", "b/a-b/y.jpeg", "b/Z.png", "b/.hidden.png",
      "b/note.txt", "a/1.png",
      ".git/x/y.png", "readme.md", "b/a/.cache/q.png",
    ]
    try ImageFixture.withFiles(Dictionary(uniqueKeysWithValues: files.map { ($0, []) })) { path in
      let link = path + "/b/a/again"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../b")
      let images = try ImageSet.open(path: path)
      #expect(images.classNames == ["a", "b"])
      let batch = try images.batch(0..<images.count, as: ImageFixture.bytes([3, 2, 2]))
      #expect(batch.images.isEmpty && batch.tensor.shape.extents == [0, 3, 2, 2])
      #expect(
        batch.leftOut.map(\.file) == [
          "a/1.png", "b/Z.png", "b/x.png", "b/a/z.JPG", "b/a-b/y.jpeg", "b/a/c/w.png",
        ])
      #expect(batch.leftOut.map(\.image) == [0, 1, 2, 3, 4, 5])
    }
  }

  @Test func filesOfAFolderThatAreNoPicturesAreCountedAndNamed() throws {
    let files = ["b/x.png", "b/y.WEBP", "b/z.gif", "a/c/n.tiff", "a/m.bmp", "a/1.jpg", "a/.hidden"]
    func omissions(_ names: [String]) throws -> [String] {
      try ImageFixture.withFiles(Dictionary(uniqueKeysWithValues: names.map { ($0, []) })) {
        try ImageSet.open(path: $0).omissions
      }
    }
    #expect(
      try omissions(files) == ["3 files are no PNG, JPEG or WebP, the first a/m.bmp"])
    #expect(
      try omissions(["a/1.png", "a/2.gif", "3.jpg", "4.webp", "note.txt"]) == [
        "the file a/2.gif is no PNG, JPEG or WebP",
        "2 files are in no class's folder, the first 3.jpg",
      ])
    #expect(try omissions(["a/1.png"]) == [])
  }

  @Test func whatAFolderLacksIsSaid() throws {
    let folders: [(files: [String: [UInt8]], says: String)] = [
      (["notes/readme.txt": [1]], "its folders hold no PNG, JPEG or WebP"),
      (["a/x.png": [1], "b/readme.txt": [1]], "there is no PNG, JPEG or WebP file of the class b"),
      (["x.png": [1]], "holds pictures, but no folder for each class"),
      (["x.txt": [1]], "holds no images"),
      (["a.bin": [1]], "holds no images"),
    ]
    for (files, says) in folders {
      try ImageFixture.withFiles(files) { #expect(problem($0)?.hasPrefix(says) == true, "\(says)") }
    }
  }

  @Test func aBatchOfCIFARMayBeginAsAnIDXFileDoes() throws {
    let batch = try ImageFixture.content("cifar10/test_batch.bin")
    try ImageFixture.withFiles(["a.bin": [0, 0, 8, 3] + batch.dropFirst(4)]) {
      let labels = try ImageSet.open(path: $0 + "/a.bin").labels
      #expect(labels == [0])
    }
  }

  @Test func batchesOfCIFARMustAllBeSuch() throws {
    let ten = try ImageFixture.content("cifar10/test_batch.bin")
    let hundred = try ImageFixture.content("cifar100/test.bin")
    try ImageFixture.withFiles(["a.bin": ten, "b.bin": Array(ten.dropLast())]) {
      #expect(problem($0)?.contains("is no batch of CIFAR") == true)
    }
    try ImageFixture.withFiles(["a.bin": ten, "b.bin": hundred]) {
      #expect(problem($0)?.contains("both CIFAR-10 and CIFAR-100") == true)
    }
    // A label of 10 is none of ten classes; nothing else tells such a file from any other.
    try ImageFixture.withFiles(["a": [10] + ten.dropFirst()]) {
      #expect(problem($0 + "/a") != nil)
    }
    try ImageFixture.withFiles(["renamed.png": ten]) { path in
      let images = try ImageSet.open(path: path + "/renamed.png")
      #expect(images.labels == [3])
    }
  }

  @Test func whatIsWrongWithAnIDXPairIsSaid() throws {
    let images = try ImageFixture.content("digits-images-idx3-ubyte")
    let labels = try ImageFixture.content("zipped-labels-idx1-ubyte")
    let zipped = try ImageFixture.content("zipped-images-idx3-ubyte.gz")
    func expect(_ images: [UInt8]?, _ labels: [UInt8]?, _ says: String) throws {
      var files: [String: [UInt8]] = ["other": [0]]
      files["x-images-idx3-ubyte"] = images
      files["x-labels-idx1-ubyte"] = labels
      try ImageFixture.withFiles(files) { path in
        let first = images == nil ? "/x-labels-idx1-ubyte" : "/x-images-idx3-ubyte"
        #expect(
          problem(path + first)?.contains(says) == true, "\(says): \(problem(path + first) ?? "")")
      }
    }
    try expect(images, nil, "its labels are not beside it")
    try expect(nil, labels, "its images are not beside it")
    try expect(Array(images.dropLast()), labels, "it has 4719 bytes instead of 4720")
    try expect(images + [0], labels, "it has 4721 bytes instead of 4720")
    try expect(images, [0, 0, 8, 1, 0, 0, 0, 1, 0], "6 images have 1 labels")
    try expect(images, images, "axes")
    try expect(images, Array("no IDX".utf8), "is no IDX file")
    try expect(images, [0, 0, 0xD, 1, 0, 0, 0, 1, 0, 0, 0, 0], "holds float32")
    try expect([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12), labels, "impossible shape")
    try expect(Array(zipped.prefix(2)), labels, "damaged")
    // What Python's gzip.compress(b"abcd") gives.
    let text: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 76, 74, 78, 1, 0, 17, 205, 130, 237, 4, 0, 0, 0,
    ]
    try expect(text, labels, "something else than IDX")
  }

  @Test func filesCutShortOrChangedGiveBatchesOrFaultsInOneLine() throws {
    var random = SplitMix(seed: 11)
    for (name, partner) in [
      ("zipped-images-idx3-ubyte.gz", "zipped-labels-idx1-ubyte"),
      ("zipped-labels-idx1-ubyte", "digits-images-idx3-ubyte"),
      ("digits-labels.idx1-ubyte.gz", "digits-images-idx3-ubyte"), ("digits.npz", ""),
      ("cifar10/test_batch.bin", ""),
    ] {
      let bytes = try ImageFixture.content(name)
      let other = partner.isEmpty ? [] : try ImageFixture.content(partner)
      let isLabels = name.contains("labels")
      let (own, second) =
        isLabels
        ? ("x-labels-idx1-ubyte", "x-images-idx3-ubyte")
        : ("x-images-idx3-ubyte", "x-labels-idx1-ubyte")
      try ImageFixture.withFiles([own: bytes, second: other]) { path in
        func read(_ bytes: [UInt8]) throws {
          try Data(bytes).write(to: URL(filePath: path + "/" + own))
          do throws(Failure) {
            let images = try ImageSet.open(path: path + "/" + own)
            _ = try images.batch(0..<min(images.count, 6), as: ImageFixture.bytes([1, 28, 28]))
          } catch {
            #expect(!error.description.contains("\n"))
          }
        }
        let step = max(1, bytes.count / 500)
        for count in stride(from: 0, to: bytes.count, by: step) {
          try read(Array(bytes.prefix(count)))
        }
        for round in 0..<300 {
          var changed = bytes
          let end = round % 2 == 0 ? bytes.count : min(32, bytes.count)
          changed[.random(in: 0..<end, using: &random)] = .random(in: 0...255, using: &random)
          try read(changed)
        }
      }
    }
  }

  @Test func aShapeThatPicturesCanNotHaveIsRefused() throws {
    let images = try open("digits")
    for shape in [nil, [784], [4, 28, 28], [3, 0, 28], [3, 28, 1 << 20]] as [[Int]?] {
      #expect(throws: Failure.self) { try images.check(ImageFixture.bytes(shape)) }
      #expect(throws: Failure.self) {
        try images.batch(0..<1, as: ImageFixture.bytes(shape))
      }
    }
    let stored = try open("digits.npz")
    #expect(throws: Failure.self) { try stored.check(ImageFixture.bytes([3, 28, 28])) }
    #expect(throws: Never.self) { try stored.check(ImageFixture.bytes([1, 28, 28])) }
    #expect(throws: Never.self) { try images.check(ImageFixture.bytes([3, 64, 32])) }
  }
}
