import Formats
import LinearAlgebra
import System
import Testing

@testable import DeepDataProfiler

/// Hypergraphs of images beside numpy's (`Tests/Fixtures/hypergraphs/make_image_hypergraphs.py`).
@Suite struct ImageHypergraphTests {
  private struct Truth: Decodable {
    let signals: [[Float]]
    let images: [Int]
    let cases: [Case]
  }

  private struct Case: Decodable {
    let between: [Int]
    let quantile: Double
    let polarity: String
    let threshold: Double
    let incidence: [[Node]]
    let groups: [Group]
    let deviations: [Double]
    let separations: [Separation]
  }

  private struct Node: Decodable {
    let node: ImageHypergraph.Node

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      node = .init(vector: try list.decode(Int.self), isNegative: try list.decode(Bool.self))
    }
  }

  private struct Group: Decodable {
    let nodes: [Node]
    let images: [Int]

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      (nodes, images) = (try list.decode([Node].self), try list.decode([Int].self))
    }
  }

  private struct Separation: Decodable {
    let vector: Int
    let difference: Double

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      (vector, difference) = (try list.decode(Int.self), try list.decode(Double.self))
    }
  }

  private static func truth() throws -> (Truth, SignalTable) {
    let truth = try decode(Truth.self, from: "hypergraphs/image_hypergraphs.json")
    let shape = try #require(Shape([truth.signals.count, truth.signals[0].count]))
    let table = SignalTable(
      pool: .mean, signals: Tensor(shape: shape, values: Array(truth.signals.joined())),
      labels: truth.images.map { $0 % 3 }, images: truth.images,
      leftOut: [LeftOutImage(image: 5, file: "five.png", reason: "it is cut short")])
    return (truth, table)
  }

  @Test func imagesShareTheVectorsThatNumPyFinds() throws {
    let (truth, table) = try Self.truth()
    #expect(truth.cases.count == 36)
    for expected in truth.cases {
      let name = "\(expected.between) \(expected.quantile) \(expected.polarity)"
      let polarity = try #require(SignificanceHypergraph.Polarity(rawValue: expected.polarity))
      let found = try ImageHypergraph(
        table, between: expected.between, quantile: expected.quantile, polarity: polarity)
      #expect(abs(Double(found.threshold) - expected.threshold) < 2e-6, "\(name)")
      let incidence = Dictionary(
        uniqueKeysWithValues: zip(expected.between, expected.incidence.map { $0.map(\.node) }))
      #expect(found.hypergraph == Hypergraph(incidence), "\(name)")
      #expect(found.groups.map(\.nodes) == expected.groups.map { $0.nodes.map(\.node) }, "\(name)")
      #expect(found.groups.map(\.images) == expected.groups.map(\.images), "\(name)")
      #expect(
        found.signals
          == expected.between.map { truth.signals[truth.images.firstIndex(of: $0) ?? 0] })
      for (own, other) in zip(found.deviations, expected.deviations) {
        #expect(abs(own - other) < 1e-9, "\(name)")
      }
      let separations = found.separations(between: 0, and: 1)
      #expect(separations.map(\.vector) == expected.separations.map(\.vector), "\(name)")
      for (own, other) in zip(separations, expected.separations) {
        #expect(abs(own.difference - other.difference) < 1e-9, "\(name)")
      }
    }
  }

  @Test func theThresholdIsThatOfTheClasses() throws {
    let (_, table) = try Self.truth()
    for polarity in SignificanceHypergraph.Polarity.allCases {
      let classes = SignificanceHypergraph(
        table, parameters: .init(quantile: 0.7, polarity: polarity))
      let images = try ImageHypergraph(table, between: [0, 1], quantile: 0.7, polarity: polarity)
      #expect(images.threshold == classes.threshold)
    }
  }

  @Test func anImageWithoutSignalsIsRefused() throws {
    let (_, table) = try Self.truth()
    func refusal(_ images: [Int]) throws -> String {
      do throws(Failure) {
        _ = try ImageHypergraph(table, between: images, quantile: 0.5)
        Issue.record("\(images)")
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(try refusal([0, 5]).contains("image 5 has no signals: it is cut short"))
    #expect(try refusal([0, 12]).contains("no image 12"))
    #expect(try refusal([-1, 0]).contains("no image -1"))
    let none = try ImageHypergraph(table, between: [0, 1], quantile: 1)
    #expect(none.groups.isEmpty && none.separations(between: 0, and: 2).isEmpty)
  }
}

/// Cosines of activations, where the numbers are told by hand.
@Suite struct SimilarityOverlayTests {
  private func maps(_ values: [Float], count: Int) -> FeatureMaps {
    FeatureMaps(
      stage: .activated, count: count, height: 1, width: values.count / count, values: values)
  }

  @Test func aDirectionIsComparedWhateverItsLength() {
    let other = maps([3, 0, -6, 0, 4, 1, -8, 0], count: 2)
    let overlay = SimilarityOverlay(of: [3, 4], to: other, over: nil)
    #expect(overlay.values[0] == 1 && overlay.values[2] == -1)
    #expect(abs(overlay.values[1] - 0.8) < 1e-7)
    // There is no direction in nothing.
    #expect(overlay.values[3] == 0 && overlay.greatest == 1)
    #expect(SimilarityOverlay(of: [0, 0], to: other, over: nil).values == [0, 0, 0, 0])
  }

  @Test func lengthsThatAFloatCanNotSquareDoNoHarm() {
    let overlay = SimilarityOverlay(
      of: [1e30, 1e-30], to: maps([2e30, .nan, 0, 1], count: 2), over: nil)
    #expect(overlay.values[0] == 1 && overlay.values[1].isNaN && overlay.greatest == 1)
  }

  @Test func anImageIsDarkWhereItIsNotAlike() throws {
    let image = try #require(
      ShownImage([0, 1, 1, 1, 1, 0], extents: [1, 1, 6]))
    let overlay = SimilarityOverlay(height: 1, width: 3, values: [1, 0, -1], over: image)
    let shown = try #require(overlay.picture).values
    // Between the middles of two cells it goes straight from one to the other; black keeps a little light.
    #expect(shown[0] > 0 && shown[0] < 0.3)
    #expect(abs(shown[1] - 0.75) < 1e-6 && abs(shown[2] - 0.25) < 1e-6)
    #expect(shown[3...] == [0, 0, 0])
  }

  @Test func aFrameLiesAroundACell() throws {
    let dark = try #require(
      ShownImage((0..<36).map { $0 == 35 ? 1 : 0 }, extents: [1, 6, 6]))
    let framed = dark.framed(row: 1, column: 0, of: (3, 3))
    #expect(framed.channels == 3 && framed.values.count == 108)
    let lit = (0..<36).filter { framed.values[$0] == 1 && $0 < 35 }
    // Rows 1 and 4, and column 2 between them.
    #expect(lit == [6, 7, 8, 14, 20, 24, 25, 26])
    // Of cells that are smaller than a pixel there is one.
    #expect(dark.framed(row: 99, column: 99, of: (100, 100)).values[28] == 1)
  }
}
