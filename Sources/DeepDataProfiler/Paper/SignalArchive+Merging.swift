import Formats
import LinearAlgebra
import NeuralNetwork
public import System

extension SignalArchive {
  /// The table that several files hold parts of.
  /// - Parameter paths: The files, at least one; each image is in one of them.
  /// - Returns: Their rows in the order of the images.
  /// - Throws: `Failure` when a file can't be read, or two of them do not belong together.
  public static func merged(contentsOf paths: [String]) throws(Failure) -> SignalArchive {
    var parts: [(path: String, archive: SignalArchive)] = []
    for path in paths { parts.append((path, try SignalArchive(contentsOf: path))) }
    guard let first = parts.first else {
      throw Failure(kind: .usage, problem: "no file of signals is named")
    }
    guard parts.count > 1 else { return first.archive }
    for part in parts.dropFirst() {
      guard let difference = first.archive.difference(from: part.archive) else { continue }
      throw Failure(
        kind: .unfitting, subject: part.path,
        problem: "does not go with \(first.path): they are of different \(difference)",
        cure: "merge parts of one table")
    }
    var provenance = first.archive.provenance
    provenance.images = try joinedRanges(of: parts)
    provenance.kernels = Set(parts.flatMap(\.archive.provenance.kernels)).sorted()
    return SignalArchive(
      signals: try joined(parts.map(\.archive.signals)), provenance: provenance)
  }

  /// What is different, so that two tables are not parts of one; nil where they may be.
  private func difference(from other: SignalArchive) -> String? {
    let (a, b) = (provenance, other.provenance)
    let differences = [
      ("models", a.model.digest != b.model.digest), ("cards", a.card != b.card),
      ("state dictionaries", a.weights != b.weights),
      ("data sets", a.data.digest != b.data.digest),
      ("numbers of images of the data set", a.dataImages != b.dataImages),
      ("layers", a.layer != b.layer),
      ("pools", signals.pool != other.signals.pool),
      ("numbers of vectors", signals.vectors != other.signals.vectors),
    ]
    return differences.first { $0.1 }?.0
  }

  /// The ranges of all parts, ascending, neighbours as one.
  private static func joinedRanges(
    of parts: [(path: String, archive: SignalArchive)]
  ) throws(Failure) -> [Range<Int>] {
    let ranges = parts.flatMap { part in
      part.archive.provenance.images.map { (part.path, $0) }
    }.sorted { $0.1.lowerBound < $1.1.lowerBound }
    for ((path, range), (next, other)) in zip(ranges, ranges.dropFirst())
    where range.overlaps(other) {
      throw Failure(
        kind: .unfitting, subject: next,
        problem: "the image \(other.lowerBound) is also in \(path)",
        cure: "give each image once")
    }
    return ranges.reduce(into: []) { joined, range in
      if let last = joined.last, last.upperBound == range.1.lowerBound {
        joined[joined.count - 1] = last.lowerBound..<range.1.upperBound
      } else {
        joined.append(range.1)
      }
    }
  }

  /// The rows of tables of the same vectors, in the order of their images.
  private static func joined(_ tables: [SignalTable]) throws(Failure) -> SignalTable {
    let signals = try Tensor.joined(tables.map(\.signals))
    let (images, labels) = (tables.flatMap(\.images), tables.flatMap(\.labels))
    let rows = images.indices.sorted { images[$0] < images[$1] }
    return SignalTable(
      pool: tables[0].pool,
      signals: Tensor(shape: signals.shape, values: rows.flatMap(signals.row)),
      labels: rows.map { labels[$0] }, images: rows.map { images[$0] },
      leftOut: tables.flatMap(\.leftOut).sorted { $0.image < $1.image })
  }
}
