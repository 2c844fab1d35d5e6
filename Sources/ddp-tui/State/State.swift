import DeepDataProfiler
import Explorer
import Formats
import Foundation
import System
import TOMLKit

/// What the explorer kept the last time, in `state.toml`; one that is damaged is passed over.
struct State: Equatable {
  /// What is kept of one model's file.
  struct Model: Equatable {
    /// The absolute path of the file.
    let path: String
    var layer: String?
    var parameters = SignificanceHypergraph.Parameters()
    var shares = Shares()
  }

  /// The theme that the person chose.
  var theme: String?
  /// The lines that were typed into each kind of prompt.
  var typed: [String: [String]] = [:]
  /// The models, the latest first.
  private(set) var models: [Model] = []

  /// How many models are kept.
  private static let mostModels = 100

  init() {}

  /// What is kept in the person's folder.
  static func ofPerson() -> State {
    guard let path = file, let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      return State()
    }
    return State(text)
  }

  private static var file: String? { UserFolder.state.map { $0 + "/state.toml" } }

  /// Keeps what is worth it of an explorer that began with what was kept before, beside what others have
  /// kept meanwhile; where nothing can be written, nothing is.
  static func keep(_ memory: Memory, since before: State, of model: String) {
    guard let path = file else { return }
    var state = ofPerson()
    state.take(memory, since: before, of: model)
    try? FileManager.default.createDirectory(
      atPath: URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false),
      withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try? NewFile.write(Array(state.text.utf8), to: path, existing: .replaced, permissions: 0o600)
  }

  /// What is kept of a model.
  func model(_ path: String) -> Model? {
    let path = Self.absolute(path)
    return models.first { $0.path == path }
  }

  /// What an explorer of a model is to recall.
  func memory(of path: String) -> Memory {
    let model = model(path)
    return Memory(
      theme: theme, layer: model?.layer, parameters: model?.parameters ?? .init(),
      shares: model?.shares ?? Shares(), typed: typed)
  }

  /// Takes over what is to be kept of an explorer of a model.
  /// - Parameters:
  ///   - memory: what the explorer knows at its end.
  ///   - before: what it began with; of what it did not change, another's change stays.
  ///   - path: the model's file.
  mutating func take(_ memory: Memory, since before: State = State(), of path: String) {
    let path = Self.absolute(path)
    if memory.theme != before.theme { theme = memory.theme ?? theme }
    for (kind, lines) in memory.typed {
      let new = Self.new(lines, since: before.typed[kind] ?? [])
      let kept = (typed[kind] ?? []).filter { !new.contains($0) } + new
      typed[kind] = Array(kept.suffix(Memory.mostLines))
    }
    let model = Model(
      path: path, layer: memory.layer, parameters: memory.parameters, shares: memory.shares)
    models = Array(([model] + models.filter { $0.path != path }).prefix(Self.mostModels))
  }

  /// The lines behind those that were there before; one that was typed again is new.
  private static func new(_ lines: [String], since before: [String]) -> ArraySlice<String> {
    var rest = before[...]
    return lines.drop { line in
      guard let place = rest.firstIndex(of: line) else { return false }
      rest = rest[(place + 1)...]
      return true
    }
  }

  private static func absolute(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
  }
}

extension State {
  /// What a text says, as far as it can be read.
  init(_ text: String) {
    guard let table = try? TOMLTable.reading(text) else { return }
    theme = table["theme"]?.string
    if let lines = table["typed"]?.table {
      for kind in lines.keys { typed[kind] = lines[kind]?.array?.compactMap(\.string) }
    }
    models = (table["model"]?.array.map { Array($0) } ?? []).compactMap(\.table).compactMap(
      Model.init)
  }

  /// The text that says it.
  var text: String {
    var lines = [
      "# What ddp-tui's explorer keeps from one time to the next; config.toml has the settings."
    ]
    if let theme { lines.append("theme = \(theme.quoted)") }
    lines += ["", "[typed]"]
    for (kind, texts) in typed.sorted(by: { $0.key < $1.key }) where !texts.isEmpty {
      lines.append("\(kind.quoted) = [\(texts.map(\.quoted).joined(separator: ", "))]")
    }
    for model in models { lines += ["", "[[model]]"] + model.lines }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension State.Model {
  private static let places:
    [(name: String, place: any WritableKeyPath<Shares, Double?> & Sendable)] =
      [
        ("layers", \.layers), ("spectrum", \.spectrum), ("hypergraph", \.hypergraph),
        ("upper", \.upper),
      ]

  fileprivate init?(_ table: TOMLTable) {
    guard let path = table["path"]?.string else { return nil }
    func fraction(_ value: (any TOMLValueConvertible)?) -> Double? {
      let number = value?.double ?? value?.int.map(Double.init)
      return number.flatMap { (0...1).contains($0) ? $0 : nil }
    }
    self.path = path
    layer = table["layer"]?.string
    parameters.quantile = fraction(table["quantile"]) ?? parameters.quantile
    parameters.majority = fraction(table["majority"]) ?? parameters.majority
    let polarity = table["polarity"]?.string
    parameters.polarity =
      polarity.flatMap(SignificanceHypergraph.Polarity.init) ?? parameters.polarity
    for (name, place) in Self.places {
      shares[keyPath: place] = fraction(table["shares"]?.table?[name])
    }
  }

  fileprivate var lines: [String] {
    var lines = ["path = \(path.quoted)"]
    if let layer { lines.append("layer = \(layer.quoted)") }
    lines += [
      "quantile = \(parameters.quantile)", "majority = \(parameters.majority)",
      "polarity = \(parameters.polarity.rawValue.quoted)",
    ]
    let shares = Self.places.compactMap { name, place in
      self.shares[keyPath: place].map { "\(name) = \($0)" }
    }
    if !shares.isEmpty { lines.append("shares = { \(shares.joined(separator: ", ")) }") }
    return lines
  }
}

extension String {
  /// As a string of TOML.
  fileprivate var quoted: String {
    let escaped = unicodeScalars.map { scalar in
      switch scalar {
      case "\\", "\"": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        "\\u" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2)
          + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
