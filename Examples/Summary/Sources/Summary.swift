import DeepDataProfiler
import Foundation

/// What one layer of a network has learned, in a few numbers, and what it makes of one image.
@main struct Summary {
  let profiler: Profiler
  let layer: Int

  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let layer = Int(arguments[2]), let image = Int(arguments[3]) else {
      print("usage: Summary MODEL LAYER IMAGE, the layer and the image counted from 0")
      exit(64)
    }
    do {
      let summary = Summary(profiler: try Profiler(model: arguments[1]), layer: layer)
      try await summary.printSpectrum()
      try await summary.printHierarchy()
      try await summary.printPicture(of: image)
    } catch {
      print(error)
      exit(1)
    }
  }

  /// How well the layer is trained.
  func printSpectrum() async throws {
    let spectrum = try await profiler.spectrum(of: layer)
    print("layer:", profiler.findings.model.layers[layer].name)
    print("rank:", spectrum.rank)
    print("largest eigenvalue:", spectrum.lambdaMax)
    switch spectrum.powerLaw {
    case .success(let law):
      print("alpha:", law.alpha)
      print("eigenvalues in the tail:", law.tailCount)
    case .failure(let fault): print("no power law:", fault)
    }
    if let spikes = spectrum.spikes { print("eigenvalues above noise:", spikes) }
  }

  /// Which singular vectors matter to which classes, and the images that show what they stand for.
  func printHierarchy() async throws {
    let parameters = SignificanceHypergraph.Parameters(quantile: 0.85, majority: 0.75)
    let significance = try await profiler.hypergraph(of: layer, parameters)
    print("threshold:", significance.threshold)
    let hypergraph = significance.hypergraph
    for (place, label) in hypergraph.edges.enumerated() {
      print("vectors of class \(label):", hypergraph.nodes(ofEdge: place).map(\.vector))
    }
    let hierarchy = try await profiler.hierarchy(of: layer, parameters)
    for group in hierarchy.groups {
      print("images of vectors \(group.nodes.map(\.vector)):", group.exemplars.map(\.image))
    }
  }

  /// Where on an image the layer's first singular vector responds, and how strongly in the mean.
  func printPicture(of image: Int) async throws {
    let maps = try await profiler.maps(.projections, of: layer, image: image)
    print("maps of image \(image): \(maps.count) of \(maps.height)x\(maps.width)")
    if let least = maps[0].min(), let greatest = maps[0].max() {
      print("projections on vector 0:", [least, greatest])
    }
    let table = try await profiler.signals(of: layer)
    if let row = table.images.firstIndex(of: image), let signal = table.signals.row(row).first {
      print("signal of vector 0:", signal)
    }
  }
}
