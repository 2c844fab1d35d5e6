import LinearAlgebra
import System

extension CompanionFile {
  /// Reads `config.json` of transformers: the network's name, its classes and the size of its images.
  mutating func readTransformers(_ config: ConfigurationObject) throws(Failure) {
    architecture = try config.strings("architectures")?.first
    if architecture == nil { architecture = try config.string("model_type") }
    if let names = try config.object("id2label") {
      let list = (0..<names.members.count).compactMap { names.members[String($0)]?.string }
      guard list.count == names.members.count else {
        throw config.wrong("id2label", "an object of a name for each number from 0")
      }
      // What transformers writes where nobody has named them.
      if list.enumerated().contains(where: { $1 != "LABEL_\($0)" }) { try name(list) }
    }
    if case .array? = config.members["image_size"] { return }
    if case .object? = config.members["image_size"] { return }
    if let side = try config.side("image_size") {
      input.shape = [try config.side("num_channels") ?? 3, side, side]
    }
  }

  /// Reads `preprocessor_config.json` of transformers' image processors.
  mutating func readPreprocessor() throws(Failure) {
    guard let config = try ConfigurationObject(file) else { return }
    let processor = try config.string("image_processor_type")
    let extractor = try config.string("feature_extractor_type")
    let type = processor ?? extractor ?? ""
    try readPixels(config, type: type)
    try readSizes(config, type: type)
  }

  /// How pixels become numbers.
  private mutating func readPixels(
    _ config: ConfigurationObject, type: String
  ) throws(Failure) {
    let isRescaled = try config.flag("do_rescale") ?? true
    let factor = try config.number("rescale_factor") ?? 1 / 255
    let scale = Float(1 / factor)
    guard factor > 0, scale > 0, scale.isFinite else {
      throw config.wrong("rescale_factor", "a number above 0")
    }
    input.scale = isRescaled ? scale : 1
    if try config.flag("do_normalize") ?? true {
      input.mean = try config.channels("image_mean")
      input.std = try config.deviations("image_std")
      // Its classifiers are divided by twice.
      if type.hasPrefix("EfficientNet"), try config.flag("include_top") ?? true {
        input.std = input.std?.map { $0 * $0 }
      }
    } else {
      (input.mean, input.std) = ([0], [1])
    }
    if isRescaled, try config.flag("rescale_offset") ?? false {
      input.mean = (input.mean ?? [0]).map { $0 + 1 }
    }
    if try config.flag("do_flip_channel_order") ?? type.hasPrefix("MobileViT") {
      input.order = .bgr
    }
  }

  /// A size of pictures.
  fileprivate enum Size {
    /// One number, which each processor takes in its own way.
    case number(Int)
    case sides(height: Int, width: Int)
    case shortest(Int)
  }

  /// How pictures are resized and cut.
  private mutating func readSizes(_ config: ConfigurationObject, type: String) throws(Failure) {
    let isResized = try config.flag("do_resize") ?? true
    guard let size = try size(config, "size") else { return }
    guard isResized, !type.hasPrefix("Perceiver") else {
      return warn("it resizes no pictures, or cuts them first, which is not done here")
    }
    if let number = try config.number("resample") {
      // Pillow's numbers.
      input.interpolation =
        [
          0: .nearest, 1: .lanczos, 2: .bilinear, 3: .bicubic, 4: .box, 5: .hamming,
        ][number]
      if input.interpolation == nil {
        let name = Int(exactly: number).map(String.init) ?? "\(number)"
        warn("resample \(name) is not known; bilinear is taken")
      }
    }
    input.cutsLow = true
    let channels = try config.channels("image_mean")?.count ?? 3
    let percent = try config.number("crop_pct")
    guard (percent ?? 1) > 0.01 else { throw config.wrong("crop_pct", "a share") }
    func enlarged(_ side: Int, _ percent: Double?) -> Int {
      min(percent.map { Int(Double(side) / $0) } ?? side, PictureFit.greatestSide)
    }
    if type.hasPrefix("ConvNext") {
      guard let side = size.shortest else { throw config.wrong("size", "a shortest_edge") }
      // Pictures of 384 and more are warped, not cut.
      input.resize =
        side < 384
        ? .shortSide(enlarged(side, percent ?? 224 / 256)) : .sides(height: side, width: side)
      input.shape = [channels, side, side]
      return
    }
    let crop = try self.size(config, "crop_size")?.sides
    let isCut = try config.flag("do_center_crop") ?? (crop != nil)
    let keepsRatio = [
      "CLIP", "Levit", "MobileNetV1", "MobileNetV2", "MobileViT", "PoolFormer",
    ].contains { type.hasPrefix($0) }
    switch size {
    case .sides(let height, let width): input.resize = .sides(height: height, width: width)
    case .number(let side) where !keepsRatio: input.resize = .sides(height: side, width: side)
    case .number(let side), .shortest(let side):
      input.resize = .shortSide(
        type.hasPrefix("Levit")
          ? min(Int(256 / 224 * Double(side)), PictureFit.greatestSide)
          : enlarged(side, type.hasPrefix("PoolFormer") ? percent : nil))
    }
    let (height, width) = isCut ? crop ?? size.sides : size.sides
    input.shape = [channels, height, width]
  }

  private func size(_ config: ConfigurationObject, _ key: String) throws(Failure) -> Size? {
    if case .object? = config.members[key], let size = try config.object(key) {
      if let height = try size.side("height"), let width = try size.side("width") {
        return .sides(height: height, width: width)
      }
      if let side = try size.side("shortest_edge"), size.members["longest_edge"] == nil {
        return .shortest(side)
      }
      throw config.wrong(key, "a height and width, or a shortest_edge alone")
    }
    return try config.side(key).map(Size.number)
  }
}

extension CompanionFile.Size {
  /// The short side that it asks for; nil where it asks for both.
  fileprivate var shortest: Int? {
    switch self {
    case .number(let side), .shortest(let side): side
    case .sides: nil
    }
  }

  /// The size that it has, which is square where it tells one side.
  fileprivate var sides: (height: Int, width: Int) {
    switch self {
    case .number(let side), .shortest(let side): (side, side)
    case .sides(let height, let width): (height, width)
    }
  }
}
