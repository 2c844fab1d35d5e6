import LinearAlgebra
import NeuralNetwork

/// A signal table that is made of what a pass has found, some images at a time.
struct PassedSignals: Sendable {
  private(set) var draft: SignalTableDraft
  /// What a pass has found, image after image: signals, or means of channels of `Y`.
  let values: FloatStorage
  /// For each row of the table, which of these images it is.
  let rows: [Int]
  /// Those on `u_i`, where means are to become signals: the means of `U^T Y` are `U^T` times those of `Y`.
  let projections: Projections?

  /// How many images become signals at a time.
  private static let imagesAtOnce = 1024

  /// The bytes of memory that it takes.
  var byteCount: Int { draft.memory + values.memory }

  /// Adds images for a moment.
  mutating func advance() {
    let deadline = ContinuousClock.now + .milliseconds(50)
    repeat {
      draft.add(Self.imagesAtOnce, find: signals)
    } while !draft.isWhole && ContinuousClock.now < deadline
  }

  /// The signals of some rows, vector after vector.
  private func signals(of table: ArraySlice<Int>) -> [Float] {
    let values = values.span
    let images = table.map { rows[$0] }
    if let projections { return projections.of(values, inOrder: images) }
    let columns = draft.shape[1]
    var found: [Float] = []
    found.reserveCapacity(images.count * columns)
    for vector in 0..<columns {
      for image in images { found.append(values[image * columns + vector]) }
    }
    return found
  }
}
