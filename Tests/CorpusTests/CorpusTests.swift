import Foundation
import FuzzedReaders
import Testing

/// The seeds that fuzzing starts from and every input that it found once are read again.
///
/// A reader that traps or never returns ends the whole run: that is the failure that they show.
struct CorpusTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  @Test(arguments: Reader.allCases)
  func everyInputIsReadOrRefusedInOneLine(reader: Reader) throws {
    let folder = URL.temporaryDirectory.appending(path: "corpus-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    Reader.prepare(folder, fixtures: "\(Self.root)/Tests/Fixtures")
    func fault(of input: String) throws -> String? {
      let fault = reader.read([UInt8](try Data(contentsOf: URL(filePath: input))), in: folder)
      #expect(fault?.contains("\n") != true, "\(input)")
      return fault
    }

    let faults = try seeds(of: reader).map(fault)
    #expect(faults.contains(nil), "a seed can be read")
    for input in files("Fuzzing/corpus/\(reader)/*") { _ = try fault(of: input) }
  }

  /// The files that a line of `Fuzzing/seeds` names.
  private func seeds(of reader: Reader) throws -> [String] {
    let lines = try String(contentsOfFile: "\(Self.root)/Fuzzing/seeds", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let patterns = lines.first { $0.first == reader.rawValue }?.dropFirst() ?? []
    return patterns.flatMap(files)
  }

  private func files(_ pattern: String) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob("\(Self.root)/\(pattern)", 0, nil, &found) == 0 else { return [] }
    return unsafe UnsafeBufferPointer(start: found.gl_pathv, count: Int(found.gl_pathc))
      .compactMap { unsafe $0.map { unsafe String(cString: $0) } }
  }
}
