import Foundation
import Testing

@testable import DeepDataProfiler

@Suite struct FloatStorageTests {
  private let numbers = (0..<5000).map { Float($0) / 7 }

  private func filled(_ folder: String?) -> FloatStorage {
    var storage = FloatStorage(count: numbers.count, in: folder)
    for start in stride(from: 0, to: numbers.count, by: 999) {
      storage.write(numbers[start..<min(start + 999, numbers.count)].span, at: start)
    }
    return storage
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

  @Test func filesThatAProgramLeftAreTakenAway() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try #require(SpectrumStore(folder: folder.path()))
    let left = folder.appending(path: "12.34" + FloatStorage.suffix)
    try Data([1, 2, 3]).write(to: left)
    _ = try #require(SpectrumStore(folder: folder.path()))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["key"])
  }
}
