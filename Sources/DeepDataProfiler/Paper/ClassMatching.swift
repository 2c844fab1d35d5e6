import Formats
import System

/// The classes of a data set as outputs of a network.
///
/// Names that the card states come first, then numbers below the number of outputs, then, where no
/// outputs are named and there are as many classes as outputs, the order of the classes.
struct ClassMatching {
  /// The label of each image: an output, or the data set's own where they can't be matched.
  let labels: [Int]
  /// The names of the classes, by label.
  let names: [String]
  /// The names of the outputs, in their order; empty when they have none.
  let outputNames: [String]
  /// How they were matched, or why they can't be.
  let way: Way

  /// How classes are matched.
  enum Way {
    /// By names or numbers.
    case stated
    /// By their order alone.
    case order
    /// Not, and why, with the way to state it, in one line.
    case none(String)
  }

  /// Matches the classes of a data set.
  /// - Parameters:
  ///   - images: the data set.
  ///   - card: the names that are stated.
  ///   - file: the file beside the model that names the outputs; nil for the card.
  ///   - scores: the output, or why there is none.
  init(
    _ images: ImageSet, card: ModelCard.Data, namedBy file: String? = nil,
    scores: Result<ClassScores, Failure>
  ) {
    let own = images.classNames
    let isRenamed = !card.classes.isEmpty && (!images.isNamed || card.classes.count == own.count)
    let shown = isRenamed ? card.classes : own
    do throws(Failure) {
      let count = try scores.get().classCount
      guard card.outputs.isEmpty || card.outputs.count == count else {
        throw Self.unmatched(
          "the card names \(card.outputs.count) outputs, and the network tells \(count) classes")
      }
      let (outputs, isByOrder) =
        images.isNamed
        ? try Self.outputs(ofNames: own, shown: shown, card, count, namedBy: file ?? "the card")
        : (
          try Self.outputs(
            ofNumbers: Set(images.labels), names: shown, isStated: isRenamed, card, count,
            namedBy: file ?? "the card"), false
        )
      labels = images.labels.map { outputs[$0] ?? $0 }
      way = isByOrder ? .order : .stated
      let listed = [card.outputs, card.classes].first { $0.count == count }
      if let listed {
        names = listed
      } else {
        var names = (0..<count).map {
          !images.isNamed && shown.indices.contains($0) ? shown[$0] : String($0)
        }
        for (label, output) in outputs where images.isNamed { names[output] = shown[label] }
        self.names = names
      }
      outputNames = names
    } catch {
      labels = images.labels
      names = shown
      outputNames = card.outputs
      way = .none(error.description)
    }
  }

  /// The output of each class, by its label, where classes have names.
  private static func outputs(
    ofNames names: [String], shown: [String], _ card: ModelCard.Data, _ count: Int,
    namedBy file: String
  ) throws(Failure) -> (outputs: [Int: Int], isByOrder: Bool) {
    let outputs = NameIndex(card.outputs)
    let classes = NameIndex(card.outputs.isEmpty && card.classes.count == count ? card.classes : [])
    let numbers = names.map { name in Int(name).flatMap { (0..<count).contains($0) ? $0 : nil } }
    let ways = [
      names.map(outputs.place), shown.map(outputs.place), names.map(classes.place), numbers,
    ]
    for way in ways {
      let places = way.compactMap { $0 }
      guard places.count == names.count, Set(places).count == places.count else { continue }
      return (Dictionary(uniqueKeysWithValues: zip(names.indices, places)), false)
    }
    if !card.outputs.isEmpty { throw stranger(among: names, to: outputs, namedBy: file) }
    guard names.count == count else {
      throw unmatched(
        "which of the \(count) outputs each of the \(names.count) classes is can't be told")
    }
    return (Dictionary(uniqueKeysWithValues: zip(names.indices, names.indices)), true)
  }

  /// The output of each class, by its label, where classes are numbers, perhaps with names.
  private static func outputs(
    ofNumbers labels: Set<Int>, names: [String], isStated: Bool, _ card: ModelCard.Data,
    _ count: Int, namedBy file: String
  ) throws(Failure) -> [Int: Int] {
    let labels = labels.sorted()
    if !card.outputs.isEmpty, !names.isEmpty {
      let outputs = NameIndex(card.outputs)
      let names = labels.map { names.indices.contains($0) ? names[$0] : String($0) }
      let places = names.compactMap(outputs.place)
      if places.count == labels.count {
        return Dictionary(uniqueKeysWithValues: zip(labels, places))
      }
      if isStated { throw stranger(among: names, to: outputs, namedBy: file) }
    }
    if let label = labels.first(where: { !(0..<count).contains($0) }) {
      throw Failure(
        kind: .unfitting,
        problem:
          "state [data] classes and outputs in the card: the label \(label) is none of the "
          + "\(count) classes that the network tells, which count from 0")
    }
    return Dictionary(uniqueKeysWithValues: zip(labels, labels))
  }

  /// The fault of the first name that is not among the outputs.
  private static func stranger(among names: [String], to outputs: NameIndex, namedBy file: String)
    -> Failure
  {
    let name = names.first { outputs.place(of: $0) == nil } ?? ""
    return unmatched("the class \"\(name)\" is no output, or several, of those that \(file) names")
  }

  private static func unmatched(_ problem: String) -> Failure {
    Failure(
      kind: .unfitting,
      problem: "state [data] outputs in the card, a list of names or a file of them: \(problem)"
    )
  }
}

/// Where names stand in a list.
private struct NameIndex {
  private let places: [String: [Int]]

  /// An index of a list.
  ///
  /// Where each entry is of several words and the first one is unlike all others, as in
  /// `n01440764 tench`, that word alone is a name, too.
  init(_ list: [String]) {
    var places = Dictionary(grouping: list.indices) { list[$0] }
    let words = list.map { $0.split { $0.isWhitespace || $0 == "," }.map(String.init) }
    if words.allSatisfy({ $0.count > 1 }), Set(words.map { $0[0] }).count == words.count {
      for (place, words) in words.enumerated() where places[words[0]] == nil {
        places[words[0]] = [place]
      }
    }
    self.places = places
  }

  /// The place of a name; nil when it is not in the list, or more than once.
  func place(of name: String) -> Int? {
    guard let places = places[name], places.count == 1 else { return nil }
    return places[0]
  }
}
