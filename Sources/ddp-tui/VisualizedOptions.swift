import ArgumentParser
import DeepDataProfiler
import NeuralNetwork
import Reports
import System
import TerminalUI

/// What an optimised image is to bring out.
struct VisualizedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The singular vectors, counted from 0, with commas between them.", valueName: "i,..."))
  var vector: String?
  @Option(
    help: ArgumentHelp(
      "The vectors of a group instead, by its id: that which `hierarchy --format json` gives with the "
        + "same --signals, --pool, --quantile, --majority and --polarity.", valueName: "id"))
  var group: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the signal of each is multiplied by, less than 0 for the opposite (default: 1 each).",
      valueName: "w,..."))
  var factors: String?
  @Flag(help: "Bring out the negated signals.")
  var negative = false
  @Option(
    help: ArgumentHelp(
      "One position of the layer's output, counted from 0 (default: the mean of all).",
      valueName: "row,column"))
  var at: String?

  func validate() throws {
    if (vector == nil) == (group == nil) {
      throw ValidationError("give one of --vector and --group")
    }
    let vectors = try vectors()
    if Set(vectors).count != vectors.count {
      throw ValidationError("--vector \(vector ?? ""): give each vector once")
    }
    if let group, group < 0 {
      throw ValidationError("--group \(group): give a number from 0")
    }
    _ = try statedFactors()
    _ = try pool()
  }

  /// What is brought out in a layer.
  func subject(
    of layer: LinearLayer, by profiler: Profiler, _ significance: SignificanceOptions
  ) throws -> VisualizationReport.Subject {
    guard let group else {
      let vectors = try vectors()
      let factors = try factors(for: vectors.count)
      return .init(objective: try objective(vectors, factors))
    }
    profiler.expect(signalsOf: [layer.index])
    let found = try significance.found(in: [layer], by: profiler)
    let groups = try found.first?.hierarchy().groups ?? []
    guard groups.indices.contains(group) else {
      throw Failure(
        kind: .outOfRange,
        problem: "there is no group \(group): \(layer.name) has \(groups.count.counted("group"))",
        cure: "choose one that `hierarchy --format json` gives with the same options")
    }
    let (nodes, classes) = (groups[group].nodes, groups[group].classes)
    let factors = try factors(for: nodes.count)
    let signs = nodes.map { $0.isNegative ? -1.0 : 1 }
    return .init(
      objective: try objective(nodes.map(\.vector), zip(signs, factors).map(*)),
      group: .init(id: group, classes: classes))
  }

  private func objective(
    _ vectors: [Int], _ weights: [Double]
  ) throws -> VisualizationObjective {
    let sign: Double = negative ? -1 : 1
    return VisualizationObjective(
      zip(vectors, weights).map { .init(vector: $0, weight: sign * $1) }, pool: try pool())
  }

  private func vectors() throws -> [Int] {
    try numbers(
      "vector", vector, { Int($0).flatMap { $0 >= 0 ? $0 : nil } },
      "give numbers from 0 with commas between them")
  }

  private func statedFactors() throws -> [Double] {
    try numbers(
      "factors", factors, { Double($0).flatMap { $0.isFinite && $0 != 0 ? $0 : nil } },
      "give numbers other than 0 with commas between them")
  }

  /// One for each of the vectors.
  private func factors(for count: Int) throws -> [Double] {
    guard factors != nil else { return Array(repeating: 1, count: count) }
    let factors = try statedFactors()
    guard factors.count == count else {
      throw Failure(
        kind: .usage,
        problem:
          "--factors has \(factors.count.counted("number")) for \(count.counted("vector"))",
        cure: "give one for each")
    }
    return factors
  }

  private func pool() throws -> VisualizationObjective.Pool {
    guard let at else { return .mean }
    let place = try numbers("at", at, { Int($0) }, "give a row and a column: 3,4")
    guard place.count == 2 else {
      throw ValidationError("--at \(at): give a row and a column: 3,4")
    }
    return .position(row: place[0], column: place[1])
  }

  private func numbers<Number>(
    _ option: String, _ text: String?, _ number: (Substring) -> Number?, _ cure: String
  ) throws -> [Number] {
    try text?.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let number = number(word) else {
        throw ValidationError("--\(option) \"\(word)\": \(cure)")
      }
      return number
    } ?? []
  }
}
