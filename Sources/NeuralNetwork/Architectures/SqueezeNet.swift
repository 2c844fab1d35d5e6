/// SqueezeNet 1.0 and 1.1.
///
/// Source: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB
/// model size", 2016.
enum SqueezeNet: ArchitectureFamily {
  /// One of the two: the kernel of its first convolution and the places of its later poolings.
  private struct Version {
    let name: String
    let kernel: Int
    let pools: [Int]
  }

  private static let versions = [
    Version(name: "squeezenet1_0", kernel: 7, pools: [6, 11]),
    Version(name: "squeezenet1_1", kernel: 3, pools: [5, 8]),
  ]

  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member {
    let pools = (3...12).filter { !network.has("features.\($0).squeeze.weight") }
    guard let version = versions.first(where: { $0.pools == pools }) else {
      throw Recognizer.Mismatch()
    }
    var maps = try network.images(for: "features.0")
    maps = try network.convolution(
      "features.0", of: maps, kernel: version.kernel, stride: 2, hasBias: true)
    maps = network.maximumPool(network.relu(maps), size: 3, isRoundedUp: true)
    for place in 3...12 {
      maps =
        pools.contains(place)
        ? network.maximumPool(maps, size: 3, isRoundedUp: true)
        : try fire("features.\(place)", of: maps, in: &network)
    }
    maps = network.relu(try network.convolution("classifier.1", of: maps, kernel: 1, hasBias: true))
    return .init(name: version.name, output: network.globalAverage(maps))
  }

  /// A narrow convolution, and two side by side that widen again.
  private static func fire(
    _ name: String, of input: Recognizer.Maps, in network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Maps {
    let maps = network.relu(
      try network.convolution("\(name).squeeze", of: input, kernel: 1, hasBias: true))
    let single = network.relu(
      try network.convolution("\(name).expand1x1", of: maps, kernel: 1, hasBias: true))
    let triple = network.relu(
      try network.convolution("\(name).expand3x3", of: maps, kernel: 3, padding: 1, hasBias: true))
    return network.concatenation(single, triple)
  }
}
