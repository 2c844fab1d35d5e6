import Foundation
import NeuralNetwork
package import System

/// The output of a network that scores classes: a row of numbers for each image.
public struct ClassScores: Equatable, Sendable {
  /// The output's name.
  public let output: String
  /// How many numbers there are for an image.
  public let count: Int
  /// What the single number of an image exceeds when the image is of class 1; nil where there are
  /// several, and the largest wins.
  public let threshold: Float?
  /// All outputs of the network and their extents, where there are several, in words.
  public let choice: String?

  /// How many classes it tells apart: a single number tells two.
  public var classCount: Int { count == 1 ? 2 : count }

  /// A row of numbers for each image.
  public init(output: String, count: Int, threshold: Float? = nil, choice: String? = nil) {
    self.output = output
    self.count = count
    self.threshold = count == 1 ? threshold ?? 0 : nil
    self.choice = choice
  }

  /// The class of each of some images by its numbers.
  ///
  /// It is the output with the largest number, of which the lowest wins a tie; of a single number,
  /// whether it exceeds the threshold.
  /// - Parameters:
  ///   - logits: images x outputs.
  ///   - images: how many images.
  /// - Returns: the classes; nil where a number is not finite.
  /// - Throws: `Failure` when there is another number of outputs.
  package func predicted(_ logits: [Float], images: Int) throws(Failure) -> [Int?] {
    guard logits.count == images * count else { throw Failure.unevenRows(count) }
    return (0..<images).map { image in
      let row = logits.span.extracting(image * count..<(image + 1) * count)
      guard row.isFinite else { return nil }
      if let threshold { return row.isEmpty || row[0] <= threshold ? 0 : 1 }
      var largest = 0
      for index in row.indices where row[index] > row[largest] { largest = index }
      return largest
    }
  }

  /// How sure the network is of the class that it predicts of each of some images.
  ///
  /// It is the share that a softmax of the numbers gives the class, or what a sigmoid of a single one
  /// does; numbers that are probabilities already are taken as they are.
  /// - Parameters:
  ///   - logits: images x outputs, finite where there is a class.
  ///   - predicted: the class of each image.
  /// - Returns: 0 to 1; not a number where there is no class.
  package func confidences(_ logits: [Float], of predicted: [Int?]) -> [Float] {
    predicted.enumerated().map { image, predicted in
      guard let predicted else { return .nan }
      let row = logits.span.extracting(image * count..<(image + 1) * count)
      if let threshold {
        // What has a middle lies between bounds: it is the probability of class 1.
        if threshold > 0, threshold < 1 { return predicted == 1 ? row[0] : 1 - row[0] }
        return 1 / (1 + exp(predicted == 1 ? -row[0] : row[0]))
      }
      var (sum, total, least): (Float, Float, Float) = (0, 0, .infinity)
      for index in row.indices {
        sum += exp(row[index] - row[predicted])
        total += row[index]
        least = min(least, row[index])
      }
      return least >= 0 && abs(total - 1) < 1e-4 ? row[predicted] : 1 / sum
    }
  }

  /// Finds the output.
  ///
  /// Among several, those that give a row of numbers are considered, and the first is taken when all
  /// of them have as many numbers, as auxiliary classifiers do, or when it has one for each class.
  /// - Parameters:
  ///   - network: the network; the output is chosen in it.
  ///   - name: the output's name, when that is stated.
  ///   - classCount: how many classes there are, when that is known.
  /// - Throws: `Failure` when there is no such output, or it can't be told which it is.
  init(of network: inout Network, named name: String?, classCount: Int?) throws(Failure) {
    let output = try Self.output(of: network.outputs, named: name, classCount: classCount)
    network.choose(output: output.name)
    self.init(
      output: output.name, count: output.scoreCount ?? 0,
      threshold: network.decisionThreshold,
      choice: network.outputs.count > 1 ? network.outputs.text : nil)
  }

  private static func output(
    of outputs: [NetworkOutput], named name: String?, classCount: Int?
  ) throws(Failure) -> NetworkOutput {
    let stating = "name it with predict's --output, or in the card: [network] output = \"NAME\""
    if let name {
      guard let output = outputs.first(where: { $0.name == name }) else {
        throw Failure(
          kind: .outOfRange,
          problem: "there is no output \"\(name)\"",
          cure: "the network's are \(outputs.text)")
      }
      guard output.scoreCount != nil else { throw noScores([output]) }
      return output
    }
    let rows = outputs.filter { output in
      guard let count = output.scoreCount else { return false }
      // As many boxes as scores: they are of boxes, not of classes.
      return !outputs.contains { $0.scoreCount == nil && count > 1 && $0.extents?.first == count }
    }
    // What has more axes, as a single box does, is no row if another output is.
    let plain = rows.filter { ($0.extents?.count ?? 0) < 2 }
    let likely = plain.isEmpty ? rows : plain
    guard let first = likely.first else { throw noScores(outputs) }
    let isAlike = Set(likely.map(\.scoreCount)).count == 1
    let isKnown = outputs.allSatisfy { $0.extents != nil }
    let isOnePerClass = first.classCount == classCount
    guard outputs.count == 1 || isAlike && isKnown || isOnePerClass else {
      throw Failure(
        kind: .unfitting,
        problem: "which output scores classes can't be told among \(outputs.text)", cure: stating)
    }
    return first
  }

  private static func noScores(_ outputs: [NetworkOutput]) -> Failure {
    guard !outputs.isEmpty else {
      return Failure(kind: .unfitting, problem: "the model has no graph, and so no outputs")
    }
    if let output = outputs.first(where: { $0.fault != nil }), let fault = output.fault {
      return Failure(
        kind: .unfitting, subject: "the output \"\(output.name)\" can't be computed",
        place: fault.place, problem: fault.problem, cure: fault.cure)
    }
    return Failure(
      kind: .unfitting,
      problem: "no output is a row of class scores for each image: there "
        + "\(outputs.count == 1 ? "is" : "are") \(outputs.text)",
      cure: "signals, hypergraph and hierarchy work without accuracy")
  }
}

extension NetworkOutput {
  /// How many scores of classes an image has; nil where it has none.
  fileprivate var scoreCount: Int? {
    let long = extents?.filter { $0 != 1 }
    guard let long, long.count < 2, !isInteger, long != [0] else { return nil }
    return long.first ?? 1
  }

  fileprivate var classCount: Int? { scoreCount == 1 ? 2 : scoreCount }
}

extension [NetworkOutput] {
  /// Their names and extents.
  fileprivate var text: String {
    map { output in
      let shape = output.extents.map { (["N"] + $0.map(String.init)).joined(separator: " x ") }
      return "\"\(output.name)\" (\(shape ?? "of unknown shape"))"
    }.joined(separator: ", ")
  }
}
