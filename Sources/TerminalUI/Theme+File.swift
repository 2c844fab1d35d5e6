import Formats
package import System
import TOMLKit

extension Theme {
  /// The themes in the binary.
  package static let builtIn: [Theme] = [
    .dark, .light, .highContrast, .colourBlind, .sixteen, .mono,
  ]
  /// For dark backgrounds.
  package static let dark = embedded("dark", PackageResources.dark_toml)
  /// For light backgrounds.
  package static let light = embedded("light", PackageResources.light_toml)
  /// Bright on black.
  package static let highContrast = embedded("high-contrast", PackageResources.high_contrast_toml)
  /// Blue against orange.
  package static let colourBlind = embedded("colour-blind", PackageResources.colour_blind_toml)
  /// In the terminal's own sixteen colours.
  package static let sixteen = embedded("sixteen", PackageResources.sixteen_toml)
  /// Without colours.
  package static let mono = embedded("mono", PackageResources.mono_toml)

  private static func embedded(_ name: String, _ bytes: [UInt8]) -> Theme {
    var file = ThemeFile(name: name, text: String(decoding: bytes, as: UTF8.self), isComplete: true)
    let theme = try? file.theme(inheriting: [name]) { _ in nil }
    return theme ?? Theme(name: name, variant: .dark, tokens: [:], heatPalette: [])
  }

  /// Reads a theme.
  ///
  /// Tokens stand at the top, under `[tokens]` or after the names in `[palette]`. One that is
  /// missing is taken from the theme it inherits, then from the built-in theme of its variant.
  /// - Parameters:
  ///   - text: The TOML text.
  ///   - name: The name of its file, without `.toml`.
  ///   - find: The text of a theme that it inherits, by name; those in the binary are known.
  /// - Returns: The theme, and a warning for each line that has no effect.
  /// - Throws: `Failure` when the text is no TOML or a value is no colour.
  package static func load(
    _ text: String, name: String, find: (String) throws -> String? = { _ in nil }
  ) throws(Failure) -> (theme: Theme, warnings: [String]) {
    var file = ThemeFile(name: name, text: text, isComplete: false)
    let theme = try file.theme(inheriting: [name], find: find)
    return (theme, file.warnings)
  }
}

/// The reading of one theme's text.
private struct ThemeFile {
  let name: String
  let text: String
  /// Whether it needs no other theme to fall back on.
  let isComplete: Bool
  var warnings: [String] = []

  init(name: String, text: String, isComplete: Bool) {
    self.name = name
    self.text = text
    self.isComplete = isComplete
  }

  mutating func theme(
    inheriting chain: [String], find: (String) throws -> String?
  ) throws(Failure) -> Theme {
    let table = try parsed()
    let parent = try parent(table, chain: chain, find: find)
    let variant = try variant(table) ?? parent?.variant ?? .dark
    let base = parent ?? (isComplete ? nil : variant == .dark ? Theme.dark : Theme.light)

    var names = base?.names ?? [:]
    var used: Set<String> = []
    let palette = table["palette"]?.table
    for (key, value) in entries(palette) where !isToken(key) {
      names[key] = try color(value, names: [:], used: &used, key: key)
    }
    var tokens = base?.tokens ?? [:]
    var heat = base?.heatPalette ?? []
    for (source, isPalette) in [
      (palette, true), (table["tokens"]?.table, false), (table, false),
    ] {
      for (key, value) in entries(source) {
        if let role = Role(rawValue: key) {
          tokens[role] = try color(value, names: names, used: &used, key: key)
        } else if key == "heat_256" {
          heat = try indices(value)
        } else if !isPalette, !["variant", "inherits", "palette", "tokens"].contains(key) {
          warn(key, "is no token of a theme")
        }
      }
    }
    for (key, _) in entries(palette) where !isToken(key) {
      if !used.contains(key) { warn(key, "is no token, and no token uses it") }
    }
    return Theme(
      name: name, variant: variant, tokens: tokens, heatPalette: heat, names: names)
  }

