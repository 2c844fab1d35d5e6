import DeepDataProfiler
import Explorer
import NeuralNetwork
import Testing

/// The list of layers can be sorted, and marks those that alpha tells something of.
@Suite struct LayerOrderTests {
  /// The layers' names from top to bottom.
  private func names(_ explorer: Explorer) -> [String] {
    explorer.pane(.layers).split(separator: "\n").compactMap { line in
      let words = line.split { " >│|".contains($0) }
      guard words.count > 2, Int(words[0]) != nil else { return nil }
      return String(words[1])
    }
  }

  private func spectrum(alpha: Double?, largest: Double) -> AnyFinding {
    .known(
      Spectrum(
        singularValues: [largest, 1], rank: 2, matrices: LayerMatrices(rows: 2, columns: 2),
        powerLaw: alpha.map {
          .success(
            PowerLaw(alpha: $0, xmin: 1, distance: 0.02, sigma: 0.1, tailCount: 60))
        } ?? .failure(.tooFewValues),
        bulk: MarchenkoPastur(variance: 1, lowerEdge: 0, upperEdge: 2, spikeEdge: 2), spikes: 1))
  }

  /// Alphas 7, 1.5, 3 and none; the largest singular values 2, 5, 3 and 4.
  private func explorer() throws -> Explorer {
    var explorer = try Sample.explorer()
    let spectra: [(alpha: Double?, largest: Double)] = [(7, 2), (1.5, 5), (3, 3), (nil, 4)]
    for (layer, (alpha, largest)) in spectra.enumerated() {
      explorer.find(.spectrum(layer: layer), spectrum(alpha: alpha, largest: largest))
    }
    explorer.press("1")
    return explorer
  }

  @Test func eachColumnOfTheListHasItsTurn() throws {
    var explorer = try explorer()
    for (order, expected) in [
      ("", ["conv1", "conv2", "fc1", "fc2"]), ("by layer", ["conv1", "conv2", "fc1", "fc2"]),
      ("by matrix", ["conv1", "fc2", "conv2", "fc1"]),
      ("by alpha", ["conv2", "fc1", "conv1", "fc2"]), ("", ["conv1", "conv2", "fc1", "fc2"]),
    ] {
      #expect(names(explorer) == expected, "\(order)")
      #expect(explorer.pane(.layers).contains(order))
      explorer.press("s")
    }
  }

  @Test func zoomedTheRestHaveTheirTurnToo() throws {
    var explorer = try explorer()
    explorer.press("z")
    for (order, expected) in [
      ("by kind", ["conv1", "conv2", "fc1", "fc2"]),
      ("by lambda max", ["conv1", "fc1", "fc2", "conv2"]),
      ("by verdict", ["conv2", "fc1", "conv1", "fc2"]),
    ] {
      while !explorer.screen.contains(order) { explorer.press("s") }
      #expect(names(explorer) == expected, "\(order)")
    }
  }

  @Test func whatIsNotKnownStaysLastWhenReversed() throws {
    var explorer = try explorer()
    explorer.press("s", "s", "s", "S")
    #expect(names(explorer) == ["conv1", "fc1", "conv2", "fc2"])
    #expect(explorer.pane(.layers).contains("by alpha, reversed"))
  }

  @Test func theCursorGoesAlongTheListAsItIsSorted() throws {
    var explorer = try explorer()
    explorer.press("s", "s", "s", "g")
    #expect(explorer.selection.layer == 1)
    for expected in [2, 0, 3, 3] {
      explorer.press("j")
      #expect(explorer.selection.layer == expected)
    }
    explorer.press("k")
    #expect(explorer.selection.layer == 0)
  }

  @Test func layersThatAreOverOrUnderTrainedAreMarked() throws {
    var explorer = try explorer()
    let lines = explorer.pane(.layers).split(separator: "\n")
    #expect(lines.contains { $0.contains("conv1") && $0.contains("7.00>") })
    #expect(lines.contains { $0.contains("conv2") && $0.contains("1.50<") })
    #expect(lines.contains { $0.contains("fc1") && $0.contains("3.00 ") })
    explorer.press("z", "g")
    #expect(explorer.screen.contains("under: alpha is above 6"))
    explorer.press("j")
    #expect(explorer.screen.contains("over: alpha is below 2"))
  }
}
