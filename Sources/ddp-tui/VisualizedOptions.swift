import ArgumentParser
import DeepDataProfiler
import NeuralNetwork
import Reports
import System
import TerminalUI

/// What an optimised image is to bring out.
struct VisualizedOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The singular vectors, counted from 0, with commas between them.", valueName: "i,..."),
    transform: NumberList.counted)
  var vector: [Int]?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The vectors of a group instead, by its id: that which `hierarchy --format json` gives with the "
        + "same --signals, --pool, --quantile, --majority and --polarity.", valueName: "id"))
  var group: Int?
  @Flag(help: "Every vector of the layer, an image each, in a folder: v0.png, v1.png, ...")
  var all = false
  @Flag(help: "Every group of the hierarchy, an image each, in a folder: group-0.png, ...")
  var hierarchy = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the signal of each is multiplied by, less than 0 for the opposite; for the image only their "
        + "ratios count (default: 1 each).", valueName: "w,..."), transform: NumberList.factors)
  var factors: [Double]?
  @Flag(help: "Bring out the negated signals.")
  var negative = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "One position of the layer's output, counted from 0 (default: the mean of all).",
      valueName: "row,column"), transform: NumberList.position)
  var at: (row: Int, column: Int)?
  @Flag(help: "The sum of all positions, in place of their mean.")
  var sum = false

  func validate() throws {
    if [vector != nil, group != nil, all, hierarchy].count(where: { $0 }) != 1 {
      throw ValidationError("give one of --vector, --group, --all and --hierarchy")
    }
    if isMany, factors != nil {
      throw ValidationError("--factors is for --vector and --group")
    }
    if sum, at != nil { throw ValidationError("give one of --at and --sum") }
    if let vector, Set(vector).count != vector.count {
      throw ValidationError("--vector: give each vector once")
    }
    if let group, group < 0 {
      throw ValidationError("--group \(group): give a number from 0")
    }
  }

  /// Whether there are many, in a folder.
  var isMany: Bool { all || hierarchy }
  /// Whether the hierarchy is looked at.
  var hasGroups: Bool { group != nil || hierarchy }

  /// What is brought out in a layer, an image each.
  func subjects(
    of layer: LinearLayer, by profiler: Profiler, _ significance: SignificanceOptions
  ) throws -> [VisualizationMaking.Subject] {
    if hasGroups { return try groups(of: layer, by: profiler, significance) }
    if all {
      let parts = try profiler.wait(about: layer) { try await $0.decomposition(of: layer.index) }
      if parts.rank == 0 { throw nothing(in: layer, of: profiler, Significances.noVectors) }
      return (0..<parts.rank).map { .init(objective: objective([$0], [1])) }
    }
    let vectors = vector ?? []
    return [.init(objective: objective(vectors, try factors(for: vectors.count)))]
  }

  private func groups(
    of layer: LinearLayer, by profiler: Profiler, _ significance: SignificanceOptions
  ) throws -> [VisualizationMaking.Subject] {
    profiler.expect(signalsOf: [layer.index])
    let found = try significance.found(in: [layer], by: profiler)
    let groups = try found.first?.hierarchy().groups ?? []
    found.forEach { $0.mention() }
    if groups.isEmpty, let found = found.first?.found {
      throw nothing(in: layer, of: profiler, found.nothing)
    }
    if let group, !groups.indices.contains(group) {
      throw Failure(
        kind: .outOfRange, subject: profiler.findings.model.file,
        problem: "there is no group \(group): \(layer.name) has \(groups.count.counted("group"))",
        cure: "choose one that `hierarchy --format json` gives with the same options")
    }
    return try (group.map { [$0] } ?? Array(groups.indices)).map { id in
      let nodes = groups[id].nodes
      let signs = nodes.map { $0.isNegative ? -1.0 : 1 }
      return .init(
        objective: objective(
          nodes.map(\.vector), zip(signs, try factors(for: nodes.count)).map(*)),
        group: .init(id: id, classes: groups[id].classes))
    }
  }

  /// There is no image to make.
  private func nothing(
    in layer: LinearLayer, of profiler: Profiler, _ reason: String
  ) -> Failure {
    Failure(
      kind: .outOfRange, subject: profiler.findings.model.file, place: layer.name, problem: reason)
  }

  private func objective(_ vectors: [Int], _ weights: [Double]) -> VisualizationObjective {
    let sign: Double = negative ? -1 : 1
    return VisualizationObjective(
      zip(vectors, weights).map { .init(vector: $0, weight: sign * $1) }, pool: pool)
  }

  private var pool: VisualizationObjective.Pool {
    if let at { return .position(row: at.row, column: at.column) }
    return sum ? .sum : .mean
  }

  /// One for each of the vectors.
  private func factors(for count: Int) throws -> [Double] {
    guard let factors else { return Array(repeating: 1, count: count) }
    guard factors.count == count else {
      throw Failure(
        kind: .usage,
        problem:
          "--factors has \(factors.count.counted("number")) for \(count.counted("vector"))",
        cure: "give one for each")
    }
    return factors
  }
}
