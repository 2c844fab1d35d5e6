import DeepDataProfiler
import TOMLKit
import TerminalUI

/// One of the settings of `config.toml`, keys aside: the one table of them feeds what reads the file and
/// what writes its defaults.
struct Setting: Sendable {
  let name: String
  /// What it is, for the comment before it.
  let meaning: String
  /// What stands there where nobody changed it, as TOML has it.
  let standard: String
  /// What it must be, in words.
  let values: String
  /// Takes a value over; false where it is none.
  let take: @Sendable (any TOMLValueConvertible, inout Configuration) -> Bool

  static let all: [Setting] = [
    Setting(
      name: "theme",
      meaning: "a theme's name or file; auto: dark or light, as the terminal's background",
      standard: "\"auto\"", values: "the name of a theme, its file, or \"auto\""
    ) { value, configuration in
      guard let text = value.string else { return false }
      configuration.theme = text == "auto" ? nil : PersonalFile.path(text)
      return true
    },
    choice("color", "the colours to use; auto: what the terminal can show", to: \.colors),
    choice(
      "graphics", "how pictures are shown in pixels; auto: what the terminal says it can do",
      to: \.graphics),
    flag("mouse", "whether clicks, drags and the wheel are the explorer's", to: \.hasMouse),
    Setting(
      name: "threads", meaning: "threads to compute with; auto: the machine's cores",
      standard: "\"auto\"", values: "a whole number from 1, or \"auto\""
    ) { value, configuration in
      if value.string == "auto" { return true }
      guard let count = value.int, count > 0 else { return false }
      configuration.threads = count
      return true
    },
    fraction("quantile", "a signal counts above this quantile of all", "0.85", to: \.quantile),
    fraction(
      "majority", "a vector belongs to a class when it counts for this fraction of its images",
      "0.75", to: \.majority),
    Setting(
      name: "polarity", meaning: "the signals that count: \(listed(Polarity.self))",
      standard: "\"positive\"", values: listed(Polarity.self)
    ) { value, configuration in
      configuration.polarity = value.string.flatMap(Polarity.init)
      return configuration.polarity != nil
    },
    flag(
      "remember",
      "whether the theme, typed lines and, for each model, the last layer, thresholds and shares are kept",
      to: \.remembers),
  ]

  private typealias Polarity = SignificanceHypergraph.Polarity

  private static func flag(
    _ name: String, _ meaning: String,
    to place: any WritableKeyPath<Configuration, Bool> & Sendable
  ) -> Setting {
    Setting(name: name, meaning: meaning, standard: "true", values: "true or false") {
      value, configuration in
      guard let flag = value.bool else { return false }
      configuration[keyPath: place] = flag
      return true
    }
  }

  private static func fraction(
    _ name: String, _ meaning: String, _ standard: String,
    to place: any WritableKeyPath<Configuration, Double?> & Sendable
  ) -> Setting {
    Setting(name: name, meaning: meaning, standard: standard, values: "a number from 0 to 1") {
      value, configuration in
      guard let number = value.double ?? value.int.map(Double.init), (0...1).contains(number)
      else { return false }
      configuration[keyPath: place] = number
      return true
    }
  }

  private static func choice<Value: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ meaning: String,
    to place: any WritableKeyPath<Configuration, Value?> & Sendable
  ) -> Setting {
    let values = "\(listed(Value.self)) or \"auto\""
    return Setting(
      name: name, meaning: "\(meaning); or \(listed(Value.self))", standard: "\"auto\"",
      values: values
    ) { value, configuration in
      if value.string == "auto" { return true }
      let text = value.string ?? value.int.map { String($0) }
      configuration[keyPath: place] = text.flatMap(Value.init)
      return configuration[keyPath: place] != nil
    }
  }

  private static func listed<Value: RawRepresentable<String> & CaseIterable>(
    _ type: Value.Type
  ) -> String { type.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") }
}
