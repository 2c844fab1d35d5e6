import Explorer
import Formats
import Foundation
import System
import TOMLKit

extension Configuration {
  /// What the file of the person's folder says, if there is one.
  /// - Throws: `Failure` when it is no TOML.
  static func ofPerson() throws(Failure) -> Configuration {
    guard let folder = UserFolder.configuration else { return Configuration() }
    let path = folder + "/config.toml"
    guard MappedFile.exists(path: path) else { return Configuration() }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      var configuration = Configuration()
      configuration.warnings = ["\(path): it can't be read as text"]
      return configuration
    }
    return try Configuration(text, file: path)
  }

  /// What a text says.
  /// - Throws: `Failure` when it is no TOML.
  init(_ text: String, file: String) throws(Failure) {
    self.init()
    let table: TOMLTable
    do throws(TOMLFault) {
      table = try TOMLTable.reading(text)
    } catch {
      throw Failure(
        kind: .damaged, subject: file, place: error.line.map { "line \($0)" },
        problem: error.problem)
    }
    let lines = SettingLines(text)
    var notes: [(line: Int, text: String)] = []
    for key in table.keys.sorted() where key != "keys" {
      guard let value = table[key] else { continue }
      let line = lines[[key]]
      guard let setting = Setting.all.first(where: { $0.name == key }) else {
        notes.append((line, "\(key) is no setting"))
        continue
      }
      if !setting.take(value, &self) {
        notes.append((line, "\(key) must be \(setting.values)"))
      }
    }
    if let value = table["keys"] {
      if let table = value.table {
        var settings = KeySettings(lines: lines)
        settings.read(table, path: ["keys"])
        let (keys, faults) = settings.result
        self.keys = keys
        notes += faults
      } else {
        notes.append((lines[["keys"]], "keys must be a table"))
      }
    }
    warnings = notes.sorted { $0.line < $1.line }.map {
      Failure.oneLine("\(file): \($0.line > 0 ? "line \($0.line): " : "")\($0.text)")
    }
  }
}
