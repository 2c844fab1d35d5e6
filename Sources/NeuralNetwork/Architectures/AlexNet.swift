/// AlexNet as torchvision has it.
///
/// Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014.
enum AlexNet: ArchitectureFamily {
  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member {
    var maps = try network.images(for: "features.0")
    maps = try network.convolution(
      "features.0", of: maps, kernel: 11, stride: 4, padding: 2, hasBias: true)
    maps = network.maximumPool(network.relu(maps), size: 3)
    maps = try network.convolution("features.3", of: maps, kernel: 5, padding: 2, hasBias: true)
    maps = network.maximumPool(network.relu(maps), size: 3)
    for place in [6, 8, 10] {
      maps = try network.convolution(
        "features.\(place)", of: maps, kernel: 3, padding: 1, hasBias: true)
      maps = network.relu(maps)
    }
    maps = network.adaptiveAverage(network.maximumPool(maps, size: 3), to: 6)
    for place in [1, 4] {
      maps = network.relu(try network.linear("classifier.\(place)", of: maps))
    }
    return .init(name: "alexnet", output: try network.linear("classifier.6", of: maps))
  }
}
