import LinearAlgebra
package import System
import TOMLKit

extension ModelCard {
  /// Reads a card, a TOML file with the tables `input`, `data`, `weights` and `network`, all
  /// optional.
  ///
  /// Throws when there is no such file, it is no TOML, or it has a key or a value that a card has
  /// not; a misspelt key would else be ignored in silence.
  package static func read(path: String) throws(Failure) -> ModelCard {
    let place = Place(file: path)
    let root = CardTable(try table(path: path), place: place)
    try root.allow(["input", "data", "weights", "network"])
    var card = ModelCard()
    if let table = try root.table("input") { card.input = try Input(table) }
    if let table = try root.table("data") {
      try table.allow(["path", "classes", "outputs"])
      card.data.classes = try table.strings("classes") ?? []
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      func besideCard(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }
      card.data.path = try table.string("path").map(besideCard)
      if let path = table.path("outputs").map(besideCard) {
        card.data.outputsPath = path
        card.data.outputs = try NameList.read(path: path)
      } else {
        card.data.outputs = try table.strings("outputs") ?? []
      }
    }
    if let table = try root.table("weights") {
      try table.allow(["layout", "groups"])
      card.weights.groups = try table.counts("groups")
      if let name = try table.string("layout") {
        guard let layout = WeightLayout(rawValue: name.uppercased()) else {
          throw table.wrong("layout", "\"OIHW\", \"HWIO\" or \"OHWI\"")
        }
        card.weights.layout = layout
      }
    }
    if let table = try root.table("network") {
      try table.allow(["layers", "output"])
      card.network.layers = try table.strings("layers")
      card.network.output = try table.string("output")
    }
    return card
  }

  private static func table(path: String) throws(Failure) -> TOMLTable {
    let file = try MappedFile(path: path)
    let place = Place(file: path)
    let bytes = file.bytes(in: 0..<file.count)
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw place.damaged("is no text", cure: "give a model card in TOML with --config")
    }
    do {
      return try TOMLTable.reading(text)
    } catch {
      let line = error.line.map { place.at("line \($0)") } ?? place
      throw line.damaged(error.problem.lowercasedFirst, cure: "correct the TOML")
    }
  }
}

extension ModelCard.Input {
  /// Reads the table `input` of a card.
  fileprivate init(_ table: CardTable) throws(Failure) {
    try table.allow([
      "shape", "resize", "interpolation", "mean", "std", "scale", "order", "constants",
    ])
    self.init()
    shape = try table.integers("shape")
    resize = try table.resizing("resize")
    if let name = try table.string("interpolation") {
      guard let known = Interpolation(rawValue: name.lowercased()) else {
        let names = Interpolation.allCases.map { "\"\($0.rawValue)\"" }
        throw table.wrong(
          "interpolation", "one of \(names.joined(separator: ", "))")
      }
      interpolation = known
    }
    mean = try table.numbers("mean")
    std = try table.numbers("std")
    scale = try table.number("scale")
    constants = try table.table("constants")?.constants() ?? [:]
    if let name = try table.string("order") {
      guard let known = ModelCard.ChannelOrder(rawValue: name.uppercased()) else {
        throw table.wrong("order", "\"RGB\" or \"BGR\"")
      }
      order = known
    }
    if let shape {
      guard (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }), Shape(shape) != nil else {
        throw table.wrong("shape", "[channels, height, width]")
      }
    }
    let channels = shape?.first ?? mean?.count ?? std?.count ?? 1
    if let mean, mean.isEmpty || ![1, channels].contains(mean.count) {
      throw table.wrong("mean", "one number, or one a channel")
    }
    if let std, std.isEmpty || std.contains(0) || ![1, channels].contains(std.count) {
      throw table.wrong("std", "one number, or one a channel, none of them 0")
    }
    if let scale, scale <= 0 { throw table.wrong("scale", "a number above 0") }
  }
}

/// One table of a card, whose values are asked for by key and type.
private struct CardTable {
  private let table: TOMLTable
  private let place: Place

  init(_ table: TOMLTable, place: Place) {
    self.table = table
    self.place = place
  }

