public import System

/// A signal table that knows what it came from, so that it can be kept in a file and parts of it, which
/// several machines have computed, can be merged.
///
/// ```swift
/// let profiler = try Profiler(model: "mnist.onnx", data: "mnist.npz", images: 0..<500)
/// try await profiler.signalArchive(of: 1).write(to: "first.npz")
/// let whole = try SignalArchive.merged(contentsOf: ["first.npz", "second.npz"])
/// ```
public struct SignalArchive: Equatable, Sendable {
  /// A file or folder: its name, and what is in it.
  public struct Source: Equatable, Sendable {
    /// Its name, without its folder.
    public let name: String
    /// The digest of its file, or of the lines that `sha256sum` prints for its files.
    public let digest: Digest

    /// A file or folder.
    public init(name: String, digest: Digest) {
      self.name = name
      self.digest = digest
    }
  }

  /// What a signal table was computed from.
  public struct Provenance: Equatable, Sendable {
    /// The network.
    public let model: Source
    /// The digest of the network's card, with the file of outputs that it may name; nil where there is none.
    public let card: Digest?
    /// The state dictionary of a checkpoint that has several; nil for others.
    public let weights: String?
    /// The data set.
    public let data: Source
    /// How many images the data set has, run or not.
    public let dataImages: Int
    /// The name of the layer.
    public let layer: String
    /// The images of the data set that were run, ascending; they have a row or are left out.
    public internal(set) var images: [Range<Int>]
    /// The kernels that computed it: one text for each machine that differs by them.
    ///
    /// The last digits of signals may differ with them.
    public internal(set) var kernels: [String]

    /// A description of where a table is from.
    public init(
      model: Source, card: Digest?, weights: String?, data: Source, dataImages: Int,
      layer: String, images: [Range<Int>], kernels: [String]
    ) {
      self.model = model
      self.card = card
      self.weights = weights
      self.data = data
      self.dataImages = dataImages
      self.layer = layer
      self.images = images
      self.kernels = kernels
    }
  }

  /// The signals.
  public let signals: SignalTable
  /// What they were computed from.
  public let provenance: Provenance

  /// The version of the computation: another one may give other signals of the same network and images.
  static let version = 1

  /// A table and what it was computed from.
  public init(signals: SignalTable, provenance: Provenance) {
    self.signals = signals
    self.provenance = provenance
  }
}
