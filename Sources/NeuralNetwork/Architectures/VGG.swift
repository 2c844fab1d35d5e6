/// VGG networks, with and without batch normalisation.
///
/// Source: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
/// recognition", 2014.
enum VGG: ArchitectureFamily {
  /// The convolutions before each of the five poolings.
  private static let depths = [
    11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4],
  ]

  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member {
    let isNormalized = network.has("features.1.running_mean")
    var blocks: [Int] = []
    var place = 0
    var maps = try network.images(for: "features.0")
    while blocks.count < 5 {
      var count = 0
      while network.has("features.\(place).weight") {
        maps = try network.convolution(
          "features.\(place)", of: maps, kernel: 3, padding: 1, hasBias: true)
        if isNormalized {
          maps = try network.batchNormalization("features.\(place + 1)", of: maps)
        }
        maps = network.relu(maps)
        place += isNormalized ? 3 : 2
        count += 1
      }
      maps = network.maximumPool(maps, size: 2)
      place += 1
      blocks.append(count)
    }
    guard let member = depths.first(where: { $0.value == blocks }) else {
      throw Recognizer.Mismatch()
    }
    maps = network.adaptiveAverage(maps, to: 7)
    for place in [0, 3] {
      maps = network.relu(try network.linear("classifier.\(place)", of: maps))
    }
    return .init(
      name: "vgg\(member.key)\(isNormalized ? "_bn" : "")",
      output: try network.linear("classifier.6", of: maps))
  }
}
