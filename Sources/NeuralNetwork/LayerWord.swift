import System

/// A word of a card's `[network]`: its head and what is set behind it, as `maxpool 3 stride 2 ceil`.
struct LayerWord {
  let text: String
  /// What it is: an operation, or the name of a layer.
  let head: String
  /// The numbers by what precedes them; the one right after the head is under "".
  private var numbers: [String: Double] = [:]
  private var flags: Set<String> = []

  /// The settings that have no number.
  private static let knownFlags: Set = ["ceil"]

  /// Takes a word apart.
  init(_ text: String) throws(Failure) {
    self.text = text
    let parts = text.split(separator: " ").map(String.init)
    head = parts.first ?? ""
    var name = ""
    for part in parts.dropFirst() {
      if let number = Double(part), number.isFinite {
        numbers[name] = number
        name = ""
      } else if name.isEmpty, Self.knownFlags.contains(part) {
        flags.insert(part)
      } else if name.isEmpty {
        name = part
      } else {
        break
      }
    }
    guard name.isEmpty else {
      throw fault("\(name) has no number", "write it as `\(text) 1`")
    }
  }

  /// Takes a number out; nil when it is not set.
  mutating func number(_ name: String) -> Double? { numbers.removeValue(forKey: name) }

  /// Takes a whole number out; nil when it is not set.
  mutating func integer(_ name: String) throws(Failure) -> Int? {
    guard let number = number(name) else { return nil }
    guard let integer = Int(exactly: number) else {
      throw fault("\(number) is no whole number", "write one")
    }
    return integer
  }

  /// Takes a flag out.
  mutating func flag(_ name: String) -> Bool { flags.remove(name) != nil }

  /// Throws when something is set that nothing has asked for.
  func finish() throws(Failure) {
    if let left = (Array(numbers.keys) + flags).sorted().first {
      throw fault(
        left.isEmpty ? "it takes no number" : "it has no option \(left)",
        "leave that out of the card's [network]")
    }
  }

  /// The error for this word.
  func fault(_ problem: String, _ cure: String) -> Failure {
    Failure(
      kind: .network, place: "the card's [network], \"\(text)\"", problem: problem, cure: cure)
  }
}
