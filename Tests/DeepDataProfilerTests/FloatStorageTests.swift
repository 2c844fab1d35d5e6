import Foundation
import LinearAlgebra
import Testing

@testable import DeepDataProfiler

@Suite struct FloatStorageTests {
  private let numbers = (0..<5000).map { Float($0) / 7 }

  private func filled(_ folder: String?) -> FloatStorage {
    var storage = FloatStorage(count: numbers.count, in: folder)
    for start in stride(from: 0, to: numbers.count, by: 999) {
      write(start..<min(start + 999, numbers.count), to: &storage)
    }
    return storage
  }

  private func write(_ range: Range<Int>, to storage: inout FloatStorage) {
    storage.write(numbers[range].span, at: range.lowerBound)
  }

  private func numbers(_ storage: FloatStorage) -> [Float] {
    let span = storage.span
    return span.indices.map { span[$0] }
  }

  @Test func numbersLieInAFileThatNobodyElseCanOpen() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (one, other) = (filled(folder.path()), filled(folder.path()))
    #expect(one.memory == 0 && one.fileSize == 20_000)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
    try FileManager.default.removeItem(at: folder)
    for storage in [one, other] { #expect(numbers(storage) == numbers) }
    #expect(one.isEqual(to: filled(nil)))
  }

  @Test(arguments: [nil, "/dev/null/ddp-tui", "/proc/self", "/no/such/folder"])
  func whereThereIsNoFileNumbersLieInMemory(_ folder: String?) {
    let storage = filled(folder)
    #expect(storage.memory == 20_000 && storage.fileSize == 0)
    #expect(numbers(storage) == numbers)
  }

  /// More than any disk has room for: it is not even tried.
  @Test func whatIsLargerThanTheDiskLiesInMemory() {
    let folder = FileManager.default.temporaryDirectory.path()
    var storage = FloatStorage(count: 1 << 41, in: folder)
    #expect(storage.memory == 1 << 43 && storage.fileSize == 0)
    for place in [0, 1 << 40, 1 << 41 - numbers.count] {
      storage.write(numbers.span, at: place)
      let span = storage.span
      #expect(numbers.indices.allSatisfy { span[place + $0] == numbers[$0] })
    }
  }

  /// A limit on the size of files does what a full disk does: room can't be taken, and where it has been,
  /// the limit is met while numbers are written.
  @Test func whatADiskHasNoRoomForLiesInMemory() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let tests = FloatStorageTests()
      let (folder, numbers) = (FileManager.default.temporaryDirectory.path(), tests.numbers)
      func allowFiles(of size: UInt) {
        var limit = rlimit(rlim_cur: size, rlim_max: .max)
        precondition(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      }
      allowFiles(of: 4 * 5000)
      var begun = FloatStorage(count: numbers.count, in: folder)
      precondition(begun.fileSize == 20_000)
      tests.write(0..<1500, to: &begun)
      let copy = begun
      allowFiles(of: 10_000)
      tests.write(1500..<5000, to: &begun)
      precondition(begun.fileSize == 0 && tests.numbers(begun) == numbers)
      precondition(Array(tests.numbers(copy).prefix(1500)) == Array(numbers.prefix(1500)))
      precondition(
        tests.filled(folder).fileSize == 0 && tests.numbers(tests.filled(folder)) == numbers)
    }
  }

  /// Room that nobody wrote to takes none in memory, and what is let go is the system's at once, though
  /// what stays was made between.
  @Test func memoryIsGivenBack() async {
    await #expect(processExitsWith: .success) {
      func resident() -> Int {
        let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
          .split(separator: " ")[1]
        return (pages.flatMap { Int($0) } ?? 0) * Int(getpagesize())
      }
      reuseMemory()
      let numbers = [Float](repeating: 1, count: 2 << 20)
      let before = resident()
      var blocks = (0..<16).map { _ in FloatStorage(count: numbers.count) }
      precondition(resident() - before < 8 << 20)
      var kept: [[Float]] = []
      for index in blocks.indices {
        blocks[index].write(numbers.span, at: 0)
        kept.append([Float](repeating: 1, count: 256))
      }
      precondition(resident() - before > 120 << 20)
      blocks = []
      precondition(resident() - before < 8 << 20 && kept.count == 16)
    }
  }

  @Test func filesThatAProgramLeftAreTakenAway() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try #require(ResultStore(folder: folder.path()))
    let left = folder.appending(path: "12.34" + FloatStorage.suffix)
    try Data([1, 2, 3]).write(to: left)
    _ = try #require(ResultStore(folder: folder.path()))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["key"])
  }
}
