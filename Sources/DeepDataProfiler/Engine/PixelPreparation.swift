/// What is done to the pixels of an image of bytes before the network takes them, and by whose word:
/// `(pixel / scale - mean) / std`.
public struct PixelPreparation: Equatable, Sendable {
  /// Who says what is done.
  public enum Source: Equatable, Sendable {
    /// The files that say it, by their names.
    case stated([String])
    /// The graph, which takes whole numbers.
    case graph
    /// Nobody; the card that there is and does not say it, if any.
    case assumed(card: String?)
  }

  /// What pixels are divided by first.
  public let scale: Float
  /// What is subtracted, one number for all channels or one a channel.
  public let mean: [Float]
  /// What is divided by, one number for all channels or one a channel.
  public let std: [Float]
  /// The order of channels that the network takes: `RGB` or `BGR`.
  public let order: String
  /// Who says so.
  public let source: Source

  /// A preparation.
  public init(
    scale: Float, mean: [Float] = [0], std: [Float] = [1], order: String = "RGB", source: Source
  ) {
    self.scale = scale
    self.mean = mean
    self.std = std
    self.order = order
    self.source = source
  }

  /// Whether nobody says so.
  public var isAssumed: Bool { if case .assumed = source { true } else { false } }

  /// The files that say so.
  public var files: [String] { if case .stated(let files) = source { files } else { [] } }
}

/// How pictures are resized before their middle is cut out, and by whose word.
public struct PictureResizing: Equatable, Sendable {
  /// The length of the short side, or height and width; nil for the short side of what the network takes.
  public let sides: [Int]?
  /// By what Pillow's filter of that name does: `nearest`, `box`, `bilinear`, `hamming`, `bicubic` or `lanczos`.
  public let interpolation: String
  /// The files that say so.
  public let files: [String]

  /// A way to resize.
  public init(sides: [Int]?, interpolation: String, files: [String]) {
    self.sides = sides
    self.interpolation = interpolation
    self.files = files
  }
}
