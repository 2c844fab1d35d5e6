import Formats
import LinearAlgebra
public import System

extension SignalArchive {
  /// Reads a file that ``write(to:)`` has written.
  /// - Throws: `Failure` when there is no such file, or it is damaged, of another version or of
  ///   another kind.
  public init(contentsOf path: String) throws(Failure) {
    let file = try SignalFile(path)
    let version = try file.integers("version", rank: 0).values
    guard version == [Self.version] else {
      throw file.unsupported(
        "version",
        "the signals are of version \(version[0]) of the computation, not \(Self.version)")
    }
    let provenance = Provenance(
      model: Source(name: try file.text("model"), digest: try file.digest("model_sha256")),
      card: try file.text("card_sha256").isEmpty ? nil : file.digest("card_sha256"),
      weights: try file.name("weights"),
      data: Source(name: try file.text("data"), digest: try file.digest("data_sha256")),
      dataImages: try file.integers("data_images", rank: 0).values[0],
      layer: try file.text("layer"), images: try file.ranges("image_ranges"),
      kernels: try file.texts("kernels"))
    let signals = try file.table()
    try file.check(signals, holds: provenance.images)
    let end = provenance.images.last?.upperBound ?? 0
    guard end <= provenance.dataImages else {
      throw file.damaged(
        "data_images", "the image \(end - 1) is none of \(provenance.dataImages)")
    }
    self.init(signals: signals, provenance: provenance)
  }
}

/// The arrays of a signal table's file, each checked as it is read.
private struct SignalFile {
  private let path: String
  private let arrays: NumpyArchive
  private static let cure = "write it again with ddp-tui signals -o"

  init(_ path: String) throws(Failure) {
    self.path = path
    arrays = try NumpyArchive(path: path, cure: "give a file that ddp-tui signals -o has written")
    try arrays.checkSums()
  }

  func damaged(_ name: String, _ problem: String) -> Failure {
    Failure(
      kind: .damaged, subject: path, place: "array \(name)", problem: problem, cure: Self.cure)
  }

  func unsupported(_ name: String, _ problem: String) -> Failure {
    Failure(
      kind: .unsupported, subject: path, place: "array \(name)", problem: problem, cure: Self.cure)
  }

  private func array(_ name: String, rank: Int) throws(Failure) -> StoredTensor {
    guard let array = try arrays.array(named: name) else { throw damaged(name, "is missing") }
    guard array.shape.rank == rank else {
      throw damaged(name, "is of shape \(array.shape), not of \(rank) axes")
    }
    return array
  }

  func integers(_ name: String, rank: Int = 1) throws(Failure) -> (values: [Int], shape: Shape) {
    let array = try array(name, rank: rank)
    return (try array.integers(), array.shape)
  }

  /// Numbers of images, each above the one before it.
  private func images(_ name: String) throws(Failure) -> [Int] {
    let images = try integers(name).values
    guard images.first ?? 0 >= 0, zip(images, images.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw damaged(name, "its images do not ascend from 0 on")
    }
    return images
  }

  /// The most bytes of a text: to compare one of many accents takes the square of their number.
  private static let longestText = 1 << 12

  func texts(_ name: String) throws(Failure) -> [String] {
    guard let texts = try arrays.texts(named: name) else {
      throw damaged(name, arrays.names.contains(name) ? "holds no texts" : "is missing")
    }
    guard texts.allSatisfy({ $0.utf8.count <= Self.longestText }) else {
      throw damaged(name, "has a text of more than \(Self.longestText) bytes")
    }
    return texts
  }

  func text(_ name: String) throws(Failure) -> String {
    let texts = try texts(name)
    guard texts.count == 1 else { throw damaged(name, "holds \(texts.count) texts instead of 1") }
    return texts[0]
  }

  /// A text that may be missing.
  func name(_ name: String) throws(Failure) -> String? {
    let text = try text(name)
    return text.isEmpty ? nil : text
  }

  func digest(_ name: String) throws(Failure) -> Digest {
    guard let digest = Digest(try text(name)) else {
      throw damaged(name, "is no SHA-256 digest of 64 hexadecimal digits")
    }
    return digest
  }

  func ranges(_ name: String) throws(Failure) -> [Range<Int>] {
    let (bounds, shape) = try integers(name, rank: 2)
    guard shape[1] == 2, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 }),
      bounds.first ?? 0 >= 0
    else {
      throw damaged(name, "its ranges, a first image and the one behind the last, do not ascend")
    }
    return (0..<shape[0]).map { bounds[2 * $0]..<bounds[2 * $0 + 1] }
  }

  func table() throws(Failure) -> SignalTable {
    let name = try text("pool")
    guard let pool = SignalTable.Pool(rawValue: name) else {
      throw unsupported("pool", "there is no pool \"\(name)\"")
    }
    let array = try array("signals", rank: 2)
    guard array.elementType == .float32 else {
      throw damaged("signals", "holds \(array.elementType.rawValue) instead of float32")
    }
    guard array.shape.count > 0 else {
      throw damaged("signals", "of shape \(array.shape) it is empty")
    }
    let signals = try array.floats()
    guard signals.values.span.isFinite else { throw damaged("signals", "not all are finite") }
    let (labels, images) = (try integers("labels").values, try images("images"))
    for (name, count) in [("labels", labels.count), ("images", images.count)]
    where count != signals.shape[0] {
      throw damaged(name, "there are \(count) for \(signals.shape[0]) rows of signals")
    }
    return SignalTable(
      pool: pool, signals: signals, labels: labels, images: images, leftOut: try leftOut())
  }

  private func leftOut() throws(Failure) -> [LeftOutImage] {
    let images = try images("left_out")
    let (files, reasons) = (try texts("left_out_names"), try texts("left_out_reasons"))
    for (name, texts) in [("left_out_names", files), ("left_out_reasons", reasons)]
    where texts.count != images.count {
      throw damaged(name, "there are \(texts.count) for \(images.count) images")
    }
    return images.indices.map {
      LeftOutImage(
        image: images[$0], file: files[$0].isEmpty ? nil : files[$0], reason: reasons[$0])
    }
  }

  /// Checks that the images of a table, with those that are left out, are just those of some ranges.
  func check(_ table: SignalTable, holds ranges: [Range<Int>]) throws(Failure) {
    var left = (table.images + table.leftOut.map(\.image)).sorted()[...]
    guard zip(left, left.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw damaged("left_out", "an image of it has a row")
    }
    for range in ranges {
      // Images ascend, so that from the first to the last of so many none is missing.
      let images = left.prefix(range.count)
      guard images.count == range.count, images.first == range.lowerBound,
        images.last == range.upperBound - 1
      else {
        throw damaged(
          "image_ranges",
          "the images \(range.lowerBound) to \(range.upperBound - 1) are not all there")
      }
      left = left.dropFirst(range.count)
    }
    guard left.isEmpty else {
      throw damaged("image_ranges", "\(left.count) images are in none of its ranges")
    }
  }
}
