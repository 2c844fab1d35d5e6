import Foundation
import System
import Testing

/// Files that are written whole.
@Suite struct NewFileTests {
  private func withFolder(_ body: (_ folder: URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
  }

  @Test func aFileStandsUnderItsNameOnceItIsWhole() throws {
    try withFolder { folder in
      let path = folder.appending(path: "file").path()
      let file = try NewFile(path: path)
      try file.bytes.write([4, 5, 6 as UInt8].span, at: 3)
      try file.bytes.write([1, 2, 3 as UInt8].span, at: 0)
      #expect(!MappedFile.exists(path: path))
      try file.finish()
      #expect(StoredFile.read(path, atMost: 6) == [1, 2, 3, 4, 5, 6])
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func aFileWithoutANameCanNotBeMade() {
    let fault = #expect(throws: FileFault.self) { try NewFile.write([1], to: "") }
    #expect(fault?.kind == .unmade && fault?.path == "\"\"")
  }

  @Test func whatIsNotFinishedLeavesNothing() throws {
    try withFolder { folder in
      do {
        let file = try NewFile(path: folder.appending(path: "file").path())
        try file.bytes.write([1 as UInt8].span, at: 0)
        // Whatever ends the program now, nothing is left: the disk has files without names.
        #expect(try names(in: folder).isEmpty)
      }
      #expect(try names(in: folder).isEmpty)
    }
  }

  @Test func aFileThatIsThereStaysOrIsReplaced() throws {
    try withFolder { folder in
      let path = folder.appending(path: "file").path()
      try NewFile.write([1], to: path)
      let fault = #expect(throws: FileFault.self) { try NewFile.write([2], to: path) }
      #expect(fault?.isTaken == true && fault?.kind == .unmade && fault?.path == path)
      #expect(StoredFile.read(path, atMost: 9) == [1])
      try NewFile.write([3, 4], to: path, existing: .replaced)
      #expect(StoredFile.read(path, atMost: 9) == [3, 4])
      #expect(try names(in: folder) == ["file"])
    }
  }

  /// Of two that write one file, the first to be done has it.
  @Test func aFileThatAppearsMeanwhileStays() throws {
    try withFolder { folder in
      let path = folder.appending(path: "file").path()
      let slow = try NewFile(path: path)
      try slow.bytes.write([1 as UInt8].span, at: 0)
      try NewFile.write([2], to: path)
      let fault: FileFault?
      do throws(FileFault) {
        try slow.finish()
        fault = nil
      } catch {
        fault = error
      }
      #expect(fault?.isTaken == true)
      #expect(StoredFile.read(path, atMost: 9) == [2])
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func theFolderAFileIsInMustBeThere() throws {
    try withFolder { folder in
      let inside = folder.appending(path: "none/file").path()
      let fault = #expect(throws: FileFault.self) { try NewFile.write([1], to: inside) }
      #expect(fault?.kind == .unmade)
      #expect(fault?.problem == "there is no folder \(folder.path())/none")
      let place = #expect(throws: FileFault.self) {
        try NewFile.write([1], to: folder.path(), existing: .replaced)
      }
      #expect(place?.problem == "is a directory")
      let device = #expect(throws: FileFault.self) { try NewFile.write([1], to: "/proc/none") }
      #expect(device?.problem.contains("folder") == false)
    }
  }

  @Test func aDeviceIsWrittenItself() throws {
    try NewFile.write([1, 2], to: "/dev/null")
    let fault = #expect(throws: FileFault.self) { try NewFile.write([1], to: "/dev/full") }
    #expect(fault?.kind == .unwritten && fault?.problem == "no space left on device")
  }

  @Test func whatIsReadWholeIsARegularFileOfALimitedSize() throws {
    try withFolder { folder in
      let path = folder.appending(path: "file").path()
      #expect(StoredFile.write([1, 2], to: path, existing: .kept))
      #expect(!StoredFile.write([3], to: path, existing: .kept))
      #expect(StoredFile.read(path, atMost: 2) == [1, 2])
      #expect(StoredFile.read(path, atMost: 1) == nil)
      #expect(StoredFile.read(folder.path(), atMost: 9) == nil)
      #expect(StoredFile.list(folder.path()).map(\.name) == ["file"])
      #expect(StoredFile.list(folder.path()).map(\.size) == [2])
    }
  }
}
