import LinearAlgebra
import NeuralNetwork

/// A signal table that is made of what a pass has found, some images at a time.
struct BegunSignalTable {
  let layer: Int
  private(set) var draft: SignalTableDraft
  /// What a pass has found, image after image: signals, or means of channels of `Y`.
  let values: FloatStorage
  /// For each row of the table, which of these images it is.
  let rows: [Int]
  /// `u_i` as columns, where means are to become signals: the means of `U^T Y` are `U^T` times those of
  /// `Y`.
  let leftVectors: Matrix?

  /// How many images become signals at a time.
  private static let imagesAtOnce = 1024

  /// Adds images for a moment.
  mutating func advance() {
    let deadline = ContinuousClock.now + .milliseconds(50)
    repeat {
      draft.add(Self.imagesAtOnce, find: signals)
    } while !draft.isWhole && ContinuousClock.now < deadline
  }

  /// The signals of some rows, vector after vector.
  private func signals(of table: ArraySlice<Int>) -> [Float] {
    let columns = leftVectors?.rows ?? draft.shape[1]
    let values = values.span
    var found: [Float] = []
    found.reserveCapacity(table.count * columns)
    guard let leftVectors else {
      for vector in 0..<columns {
        for row in table { found.append(values[rows[row] * columns + vector]) }
      }
      return found
    }
    for row in table {
      let first = rows[row] * columns
      for index in first..<first + columns { found.append(values[index]) }
    }
    return projections(of: found, inOrder: Array(0..<table.count), onto: leftVectors)
  }
}