  private func isToken(_ key: String) -> Bool { Role(rawValue: key) != nil || key == "heat_256" }

  private func parsed() throws(Failure) -> TOMLTable {
    do {
      return try TOMLTable.reading(text)
    } catch {
      throw fault((error.line.map { "line \($0): " } ?? "") + error.problem)
    }
  }

  private func variant(_ table: TOMLTable) throws(Failure) -> Theme.Variant? {
    guard let value = table["variant"] else { return nil }
    guard let variant = value.string.flatMap(Theme.Variant.init) else {
      throw fault("\(place("variant"))variant must be \"dark\" or \"light\"")
    }
    return variant
  }

  private func parent(
    _ table: TOMLTable, chain: [String], find: (String) throws -> String?
  ) throws(Failure) -> Theme? {
    guard let inherited = table["inherits"]?.string else { return nil }
    guard !chain.contains(inherited) else {
      throw fault("\(place("inherits"))\(inherited) inherits this theme in turn")
    }
    if let text = (try? find(inherited)) ?? nil {
      var file = ThemeFile(name: inherited, text: text, isComplete: false)
      return try file.theme(inheriting: chain + [inherited], find: find)
    }
    guard let theme = Theme.builtIn.first(where: { $0.name == inherited }) else {
      throw fault("\(place("inherits"))there is no theme \(inherited)")
    }
    return theme
  }

  private func entries(_ table: TOMLTable?) -> [(String, any TOMLValueConvertible)] {
    guard let table else { return [] }
    return table.keys.sorted().compactMap { key in table[key].map { (key, $0) } }
  }

  private func color(
    _ value: any TOMLValueConvertible, names: [String: Color], used: inout Set<String>, key: String
  ) throws(Failure) -> Color {
    if let index = value.int, let byte = UInt8(exactly: index), byte < 16 { return .indexed(byte) }
    if let text = value.string {
      if let color = names[text] {
        used.insert(text)
        return color
      }
      if let color = Color(theme: text) { return color }
    }
    throw fault(
      "\(place(key))\(key) must be \"#RRGGBB\", a name of the palette or of a terminal's colour, "
        + "0 to 15, or \"default\"")
  }

  private func indices(_ value: any TOMLValueConvertible) throws(Failure) -> [UInt8] {
    let indices = value.array.map { array in array.map { $0.int.flatMap { UInt8(exactly: $0) } } }
    guard let indices, indices.count == 15, !indices.contains(nil) else {
      throw fault("\(place("heat_256"))heat_256 must be a list of 15 numbers from 0 to 255")
    }
    return indices.compactMap { $0 }
  }

  private func fault(_ text: String) -> Failure {
    Failure(kind: .damaged, subject: "theme \(name)", problem: text)
  }

  private mutating func warn(_ key: String, _ text: String) {
    warnings.append(Failure.oneLine("theme \(name): \(place(key))\(key) \(text)"))
  }

  /// `line N: `, where a key is set.
  private func place(_ key: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines.firstIndex { line in
      let head = line.prefix { $0 != "=" }
      let bare = head.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" }
      return head.count < line.count && bare == key
    }
    return line.map { "line \($0 + 1): " } ?? ""
  }
}

extension Color {
  /// A colour as a theme writes it: `#RRGGBB`, the name of one of a terminal's sixteen, `default`.
  package init?(theme text: String) {
    let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
    if text == "default" {
      self = .default
    } else if let index = names.firstIndex(of: text) {
      self = .indexed(UInt8(index))
    } else if text.hasPrefix("bright_"), let index = names.firstIndex(of: String(text.dropFirst(7)))
    {
      self = .indexed(UInt8(index + 8))
    } else if text.hasPrefix("#"), text.utf8.count == 7,
      text.dropFirst().allSatisfy(\.isHexDigit), let value = UInt32(text.dropFirst(), radix: 16)
    {
      self = .rgb(
        red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
    } else {
      return nil
    }
  }
}
