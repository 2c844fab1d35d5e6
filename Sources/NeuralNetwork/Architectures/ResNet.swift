import LinearAlgebra

/// Residual networks: ResNet, ResNeXt and wide ResNet.
///
/// Sources: He et al., "Deep residual learning for image recognition", 2015 (with the stride on the
/// 3 x 3 convolution, as torchvision has it); Xie et al., "Aggregated residual transformations for
/// deep neural networks", 2016; Zagoruyko and Komodakis, "Wide residual networks", 2016.
enum ResNet: ArchitectureFamily {
  /// What tells the members apart.
  private struct Design: Hashable {
    let isBottleneck: Bool
    /// The blocks of each of the four stages.
    let depths: [Int]
    /// The groups of a bottleneck's middle convolution, and the filters of it in the first block.
    let groups, width: Int
  }

  private static let names = [
    Design(isBottleneck: false, depths: [2, 2, 2, 2], groups: 1, width: 64): "resnet18",
    Design(isBottleneck: false, depths: [3, 4, 6, 3], groups: 1, width: 64): "resnet34",
    Design(isBottleneck: true, depths: [3, 4, 6, 3], groups: 1, width: 64): "resnet50",
    Design(isBottleneck: true, depths: [3, 4, 23, 3], groups: 1, width: 64): "resnet101",
    Design(isBottleneck: true, depths: [3, 8, 36, 3], groups: 1, width: 64): "resnet152",
    Design(isBottleneck: true, depths: [3, 4, 6, 3], groups: 32, width: 128): "resnext50_32x4d",
    Design(isBottleneck: true, depths: [3, 4, 23, 3], groups: 32, width: 256): "resnext101_32x8d",
    Design(isBottleneck: true, depths: [3, 4, 23, 3], groups: 64, width: 256): "resnext101_64x4d",
    Design(isBottleneck: true, depths: [3, 4, 6, 3], groups: 1, width: 128): "wide_resnet50_2",
    Design(isBottleneck: true, depths: [3, 4, 23, 3], groups: 1, width: 128): "wide_resnet101_2",
  ]

  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member {
    var maps = try network.images(for: "conv1")
    maps = try network.convolution("conv1", of: maps, kernel: 7, stride: 2, padding: 3)
    maps = network.relu(try network.batchNormalization("bn1", of: maps))
    maps = network.maximumPool(maps, size: 3, padding: 1)
    let isBottleneck = network.has("layer1.0.conv3.weight")
    let width = try network.shape("layer1.0.conv2.weight")
    let groups = isBottleneck ? try self.groups(of: "layer1.0", in: network) : 1
    var depths: [Int] = []
    for stage in 1...4 {
      var count = 0
      repeat {
        maps = try block(
          "layer\(stage).\(count)", of: maps, stride: stage > 1 && count == 0 ? 2 : 1,
          groups: isBottleneck ? groups : nil, in: &network)
        count += 1
      } while network.has("layer\(stage).\(count).conv1.weight")
      depths.append(count)
    }
    let design = Design(
      isBottleneck: isBottleneck, depths: depths, groups: groups, width: width[0])
    return .init(
      name: names[design] ?? "resnet",
      output: try network.linear("fc", of: network.globalAverage(maps)))
  }

  /// Convolutions beside a shortcut; `groups` is nil for a basic block, which has two of them.
  private static func block(
    _ name: String, of input: Recognizer.Maps, stride: Int, groups: Int?,
    in network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Maps {
    func layer(
      _ number: Int, of maps: Recognizer.Maps, kernel: Int, stride: Int = 1, groups: Int = 1
    ) throws(Recognizer.Mismatch) -> Recognizer.Maps {
      let filtered = try network.convolution(
        "\(name).conv\(number)", of: maps, kernel: kernel, stride: stride, padding: kernel / 2,
        groups: groups)
      return try network.batchNormalization("\(name).bn\(number)", of: filtered)
    }
    var maps: Recognizer.Maps
    if let groups {
      maps = network.relu(try layer(1, of: input, kernel: 1))
      maps = network.relu(try layer(2, of: maps, kernel: 3, stride: stride, groups: groups))
      maps = try layer(3, of: maps, kernel: 1)
    } else {
      maps = network.relu(try layer(1, of: input, kernel: 3, stride: stride))
      maps = try layer(2, of: maps, kernel: 3)
    }
    var shortcut = input
    if stride > 1 || maps.channels != input.channels {
      shortcut = try network.convolution(
        "\(name).downsample.0", of: input, kernel: 1, stride: stride)
      shortcut = try network.batchNormalization("\(name).downsample.1", of: shortcut)
    }
    return network.relu(try network.sum(maps, shortcut))
  }

  /// The groups of a bottleneck's middle convolution, as its shape tells.
  private static func groups(
    of block: String, in network: Recognizer
  ) throws(Recognizer.Mismatch) -> Int {
    let channels = try network.shape("\(block).conv1.weight")[0]
    let weight = try network.shape("\(block).conv2.weight")
    guard weight.rank == 4, channels.isMultiple(of: weight[1]) else {
      throw Recognizer.Mismatch()
    }
    return channels / weight[1]
  }
}
