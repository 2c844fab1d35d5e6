import Formats
import LinearAlgebra
import System

extension [StoredValue] {
  /// What the card states of some of these inputs, as values.
  /// - Parameter stated: the numbers, by the inputs' names.
  /// - Returns: the values, in the order of their names.
  /// - Throws: `Failure` when there is no such input, or it has another number of elements.
  func values(
    stated: [String: ModelCard.Constant]
  ) throws(Failure) -> [(name: String, value: Value)] {
    var values: [(name: String, value: Value)] = []
    for (name, constant) in stated.sorted(by: { $0.key < $1.key }) {
      guard let input = first(where: { $0.name == name }) else {
        let names = map { "\"\($0.name)\"" }.joined(separator: ", ")
        throw Failure(
          kind: .network, place: "[input.constants] of the card",
          problem: "the graph has no input \"\(name)\"",
          cure: names.isEmpty ? "take it away" : "its inputs are \(names)")
      }
      values.append((name, try input.value(constant)))
    }
    return values
  }
}

extension StoredValue {
  /// The most elements that a stated input may have.
  private static let greatestCount = 1 << 26

  /// Its value where it is stated: of axes that the graph leaves open, the last has as many elements as are
  /// stated, but the first of several is that of images and has 1.
  fileprivate func value(_ constant: ModelCard.Constant) throws(Failure) -> Value {
    let fault = Failure(
      kind: .network, place: "[input.constants] of the card", problem: "\"\(name)\" is \(text)",
      cure: "state one number, or as many as it has elements")
    var given = extents.map { $0 ?? 1 }
    let count = Shape(given)?.count ?? 0
    let numbers: [Double]
    switch constant {
    case .number(let number):
      guard (1...Self.greatestCount).contains(count) else { throw fault }
      numbers = Array(repeating: number, count: count)
    case .list(let list):
      numbers = list
      if let open = extents.lastIndex(of: nil), count > 0, open > 0 || given.count == 1 {
        given[open] = list.count / count
      } else if given.isEmpty {
        given = [list.count]
      }
    }
    guard let shape = Shape(given), shape.count == numbers.count else { throw fault }
    guard elementType.map(\.isFloatingPoint) ?? true else {
      let integers = numbers.compactMap { Int(exactly: $0) }
      guard integers.count == numbers.count else { throw fault }
      return .integers(IntegerTensor(shape: shape, values: integers))
    }
    return .floats(Tensor(shape: shape, values: numbers.map { Float($0) }))
  }

  /// Its type and its extents, in words.
  var text: String {
    let shape = extents.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
    let type = elementType?.rawValue ?? "a tensor"
    return extents.isEmpty ? type : "\(type) of \(shape)"
  }
}
