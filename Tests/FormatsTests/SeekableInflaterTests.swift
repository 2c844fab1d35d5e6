import Formats
import Foundation
import LinearAlgebra
import System
import Testing

/// Images that inflate to 13 MB are read from anywhere, without inflating all of them at once.
@Suite struct SeekableInflaterTests {
  private static let (count, side) = (200, 256)

  /// What the script wrote there: bands of 16 rows, each of one value.
  private func expected(_ image: Int) -> [Float] {
    (0..<Self.side / 16).flatMap { band in
      let hash = (UInt64(image) * 31 + UInt64(band)) * 2_654_435_761
      return [Float](repeating: Float(UInt8(truncatingIfNeeded: hash >> 24)), count: 16 * Self.side)
    }
  }

  private func check(_ images: ImageSet, _ range: Range<Int>) throws {
    let batch = try images.batch(range, as: ImageFixture.bytes())
    // Of arrays so long a difference would take minutes to print.
    let isEqual = batch.tensor.values == range.flatMap(expected)
    #expect(isEqual, "images \(range)")
  }

  @Test(arguments: ["large-images-idx3-ubyte.gz", "large.npz"])
  func imagesAreTheSameInWhateverOrderTheyAreRead(name: String) throws {
    let images = try ImageSet.open(path: ImageFixture.path(name))
    #expect(images.labels == (0..<Self.count).map { $0 % 7 })
    // The last first, then back, across the places where states are kept, and over again.
    for start in [199, 0, 60, 63, 64, 127, 128, 190, 5, 64, 199, 0] {
      try check(images, start..<min(Self.count, start + 3))
    }
  }

  @Test(arguments: ["large-images-idx3-ubyte.gz", "large.npz"])
  func severalThreadsMayRead(name: String) async throws {
    let images = try ImageSet.open(path: ImageFixture.path(name))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for start in [150, 0, 100, 50, 75] {
        group.addTask { try check(images, start..<start + 10) }
      }
      try await group.waitForAll()
    }
  }

  @Test(arguments: ["large-images-idx3-ubyte.gz", "large.npz"])
  func damageIsFoundWhereItIs(name: String) throws {
    let bytes = try ImageFixture.content(name)
    let labels = try ImageFixture.content("large-labels-idx1-ubyte")
    var damaged = bytes
    // Late in the images: one changed byte alone may inflate to the same ones.
    for place in 17_000..<17_016 { damaged[place] ^= 0x55 }
    for changed in [damaged, Array(bytes.dropLast(1000)), Array(bytes.dropLast(4))] {
      try ImageFixture.withFiles(
        ["large-images-idx3-ubyte.gz": changed, "large-labels-idx1-ubyte": labels]
      ) { path in
        #expect(throws: Failure.self, "\(changed.count)") {
          let images = try ImageSet.open(path: path + "/large-images-idx3-ubyte.gz")
          // What comes before the damage may be read.
          try check(images, 0..<2)
          _ = try images.batch(195..<200, as: ImageFixture.bytes())
        }
      }
    }
  }
}
