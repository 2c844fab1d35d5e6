import DeepDataProfiler
import NeuralNetwork
import Reports
import TerminalUI

/// A place to go to, as words name it: `conv2 v3 image 17 q 70`.
///
/// A layer by its name or as `layer 2`; a vector as `v3`, with a sign where both occur; `image 17`; the
/// quantile and the majority in percent, or as fractions; a polarity; a class; a pane or one of its pages.
struct Jump {
  /// As it was typed.
  let text: String
  private(set) var selection: Selection
  private(set) var page: (pane: PaneID, name: String)?
  /// What it does, in words.
  private(set) var words: [String] = []

  /// The jump of a text; nil where it does not begin as one.
  /// - Throws: `Fault` with what is not there.
  init?(_ text: String, from explorer: Explorer) throws(Fault) {
    self.text = text
    selection = explorer.selection
    var rest = text.split(separator: " ")[...]
    guard !rest.isEmpty else { return nil }
    var hasVerb = false
    // A vector and an image are those of the layer, wherever in the words that is.
    var vector: (index: Int, isNegative: Bool)?
    var named: Set<String> = []
    func note(_ kind: String) throws(Fault) {
      guard named.insert(kind).inserted else { throw Fault(words: "\(kind) is named twice") }
    }
    while let word = rest.popFirst() {
      let key = word.lowercased()
      if let layer = Self.layer(word, &rest, explorer.findings.model.layers) {
        try note("a layer")
        selection.layer = layer
        selection.isVectorChosen = false
        words.append(explorer.findings.model.layers[layer].name)
      } else if let found = Self.vector(word) {
        try note("a vector")
        vector = found
      } else if key == "image" || key == "i" {
        try note("an image")
        try go(toImage: rest.popFirst(), explorer)
      } else if key == "class" || key == "output" {
        try note("an image")
        try go(toClass: rest.popFirst(), isNumber: key == "output", explorer)
      } else if key == "q" || key == "p" {
        try note(key)
        try setThreshold(key, to: rest.popFirst())
        if rest.first == "%" { rest = rest.dropFirst() }
      } else if let polarity = SignificanceHypergraph.Polarity(rawValue: key) {
        try note("a polarity")
        selection.parameters.polarity = polarity
        words.append("\(polarity.rawValue) signals")
      } else if let found = Self.page(key, explorer) {
        try note("a pane")
        page = found
        words.append(key)
      } else if Self.verbs.contains(key) {
        hasVerb = true
      } else {
        return nil
      }
    }
    // Nothing, or a page alone, which a line of the palette's own shows.
    if hasVerb, vector == nil, words.count == (page == nil ? 0 : 1) { return nil }
    if let vector { try go(to: vector, explorer) }
  }

  /// What the palette's own lines begin with, and what names no place.
  private static let verbs = ["show", "go", "to"]

  /// What is wrong with it, in words.
  struct Fault: Error {
    let words: String
  }

  private static func layer(
    _ word: Substring, _ rest: inout ArraySlice<Substring>, _ layers: [LinearLayer]
  ) -> Int? {
    if let layer = layers.first(where: { $0.name == word || $0.otherNames.contains(String(word)) })
    {
      return layer.index
    }
    guard word.lowercased() == "layer", let number = rest.first.flatMap({ Int($0) }),
      layers.indices.contains(number - 1)
    else { return nil }
    rest = rest.dropFirst()
    return number - 1
  }

  /// `v3`, `+v3`, `-v3`.
  private static func vector(_ word: Substring) -> (index: Int, isNegative: Bool)? {
    let name = word.first == "-" || word.first == "+" ? word.dropFirst() : word
    guard name.first?.lowercased() == "v", let index = Int(name.dropFirst()), index >= 0 else {
      return nil
    }
    return (index, word.first == "-")
  }

  private static func page(_ word: String, _ explorer: Explorer) -> (PaneID, String)? {
    if let info = PaneRegistry.infos.first(where: { $0.id.rawValue == word }) {
      return (info.id, explorer.panes[info.id]?.page ?? info.id.rawValue)
    }
    return PaneRegistry.infos.lazy.compactMap { info in
      info.pageNames.first { $0.lowercased() == word }.map { (info.id, $0) }
    }.first
  }

  private mutating func go(
    to vector: (index: Int, isNegative: Bool), _ explorer: Explorer
  ) throws(Fault) {
    let layers = explorer.findings.model.layers
    guard layers.indices.contains(selection.layer) else { return }
    let layer = layers[selection.layer]
    guard vector.index < min(layer.rows, layer.columns) else {
      throw Fault(
        words: "there is no v\(vector.index): \(layer.name) has "
          + "\(min(layer.rows, layer.columns).counted("vector"))")
    }
    selection.select(node: .init(vector: vector.index, isNegative: vector.isNegative))
    words.append((vector.isNegative ? "-" : "") + "v\(vector.index)")
  }

  private mutating func go(toImage word: Substring?, _ explorer: Explorer) throws(Fault) {
    let count = explorer.findings.dataSet?.labels.count ?? 0
    guard let word, let image = Int(word) else {
      throw Fault(words: "image: give a number from 0 to \(max(0, count - 1))")
    }
    guard (0..<count).contains(image) else {
      throw Fault(words: "there is no image \(image) among \(count.grouped)")
    }
    selection.image = image
    words.append("image \(image)")
  }

  /// An image of a class, by its name or the network's output.
  private mutating func go(
    toClass word: Substring?, isNumber: Bool, _ explorer: Explorer
  ) throws(Fault) {
    var context = explorer.context()
    context.selection = selection
    let labels = Set(context.dataSet?.labels ?? [])
    guard let word,
      let label = labels.first(where: { !isNumber && context.className($0) == word })
        ?? Int(word),
      labels.contains(label)
    else {
      throw Fault(words: "class: give one that there are images of, by its name or number")
    }
    context.select(label: label)
    selection = context.selection
    words.append("class \(context.className(label))")
  }

  /// A percentage, or below 1 a fraction.
  private mutating func setThreshold(_ name: String, to word: Substring?) throws(Fault) {
    let text = word.map { $0.hasSuffix("%") ? $0.dropLast() : $0 }
    guard let text, let number = Double(text), (0...100).contains(number) else {
      throw Fault(words: "\(name): give a percentage, such as \(name) 70")
    }
    let fraction = number <= 1 ? number : number / 100
    if name == "q" {
      selection.parameters.quantile = fraction
    } else {
      selection.parameters.majority = fraction
    }
    words.append("\(name) \(fraction.percent())")
  }
}
