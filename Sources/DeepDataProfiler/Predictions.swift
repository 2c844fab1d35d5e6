public import Formats
public import LinearAlgebra

/// What a network makes of a data set.
public struct Predictions: Equatable, Sendable {
  /// Images x outputs, before a closing softmax; a row for each image that could be read.
  public let logits: Tensor
  /// The true label of each row's image.
  public let labels: [Int]
  /// Which image of the data set each row is, ascending.
  public let images: [Int]
  /// The images that could not be read.
  public let unreadable: [UnreadableImage]

  package init(
    logits: Tensor, labels: [Int], images: [Int]? = nil, unreadable: [UnreadableImage] = []
  ) {
    self.logits = logits
    self.labels = labels
    self.images = images ?? Array(labels.indices)
    self.unreadable = unreadable
  }

  /// The logits in one row.
  public func logits(ofRow row: Int) -> ArraySlice<Float> {
    let outputs = logits.shape[1]
    return logits.values[row * outputs..<(row + 1) * outputs]
  }

  /// The output with the largest logit, for each row; the lowest wins a tie.
  public var predicted: [Int] {
    labels.indices.map { index in
      let row = logits(ofRow: index)
      return row.indices.max { row[$0] < row[$1] }.map { $0 - row.startIndex } ?? 0
    }
  }

  /// The fraction of images whose prediction is their label.
  public var accuracy: Double {
    let correct = zip(predicted, labels).count { $0 == $1 }
    return labels.isEmpty ? 0 : Double(correct) / Double(labels.count)
  }
}