  /// Throws when there is a key that is not among those given.
  func allow(_ keys: [String]) throws(Failure) {
    if let key = table.keys.sorted().first(where: { !keys.contains($0) }) {
      throw place.damaged(
        "has the key \(key), which no card has", cure: "known are \(keys.joined(separator: ", "))")
    }
  }

  func table(_ key: String) throws(Failure) -> CardTable? {
    guard let value = table[key] else { return nil }
    guard let inner = value.table else { throw wrong(key, "a table [\(key)]") }
    return CardTable(inner, place: place.at("[\(key)]"))
  }

  func string(_ key: String) throws(Failure) -> String? {
    guard let value = table[key] else { return nil }
    guard let string = value.string else { throw wrong(key, "a text in quotes") }
    return string
  }

  func strings(_ key: String) throws(Failure) -> [String]? {
    try array(key, "a list of texts in quotes") { $0.string }
  }

  /// The path of a file that something else may stand in place of.
  func path(_ key: String) -> String? { table[key]?.string }

  /// All its values, each a number, a truth value or a list of them.
  func constants() throws(Failure) -> [String: ModelCard.Constant] {
    var constants: [String: ModelCard.Constant] = [:]
    for key in table.keys {
      guard let value = table[key] else { continue }
      let list = value.array.map { array in array.compactMap(Self.double) }
      if let number = Self.double(value) {
        constants[key] = .number(number)
      } else if let list, list.count == value.array?.count {
        constants[key] = .list(list)
      } else {
        throw wrong(key, "a number or a list of numbers")
      }
    }
    return constants
  }

  func integers(_ key: String) throws(Failure) -> [Int]? {
    try array(key, "a list of whole numbers") { $0.int }
  }

  /// A table of whole numbers above 0; an empty one when it is not there.
  func counts(_ key: String) throws(Failure) -> [String: Int] {
    guard let inner = try table(key)?.table else { return [:] }
    var counts: [String: Int] = [:]
    for name in inner.keys {
      guard let count = inner[name]?.int, count > 0 else {
        throw wrong(key, "a table of names and whole numbers above 0")
      }
      counts[name] = count
    }
    return counts
  }

  /// The length of the short side, or a height and a width.
  func resizing(_ key: String) throws(Failure) -> ModelCard.Resizing? {
    guard let value = table[key] else { return nil }
    let sides = value.int.map { [$0] } ?? value.array?.map { $0.int ?? 0 } ?? []
    guard sides.allSatisfy({ 1...PictureFit.greatestSide ~= $0 }), 1...2 ~= sides.count,
      value.array == nil || sides.count == 2
    else {
      throw wrong(
        key, "a whole number from 1 to \(PictureFit.greatestSide), or a height and a width")
    }
    return sides.count == 1 ? .shortSide(sides[0]) : .sides(height: sides[0], width: sides[1])
  }

  func number(_ key: String) throws(Failure) -> Float? {
    guard let value = table[key] else { return nil }
    guard let number = Self.float(value) else { throw wrong(key, "a number") }
    return number
  }

  func numbers(_ key: String) throws(Failure) -> [Float]? {
    try array(key, "a list of numbers", Self.float)
  }

  /// The error for a value that is not what its key means.
  func wrong(_ key: String, _ wanted: String) -> Failure {
    place.damaged("\(key) is not \(wanted)", cure: "correct it")
  }

  private static func double(_ value: any TOMLValueConvertible) -> Double? {
    let number = value.double ?? value.int.map { Double($0) } ?? value.bool.map { $0 ? 1 : 0 }
    return number?.isFinite == true ? number : nil
  }

  private static func float(_ value: any TOMLValueConvertible) -> Float? {
    let number = value.double.map { Float($0) } ?? value.int.map { Float($0) }
    return number?.isFinite == true ? number : nil
  }

  private func array<Element>(
    _ key: String, _ wanted: String, _ element: (any TOMLValueConvertible) -> Element?
  ) throws(Failure) -> [Element]? {
    guard let value = table[key] else { return nil }
    guard let array = value.array else { throw wrong(key, wanted) }
    let elements = array.compactMap(element)
    guard elements.count == array.count else { throw wrong(key, wanted) }
    return elements
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
