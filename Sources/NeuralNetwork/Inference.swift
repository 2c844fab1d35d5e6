import Formats
import LinearAlgebra

/// Finds the shapes of a graph's values before it is run.
struct Inference {
  let nodes: [Node]
  let constants: Constants
  let entrance: Entrance

  /// The most images that a size in the graph is taken to name.
  private static let greatestImages = 4096

  /// What is known of each value, and how many images a pass takes.
  struct Plan {
    let forecasts: [String: Forecast]
    let imagesAtOnce: Int?
  }

  /// Forecasts the values for one image, and tells by those for two whether the graph takes any
  /// number of them.
  /// - Parameters:
  ///   - imageShape: of one image; nil when unknown.
  ///   - output: the name of the network's output.
  /// - Returns: what is known.
  func plan(imageShape: Shape?, output: String?) -> Plan {
    let known = constants.forecasts()
    guard let imageShape, imageShape.rank > 0, imageShape.count <= Node.greatestCount else {
      return Plan(forecasts: known, imagesAtOnce: nil)
    }
    func forecasts(images: Int) -> [String: Forecast] {
      var forecasts = known
      forecasts[entrance.name] = entrance.shape(images: images, imageShape: imageShape)
        .map { Forecast(shape: $0) }
      for node in nodes { forecasts.extend(by: node) }
      return forecasts
    }
    let landmarks =
      nodes.filter { (try? $0.operation.get()) is any LinearOperator }
      .compactMap(\.stored.outputs.first) + [output].compactMap { $0 }
    /// A plan by what is known of several images that only go through the graph together.
    func plan(of images: Int, _ forecasts: [String: Forecast]) -> Plan {
      let one = forecasts.filter { known[$0.key] == nil }.mapValues {
        $0.ofOneImage(among: images)
      }
      return Plan(forecasts: known.merging(one) { $1 }, imagesAtOnce: images)
    }
    let one = forecasts(images: 1)
    let two = forecasts(images: 2)
    if let declared = entrance.images, declared > 1 {
      let all = forecasts(images: declared)
      if all.count(of: landmarks) > one.count(of: landmarks) { return plan(of: declared, all) }
    }
    if one.isHalf(of: two, images: 1, at: landmarks) {
      return Plan(forecasts: one, imagesAtOnce: nil)
    }
    // A squeeze takes away the axis of a single image.
    let isSqueezed =
      two.count(of: landmarks) == one.count(of: landmarks)
      && two.isHalf(of: forecasts(images: 4), images: 2, at: landmarks)
    if isSqueezed { return plan(of: 2, two) }
    // A size may name a number of images that the graph does not declare.
    if let shape = output.flatMap({ one[$0]?.shape }), let images = shape.extents.first,
      2...Self.greatestImages ~= images
    {
      let all = forecasts(images: images)
      if output.flatMap({ all[$0]?.shape }) == shape { return plan(of: images, all) }
    }
    return Plan(forecasts: one, imagesAtOnce: 1)
  }
}

extension [String: Forecast] {
  /// Adds what a node gives, as far as it is known.
  mutating func extend(by node: Node) {
    for (name, forecast) in node.forecasts({ self[$0] }) { self[name] = forecast }
  }

  /// How many of some values are known.
  fileprivate func count(of names: [String]) -> Int { names.count { self[$0] != nil } }

  /// Whether some values, as far as they are known, are of so many images, and of twice as many
  /// elsewhere.
  fileprivate func isHalf(
    of whole: [String: Forecast], images: Int, at names: [String]
  ) -> Bool {
    names.allSatisfy { name in
      guard let half = self[name]?.shape.extents else { return true }
      guard let whole = whole[name]?.shape.extents, whole.count == half.count else { return false }
      guard let first = half.first else { return true }
      return first == images && whole[0] == 2 * images && whole.dropFirst() == half.dropFirst()
    }
  }
}

extension Forecast {
  /// The same for one image, where this is for several.
  fileprivate func ofOneImage(among images: Int) -> Forecast {
    guard shape.extents.first == images,
      let one = Shape([1] + shape.extents.dropFirst())
    else { return self }
    return Forecast(shape: one)
  }
}
