/// Densely connected networks.
///
/// Source: Huang et al., "Densely connected convolutional networks", 2016.
enum DenseNet: ArchitectureFamily {
  /// The members, by the layers of their blocks.
  private static let depths = [
    121: [6, 12, 24, 16], 161: [6, 12, 36, 24], 169: [6, 12, 32, 32], 201: [6, 12, 48, 32],
  ]

  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member {
    var maps = try network.images(for: "features.conv0")
    maps = try network.convolution("features.conv0", of: maps, kernel: 7, stride: 2, padding: 3)
    maps = network.relu(try network.batchNormalization("features.norm0", of: maps))
    maps = network.maximumPool(maps, size: 3, padding: 1)
    var blocks: [Int] = []
    for block in 1...4 {
      var count = 0
      while let separator = separator(of: layer(block, count + 1), in: network) {
        let name = layer(block, count + 1)
        var new = network.relu(
          try network.batchNormalization("\(name).norm\(separator)1", of: maps))
        new = try network.convolution("\(name).conv\(separator)1", of: new, kernel: 1)
        new = network.relu(try network.batchNormalization("\(name).norm\(separator)2", of: new))
        new = try network.convolution("\(name).conv\(separator)2", of: new, kernel: 3, padding: 1)
        maps = network.concatenation(maps, new)
        count += 1
      }
      blocks.append(count)
      guard block < 4 else { break }
      let name = "features.transition\(block)"
      maps = network.relu(try network.batchNormalization("\(name).norm", of: maps))
      maps = network.averagePool(try network.convolution("\(name).conv", of: maps, kernel: 1))
    }
    maps = network.relu(try network.batchNormalization("features.norm5", of: maps))
    let member = depths.first { $0.value == blocks }
    return .init(
      name: "densenet\(member.map { String($0.key) } ?? "")",
      output: try network.linear("classifier", of: network.globalAverage(maps)))
  }

  private static func layer(_ block: Int, _ number: Int) -> String {
    "features.denseblock\(block).denselayer\(number)"
  }

  /// What stands between `norm` and its number: nothing, or a dot in the checkpoints that torchvision
  /// released; nil when there is no such layer.
  private static func separator(of layer: String, in network: Recognizer) -> String? {
    ["", "."].first { network.has("\(layer).norm\($0)1.weight") }
  }
}
