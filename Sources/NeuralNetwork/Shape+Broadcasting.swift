import LinearAlgebra

extension Shape {
  /// The shape that two operands take together (ONNX *Broadcasting*); nil when they don't fit.
  func broadcast(with other: Shape) -> Shape? {
    let rank = max(self.rank, other.rank)
    let first = Array(repeating: 1, count: rank - self.rank) + extents
    let second = Array(repeating: 1, count: rank - other.rank) + other.extents
    guard zip(first, second).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return Shape(zip(first, second).map { $0 == 1 ? $1 : $0 })
  }

  /// An axis counted from 0, where a negative one counts from the end.
  func axis(_ axis: Int, among rank: Int? = nil) throws(OperatorFault) -> Int {
    let rank = rank ?? self.rank
    guard axis >= -rank, axis < rank else {
      throw OperatorFault("there is no axis \(axis) among \(rank)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Axes counted from 0, no two the same.
  func axes(_ list: [Int], among rank: Int? = nil) throws(OperatorFault) -> [Int] {
    var axes: [Int] = []
    for entry in list { axes.append(try axis(entry, among: rank)) }
    guard Set(axes).count == axes.count else { throw OperatorFault("an axis is named twice") }
    return axes
  }

  /// The product of some of its extents.
  func count(of axes: Range<Int>) -> Int { extents[axes].reduce(1, *) }
}
