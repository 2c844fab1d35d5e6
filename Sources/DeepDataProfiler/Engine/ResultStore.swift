private import Glibc
import System

/// Spectra and optimised images kept in a folder, so that a model that is opened again shows them at once.
///
/// Each is a file, named by a hash of all that it was computed from. The hash is keyed by a secret of the
/// folder, so that no file can pose as another's. A file that is damaged counts as missing; one appears whole
/// or not at all, whoever else writes at the same time; the longest unused go when those of a kind grow
/// beyond their limit. Nothing that goes wrong with the folder is an error: the answer is then computed.
public struct ResultStore: Sendable {
  /// What an answer was computed from.
  struct Key: Hashable {
    fileprivate let name: String
  }

  let folder: String
  private let secret: [UInt8]
  /// The most bytes that all files of a kind may have together.
  private let limit: Int

  /// What is kept: the end of its files' names.
  enum Kind: String, CaseIterable {
    case spectrum, image
  }

  /// The store in `$XDG_CACHE_HOME/ddp-tui`, or in `~/.cache/ddp-tui`; nil where there is neither or it
  /// can't be written.
  public static func standard() -> ResultStore? {
    guard let folder = UserFolder.cache else { return nil }
    if let end = folder.lastIndex(of: "/") { unsafe mkdir(String(folder[..<end]), 0o700) }
    return ResultStore(folder: folder)
  }

  /// Opens a folder, which is made when it is missing; nil when it can't be written.
  /// - Parameters:
  ///   - folder: its path.
  ///   - limit: the most bytes that its spectra may have together, and its images.
  public init?(folder: String, limit: Int = 256 << 20) {
    unsafe mkdir(folder, 0o700)
    guard let secret = Self.secret(folder + "/key"), KeyedHash(key: secret) != nil else {
      return nil
    }
    self.secret = secret
    self.folder = folder
    self.limit = limit
    let all = StoredFile.list(folder)
    for file in all where file.name.hasSuffix(FloatStorage.suffix) {
      StoredFile.remove(folder + "/" + file.name)
    }
    for kind in Kind.allCases { prune(kind, all) }
  }

  /// The secret that a file has, which is made where there is none; nil where it can't be written.
  private static func secret(_ file: String) -> [UInt8]? {
    var generator = SystemRandomNumberGenerator()
    let made = (0..<KeyedHash.byteCount).map { _ in UInt8.random(in: 0 ... .max, using: &generator)
    }
    // Whoever makes the file first decides.
    if StoredFile.write(made, to: file, existing: .kept) { return made }
    func read() -> [UInt8]? {
      StoredFile.read(file, atMost: 64).flatMap { $0.count == made.count ? $0 : nil }
    }
    if let found = read() { return found }
    return StoredFile.write(made, to: file, existing: .replaced) ? read() : nil
  }

  /// The bytes that are free on its disk.
  var space: Int { StoredFile.space(in: folder) }

  /// Removes the longest unused files of a kind as long as all are too large together.
  private func prune(_ kind: Kind, _ all: [StoredFile.Entry]) {
    var files = all.filter { $0.name.hasSuffix(".\(kind.rawValue)") }
    var total = files.reduce(0) { $0 + $1.size }
    files.sort { $0.used < $1.used }
    for file in files where total > limit {
      StoredFile.remove(folder + "/" + file.name)
      total -= file.size
    }
  }

  /// The key of what follows from some words, and from bytes that were hashed by themselves.
  func key(_ words: [UInt64], hashes: [UInt8] = []) -> Key? {
    hash((UInt64.bytes(of: words) + hashes).span, number: 0).map { Key(name: $0.hexadecimal) }
  }

  /// The hash of some bytes; `number` tells apart what they are.
  func hash(_ bytes: Span<UInt8>, number: UInt64) -> [UInt8]? {
    guard let hash = KeyedHash(key: secret, number: number) else { return nil }
    hash.add(bytes)
    return hash.finished()
  }

  /// The words that were kept under a key, if they are there and whole.
  func words(_ kind: Kind, of key: Key) -> [UInt64]? {
    let path = path(kind, key)
    guard let bytes = StoredFile.read(path, atMost: limit), bytes.count.isMultiple(of: 8),
      bytes.count >= KeyedHash.byteCount,
      Array(bytes.suffix(KeyedHash.byteCount))
        == checksum(bytes.dropLast(KeyedHash.byteCount), of: key)
    else { return nil }
    StoredFile.touch(path)
    return [UInt64](words: bytes.dropLast(KeyedHash.byteCount))
  }

  /// Keeps some words, and lets others go where there is no room.
  func save(_ words: [UInt64], _ kind: Kind, as key: Key) {
    guard words.count < limit / 16 else { return }
    let contents = UInt64.bytes(of: words)
    let bytes = contents + (checksum(contents[...], of: key) ?? [])
    // Small ones can wait until the folder is opened again.
    if StoredFile.write(bytes, to: path(kind, key), existing: .replaced), bytes.count > limit >> 8 {
      prune(kind, StoredFile.list(folder))
    }
  }

  private func path(_ kind: Kind, _ key: Key) -> String {
    "\(folder)/\(key.name).\(kind.rawValue)"
  }

  /// What stands behind the contents of a key's file.
  private func checksum(_ contents: ArraySlice<UInt8>, of key: Key) -> [UInt8]? {
    hash(Array(key.name.utf8 + contents).span, number: .max)
  }
}

extension UInt64 {
  /// The bytes of some words, the lowest first.
  static func bytes(of words: [UInt64]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * words.count)
    for word in words {
      for shift in stride(from: 0, to: 64 as UInt64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }
}

extension [UInt64] {
  /// The words that some bytes make, the lowest first.
  fileprivate init(words bytes: ArraySlice<UInt8>) {
    self = stride(from: bytes.startIndex, to: bytes.endIndex - 7, by: 8).map { start in
      (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
  }
}
