import LinearAlgebra

/// The equation of an `Einsum`, `bij,jk->bik` say: the indices of each operand and of the result.
struct EinsumEquation {
  /// An index: a letter, or an axis that an ellipsis stands for, counted from the last.
  enum Index: Hashable {
    case letter(Character)
    case hidden(Int)
  }

  /// The letters of an operand or of the result, and how many of them an ellipsis follows.
  struct Term {
    fileprivate(set) var letters: [Index] = []
    fileprivate(set) var ellipsis: Int?

    /// The indices of an operand of so many axes.
    func indices(rank: Int) throws(OperatorFault) -> [Index] {
      let hidden = rank - letters.count
      guard hidden >= 0, ellipsis != nil || hidden == 0 else {
        throw OperatorFault("its equation does not fit an operand of \(rank) axes")
      }
      return spelledOut(hidden: hidden)
    }

    /// The indices where the ellipsis stands for so many axes.
    func spelledOut(hidden: Int) -> [Index] {
      guard let ellipsis else { return letters }
      let axes = (0..<hidden).reversed().map(Index.hidden)
      return Array(letters[..<ellipsis]) + axes + Array(letters[ellipsis...])
    }
  }

  /// How far each index goes.
  struct Sizes {
    fileprivate var extents: [Index: Int] = [:]

    /// The extents of some indices as a shape.
    func shape(of indices: [Index]) throws(OperatorFault) -> Shape {
      guard let shape = Shape(indices.map { extents[$0] ?? 1 }),
        shape.count <= Node.greatestCount
      else { throw OperatorFault("its products are too large") }
      return shape
    }
  }

  private(set) var terms: [Term]
  let output: Term

  /// Reads an equation; without `->` the result has the letters that occur once, sorted.
  init(_ text: String) throws(OperatorFault) {
    let compact = text.filter { $0 != " " }
    let fault = OperatorFault("its equation \(text.prefix(60).debugDescription) is not understood")
    let sides = compact.split(separator: "->", omittingEmptySubsequences: false)
    guard (1...2).contains(sides.count) else { throw fault }
    terms = []
    for part in sides[0].split(separator: ",", omittingEmptySubsequences: false) {
      terms.append(try Self.term(part, fault))
    }
    if sides.count == 2 {
      output = try Self.term(sides[1], fault)
    } else {
      let all = terms.flatMap(\.letters)
      let counts = all.reduce(into: [Index: Int]()) { $0[$1, default: 0] += 1 }
      let letters = counts.filter { $1 == 1 }.keys.compactMap { index -> Character? in
        if case .letter(let letter) = index { letter } else { nil }
      }
      output = Term(
        letters: letters.sorted().map(Index.letter),
        ellipsis: terms.contains { $0.ellipsis != nil } ? 0 : nil)
    }
    let known = Set(terms.flatMap(\.letters))
    guard Set(output.letters).count == output.letters.count,
      output.letters.allSatisfy(known.contains),
      output.ellipsis == nil || terms.contains(where: { $0.ellipsis != nil })
    else { throw fault }
  }

  /// An equation of operands and a result without ellipses.
  init(_ operands: [[Index]], to result: [Index]) {
    terms = operands.map { Term(letters: $0) }
    output = Term(letters: result)
  }

  private static func term(
    _ text: Substring, _ fault: OperatorFault
  ) throws(OperatorFault) -> Term {
    var term = Term()
    var rest = text
    while let first = rest.first {
      if rest.hasPrefix("..."), term.ellipsis == nil {
        term.ellipsis = term.letters.count
        rest = rest.dropFirst(3)
      } else if first.isASCII, first.isLetter {
        term.letters.append(.letter(first))
        rest = rest.dropFirst()
      } else {
        throw fault
      }
    }
    guard term.letters.count <= Node.greatestRank else { throw fault }
    return term
  }

  /// The same of operands in the other order.
  var reversingOperands: EinsumEquation {
    var equation = self
    equation.terms.reverse()
    return equation
  }

  /// The indices of the result of operands of some shapes.
  func result(for shapes: [Shape]) throws(OperatorFault) -> [Index] {
    let hidden =
      zip(terms, shapes).filter { $0.0.ellipsis != nil }
      .map { $1.rank - $0.letters.count }.max() ?? 0
    return output.spelledOut(hidden: max(0, hidden))
  }

  /// How far each index goes; an axis of one element goes as far as the others of its index.
  func sizes(of shapes: [Shape]) throws(OperatorFault) -> Sizes {
    var sizes = Sizes()
    for (operand, shape) in shapes.enumerated() {
      for (index, extent) in zip(try terms[operand].indices(rank: shape.rank), shape.extents) {
        let known = sizes.extents[index] ?? 1
        guard known == extent || known == 1 || extent == 1 else {
          throw OperatorFault("an index of its equation goes to \(known) and to \(extent)")
        }
        sizes.extents[index] = known == 1 ? extent : known
      }
    }
    return sizes
  }
}
