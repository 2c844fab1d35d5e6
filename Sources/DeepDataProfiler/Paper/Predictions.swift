public import Formats
public import LinearAlgebra

/// What a network makes of a data set.
public struct Predictions: Equatable, Sendable {
  /// The class of each row, one for each image that is not left out: the output with the largest
  /// logit, of which the lowest wins a tie; of a single logit, whether it exceeds the threshold.
  public let predicted: [Int]
  /// How sure the network is of each of these: the share that a softmax gives it, 0 to 1; empty where
  /// that is not known.
  public let confidences: [Float]
  /// Images x outputs, before a closing softmax or sigmoid; nil where they were not asked for.
  public let logits: Tensor?
  /// The true label of each row's image.
  public let labels: [Int]
  /// Which image of the data set each row is, ascending.
  public let images: [Int]
  /// The images that could not be read, or are not finite themselves or by their logits.
  public let leftOut: [LeftOutImage]

  /// The output that they are of.
  public let scores: ClassScores
  /// Whether labels are outputs of the network, so that it can be told which images are right.
  public let isComparable: Bool
  /// How many images are predicted right; nil when that can't be told.
  public let correctCount: Int?

  package init(
    predicted: [Int], confidences: [Float] = [], logits: Tensor? = nil, labels: [Int],
    images: [Int]? = nil, leftOut: [LeftOutImage] = [], scores: ClassScores,
    isComparable: Bool = true
  ) {
    self.predicted = predicted
    self.confidences = confidences
    self.logits = logits
    self.scores = scores
    self.isComparable = isComparable
    self.labels = labels
    self.images = images ?? Array(labels.indices)
    self.leftOut = leftOut
    correctCount = isComparable ? zip(predicted, labels).count { $0 == $1 } : nil
  }

  /// How sure the network is of a row's prediction; nil where that is not known.
  package func confidence(ofRow row: Int) -> Float? {
    confidences.indices.contains(row) ? confidences[row] : nil
  }

  /// The row of an image; nil where it has none.
  package func row(of image: Int) -> Int? {
    // All images have one, or nearly all.
    if images.indices.contains(image), images[image] == image { return image }
    var range = 0..<images.count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if images[middle] == image { return middle }
      range = images[middle] < image ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// The class that all images are taken for, though they are of several classes; nil where they are taken
  /// for several, too, or are fewer than 5, which may be chance.
  public var soleClass: Int? {
    guard let first = predicted.first, predicted.count >= 5, Set(labels).count > 1 else {
      return nil
    }
    return predicted.allSatisfy { $0 == first } ? first : nil
  }

  /// The fraction of images whose prediction is their label; nil when that can't be told.
  public var accuracy: Double? {
    correctCount.map { labels.isEmpty ? 0 : Double($0) / Double(labels.count) }
  }
}
