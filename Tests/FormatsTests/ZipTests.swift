import Foundation
import Formats
import LinearAlgebra
import System
import Testing

/// What the directory of a zip archive says is believed only where the archive bears it out
/// (APPNOTE 4.3.12 and 4.3.16).
@Suite struct ZipTests {
  /// The error that reading every tensor of these bytes gives; nil when there is none.
  private func fault(_ bytes: [UInt8]) throws -> Failure? {
    try Fixture.withFile(bytes) { path in
      do throws(Failure) {
        for tensor in try StoredModel.open(path: path).tensors { _ = try tensor.floats() }
        return nil
      } catch {
        return error
      }
    }
  }

  private func content(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: Fixture.path(name))))
  }

  /// Where the records of these four bytes begin.
  private func places(of signature: [UInt8], in bytes: [UInt8]) -> [Int] {
    (0...bytes.count - 4).filter { Array(bytes[$0..<$0 + 4]) == signature }
  }

  /// Where the entries of the directory begin.
  private func entries(_ bytes: [UInt8]) -> [Int] { places(of: [0x50, 0x4B, 1, 2], in: bytes) }

  @Test(arguments: [-1, 1, 2, 1000]) func aDirectoryThatMiscountsItsEntriesIsDamaged(by error: Int)
    throws
  {
    var bytes = try content("arrays.npz")
    let end = bytes.count - 22
    let count = Int(bytes[end + 10]) + Int(bytes[end + 11]) << 8
    #expect(try fault(bytes) == nil && count == entries(bytes).count)
    (bytes[end + 10], bytes[end + 11]) = (UInt8((count + error) & 255), UInt8((count + error) >> 8))
    let found = try fault(bytes)
    #expect(found?.kind == .damaged)
    #expect(found?.problem == "lists \(count) entries instead of \(count + error)")
  }

  /// Each entry in turn: the checksum lies 16 bytes into its record, the size of what it stands for 24.
  @Test func compressedBytesThatAreNotWhatTheirChecksumOrSizeSaysAreDamaged() throws {
    let bytes = try content("deflated.npz")
    for entry in entries(bytes) {
      for place in [16, 19, 24] {
        var changed = bytes
        changed[entry + place] ^= 1
        #expect(try fault(changed)?.kind == .damaged, "entry at \(entry), byte \(place)")
      }
    }
  }

  @Test func whatAnArchiveSeemsToBeInItsCommentIsNoArchive() throws {
    var bytes = try content("arrays.npz")
    let comment = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 300)
    bytes[bytes.count - 2] = UInt8(comment.count & 255)
    bytes[bytes.count - 1] = UInt8(comment.count >> 8)
    #expect(try fault(bytes + comment) == nil)
    // A comment that is longer or shorter than its archive says.
    #expect(try fault(bytes + comment.dropLast())?.kind == .damaged)
    #expect(try fault(bytes + comment + [0])?.kind == .damaged)
  }

  /// Images are inflated part by part; the checksum is that of all of them together.
  @Test func imagesWhoseChecksumIsAnotherAreDamagedAtTheirEnd() throws {
    let bytes = try ImageFixture.content("large.npz")
    for entry in entries(bytes) {
      var changed = bytes
      changed[entry + 16] ^= 1
      try ImageFixture.withFiles(["large.npz": changed]) { path in
        let error = #expect(throws: Failure.self) {
          let images = try ImageSet.open(path: path + "/large.npz")
          // What comes before the end may be read.
          _ = try images.batch(0..<2, as: ImageFixture.bytes())
          _ = try images.batch(198..<200, as: ImageFixture.bytes())
        }
        #expect(error?.problem == "its compressed bytes are damaged", "entry at \(entry)")
      }
    }
  }
}
