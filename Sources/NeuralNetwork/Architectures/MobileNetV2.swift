/// MobileNetV2, of any width.
///
/// Source: Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018.
enum MobileNetV2: ArchitectureFamily {
  /// The blocks, of 17, that halve height and width.
  private static let halving: Set = [2, 4, 7, 14]

  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member {
    var maps = try network.images(for: "features.0.0")
    maps = try layer("features.0.0", "features.0.1", of: maps, kernel: 3, stride: 2, in: &network)
    for block in 1...17 {
      maps = try self.block(
        "features.\(block).conv", of: maps, stride: halving.contains(block) ? 2 : 1, in: &network)
    }
    maps = try layer("features.18.0", "features.18.1", of: maps, kernel: 1, in: &network)
    return .init(
      name: "mobilenet_v2",
      output: try network.linear("classifier.1", of: network.globalAverage(maps)))
  }

  /// An inverted residual: widened, filtered channel by channel, narrowed.
  private static func block(
    _ name: String, of input: Recognizer.Maps, stride: Int, in network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Maps {
    var maps = input
    var place = 0
    if network.has("\(name).3.weight") {
      maps = try layer("\(name).0.0", "\(name).0.1", of: maps, kernel: 1, in: &network)
      place = 1
    }
    maps = try layer(
      "\(name).\(place).0", "\(name).\(place).1", of: maps, kernel: 3, stride: stride,
      groups: maps.channels, in: &network)
    maps = try network.convolution("\(name).\(place + 1)", of: maps, kernel: 1)
    maps = try network.batchNormalization("\(name).\(place + 2)", of: maps)
    let hasShortcut = stride == 1 && maps.channels == input.channels
    return hasShortcut ? try network.sum(input, maps) : maps
  }

  private static func layer(
    _ filter: String, _ norm: String, of maps: Recognizer.Maps, kernel: Int, stride: Int = 1,
    groups: Int = 1, in network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Maps {
    let filtered = try network.convolution(
      filter, of: maps, kernel: kernel, stride: stride, padding: kernel / 2, groups: groups)
    return network.relu6(try network.batchNormalization(norm, of: filtered))
  }
}
