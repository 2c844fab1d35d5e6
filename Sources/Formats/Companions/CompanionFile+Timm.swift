import System

extension CompanionFile {
  /// Reads timm's `config.json`, as its `resolve_data_config` and `create_transform` take it.
  /// - Parameters:
  ///   - config: the configuration of the weights.
  ///   - whole: the object that it is in.
  /// - Throws: ``Failure`` for values of another kind.
  mutating func readTimm(
    _ config: ConfigurationObject, of whole: ConfigurationObject
  ) throws(Failure) {
    architecture = try whole.string("architecture")
    for place in [whole, config] {
      if let names = try Self.names(place) { try name(names) }
    }
    input.scale = 255
    input.mean = try config.channels("mean") ?? [0.485, 0.456, 0.406]
    input.std = try config.deviations("std") ?? [0.229, 0.224, 0.225]
    let filter = try config.string("interpolation") ?? "bicubic"
    input.interpolation = filter == "random" ? .bilinear : Interpolation(rawValue: filter)
    if input.interpolation == nil {
      warn("interpolation \(Failure.oneLine(filter)) is not known; bilinear is taken")
    }
    guard let size = try config.sides("input_size"), size.count == 3 else { return }
    input.shape = size
    let percent = try config.number("crop_pct") ?? 0.875
    let scaled = size.dropFirst().compactMap { Int(exactly: (Double($0) / percent).rounded(.down)) }
    guard scaled.count == 2, scaled.allSatisfy({ 1...PictureFit.greatestSide ~= $0 }) else {
      throw config.wrong("crop_pct", "a share that leaves pictures of a size")
    }
    switch try config.string("crop_mode") ?? "center" {
    case "squash": input.resize = .sides(height: scaled[0], width: scaled[1])
    case "center" where scaled[0] == scaled[1]: input.resize = .shortSide(scaled[0])
    case let mode:
      warn(
        "crop_mode \(Failure.oneLine(mode)) of \(size[1])x\(size[2]) is not done; the middle is cut "
          + "out")
    }
  }

  /// The names of outputs, each with its description where there is one, as ImageNet's are.
  private static func names(_ config: ConfigurationObject) throws(Failure) -> [String]? {
    guard let names = try config.strings("label_names") else { return nil }
    guard let descriptions = try config.object("label_descriptions")?.members else { return names }
    return names.map { name in
      guard let description = descriptions[name]?.string else { return name }
      return "\(name) \(description)"
    }
  }
}

extension ConfigurationObject {
  /// A number for all channels, or one a channel; nil where there is none.
  func channels(_ key: String) throws(Failure) -> [Float]? {
    let list: [Double]?
    if let number = members[key]?.number { list = [number] } else { list = try numbers(key) }
    guard let numbers = list?.map({ Float($0) }) else { return nil }
    guard !numbers.isEmpty, numbers.allSatisfy(\.isFinite) else {
      throw wrong(key, "a number, or one a channel")
    }
    return numbers
  }

  /// The same of numbers that are divided by.
  func deviations(_ key: String) throws(Failure) -> [Float]? {
    guard let numbers = try channels(key) else { return nil }
    guard !numbers.contains(0) else { throw wrong(key, "a number other than 0, or one a channel") }
    return numbers
  }
}
