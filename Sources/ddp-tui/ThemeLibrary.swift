import Foundation
import System
import TerminalUI

/// The themes that can be chosen: a person's own, those installed beside the program, and those in
/// the binary; of two with the same name the one found first.
struct ThemeLibrary {
  /// The themes, in the order of their names, dark first.
  let themes: [Theme]
  /// A line for each token or file that was passed over.
  let warnings: [String]

  /// Where files of themes are looked for, first to last.
  private static var folders: [URL] {
    let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return [
      UserFolder.configuration.map { URL(filePath: $0).appending(path: "themes") },
      program.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "share/ddp-tui/themes"),
    ].compactMap { $0 }
  }

  /// Reads what there is; a file that is no theme is a warning.
  init() {
    var found: [String: Theme] = [:]
    var warnings: [String] = []
    for folder in Self.folders {
      let names = (try? Folder(path: folder.path()))?.entries.map(\.name) ?? []
      for name in names where name.hasSuffix(".toml") {
        let theme = String(name.dropLast(5))
        guard found[theme] == nil else { continue }
        do {
          let loaded = try Self.read(folder.appending(path: name))
          found[theme] = loaded.theme
          warnings += loaded.warnings
        } catch {
          warnings.append("\(error)")
        }
      }
    }
    for theme in Theme.builtIn where found[theme.name] == nil { found[theme.name] = theme }
    themes = found.values.sorted {
      ($0.name == "dark" ? "" : $0.name) < ($1.name == "dark" ? "" : $1.name)
    }
    self.warnings = warnings
  }

  /// The themes with one of them first: the theme of a name or a file.
  /// - Throws: `Failure` when there is no such theme, or when the file is none.
  func beginning(with word: String?) throws -> (themes: [Theme], warnings: [String]) {
    guard let word else { return (themes, warnings) }
    if let theme = themes.first(where: { $0.name == word }) {
      return ([theme] + themes.filter { $0.name != word }, warnings)
    }
    guard FileManager.default.fileExists(atPath: word) else {
      let names = themes.map(\.name).joined(separator: ", ")
      throw Failure(
        kind: .usage,
        problem: "--theme \(word): no such file, and no such theme", cure: "themes are \(names)")
    }
    let loaded = try Self.read(URL(filePath: word))
    return ([loaded.theme] + themes.filter { $0.name != loaded.theme.name }, loaded.warnings)
  }

  /// Reads a theme's file; what it inherits may lie beside it.
  private static func read(_ file: URL) throws -> (theme: Theme, warnings: [String]) {
    let name = file.deletingPathExtension().lastPathComponent
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw Failure(
        kind: .usage,
        problem: "\(file.path()): it can't be read as text; name a theme's file, in TOML")
    }
    return try Theme.load(text, name: name) { parent in
      let beside = file.deletingLastPathComponent().appending(path: "\(parent).toml")
      return try? String(contentsOf: beside, encoding: .utf8)
    }
  }
}
