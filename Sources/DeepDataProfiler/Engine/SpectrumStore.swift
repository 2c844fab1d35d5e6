private import Glibc
import LinearAlgebra
import NeuralNetwork
import System

/// Spectra kept in a folder, so that a model that is opened again shows them at once.
///
/// Each is a file, named by a hash of all that it was computed from: the weight's bytes, how the
/// layer makes matrices of them, and the version of the computation. The hash is keyed by a secret
/// of the folder, so that no file can pose as another's weight. A file that is damaged counts as
/// missing; one appears whole or not at all, whoever else writes at the same time; the longest unused
/// go when the folder grows beyond its limit. Beside them, the hash of a large weight is noted under what its
/// files are, so that it need not be read again as long as they stay as they are. Nothing that goes wrong with the folder is an error: the
/// spectrum is then computed.
public struct SpectrumStore: Sendable {
  /// What a spectrum was computed from.
  struct Key: Hashable {
    fileprivate let name: String
  }

  let folder: String
  private let secret: (UInt64, UInt64)
  /// The most bytes that all files may have together.
  private let limit: Int

  /// Changes whenever the same weight gives other numbers than before, or files have another form.
  private static let version: UInt64 = 3
  private static let suffix = ".spectrum"
  private static let noteSuffix = ".note"
  /// The fewest elements of a weight whose key is worth a note: to read others takes no longer.
  static let fewestNoted = 1 << 16

  /// The store in `$XDG_CACHE_HOME/ddp-tui`, or in `~/.cache/ddp-tui`; nil where there is neither or it
  /// can't be written.
  public static func standard() -> SpectrumStore? {
    guard let folder = UserFolder.cache else { return nil }
    if let end = folder.lastIndex(of: "/") { unsafe mkdir(String(folder[..<end]), 0o700) }
    return SpectrumStore(folder: folder)
  }

  /// Opens a folder, which is made when it is missing; nil when it can't be written.
  /// - Parameters:
  ///   - folder: its path.
  ///   - limit: the most bytes that its spectra may have together.
  public init?(folder: String, limit: Int = 256 << 20) {
    unsafe mkdir(folder, 0o700)
    let file = folder + "/key"
    var generator = SystemRandomNumberGenerator()
    var bytes = UInt64.bytes(of: [generator.next(), generator.next()])
    // Whoever makes the file first decides.
    if !StoredFile.write(bytes, to: file, existing: .kept) {
      guard let found = StoredFile.read(file, atMost: 64), found.count == bytes.count else {
        return nil
      }
      bytes = found
    }
    let words = [UInt64](words: bytes)
    secret = (words[0], words[1])
    self.folder = folder
    self.limit = limit
    prune()
  }

  /// The bytes that are free on its disk.
  var space: Int { StoredFile.space(in: folder) }

  /// Removes the longest unused files as long as all are too large together.
  private func prune() {
    let all = StoredFile.list(folder)
    for file in all where file.name.hasSuffix(FloatStorage.suffix) {
      StoredFile.remove(folder + "/" + file.name)
    }
    var files = all.filter {
      $0.name.hasSuffix(Self.suffix) || $0.name.hasSuffix(Self.noteSuffix)
    }
    var total = files.reduce(0) { $0 + $1.size }
    files.sort { $0.used < $1.used }
    for file in files where total > limit {
      StoredFile.remove(folder + "/" + file.name)
      total -= file.size
    }
  }

  /// The key of a layer's weight under a matrization.
  func key(_ layer: LinearLayer, weight: Weight, _ matrization: Matrization) -> Key {
    var hash = hash(of: layer, shape: weight.shape, matrization)
    switch weight.elements {
    case .floats(let floats):
      let values = floats.span
      for index in stride(from: 0, to: values.count, by: 2) {
        let second = index + 1 < values.count ? values[index + 1].bitPattern : 0
        hash.append(UInt64(values[index].bitPattern) | UInt64(second) << 32)
      }
    case .doubles(let doubles):
      hash.append([64])
      for value in doubles { hash.append(value.bitPattern) }
    }
    return Key(name: hash.name)
  }

  /// The hash of how a layer makes matrices of its weight.
  private func hash(
    of layer: LinearLayer, shape: Shape, _ matrization: Matrization
  ) -> SipHash {
    var hash = SipHash(key: secret)
    hash.append(Self.version)
    hash.append(Array(matrization.name.utf8).map(Int.init))
    if case .toeplitz(let mapSize) = matrization {
      let input = layer.inputShape.map { Array($0.extents.dropFirst()) } ?? []
      hash.append(mapSize.map { size in layer.kernel.map { _ in size } } ?? input)
      hash.append(layer.dilations)
    }
    hash.append(shape.extents)
    hash.append([layer.groups, layer.isInputsFirst ? 1 : 0])
    return hash
  }

  /// Where the key of a layer's weight is noted.
  struct Note: Hashable {
    fileprivate let name: String
  }

  /// Where the key of a layer's weight, which is read from an origin, is noted.
  func note(
    _ layer: LinearLayer, _ matrization: Matrization, shuffledBy seed: UInt64?,
    from origin: WeightOrigin
  ) -> Note {
    var hash = hash(of: layer, shape: layer.weightShape, matrization)
    hash.append([layer.index])
    hash.append(seed.map { [Int(truncatingIfNeeded: $0)] } ?? [])
    hash.append(origin.words)
    return Note(name: hash.name)
  }

  /// The key that was noted; nil where none was.
  func key(_ note: Note) -> Key? {
    let path = path(note)
    guard let words = StoredFile.read(path, atMost: 32).flatMap(checked), words.count == 2 else {
      return nil
    }
    StoredFile.touch(path)
    return Key(name: words.map(\.digits).joined())
  }

  /// Notes a key.
  func keep(_ key: Key, in note: Note) {
    let half = key.name.index(key.name.startIndex, offsetBy: 16)
    let words = [key.name[..<half], key.name[half...]].compactMap { UInt64($0, radix: 16) }
    _ = StoredFile.write(
      UInt64.bytes(of: words + checksum(words)), to: path(note), existing: .replaced)
  }

  /// The spectrum that was kept under a key, if it is there and whole.
  func load(_ key: Key) -> Spectrum? {
    let path = path(key)
    guard let words = StoredFile.read(path, atMost: limit).flatMap(checked),
      let spectrum = Spectrum(words: words)
    else { return nil }
    StoredFile.touch(path)
    return spectrum
  }

  /// Keeps a spectrum, and lets others go where there is no room.
  func save(_ spectrum: Spectrum, as key: Key) {
    let words = spectrum.words
    guard words.count < limit / 16 else { return }
    let bytes = UInt64.bytes(of: words + checksum(words))
    // Small ones can wait until the folder is opened again.
    if StoredFile.write(bytes, to: path(key), existing: .replaced), bytes.count > limit >> 8 {
      prune()
    }
  }

  private func path(_ key: Key) -> String { "\(folder)/\(key.name)\(Self.suffix)" }

  private func path(_ note: Note) -> String { "\(folder)/\(note.name)\(Self.noteSuffix)" }

  /// What a file holds before its checksum; nil where that is wrong.
  private func checked(_ bytes: [UInt8]) -> [UInt64]? {
    guard bytes.count.isMultiple(of: 8), bytes.count >= 16 else { return nil }
    var words = [UInt64](words: bytes)
    guard [words.removeLast(), words.removeLast()] == checksum(words).reversed() else {
      return nil
    }
    return words
  }

  private func checksum(_ words: [UInt64]) -> [UInt64] {
    var hash = SipHash(key: secret)
    for word in words { hash.append(word) }
    let (first, last) = hash.finished()
    return [first, last]
  }
}

extension SipHash {
  /// Takes numbers, and how many they are.
  fileprivate mutating func append(_ values: [Int]) {
    append(UInt64(values.count))
    for value in values { append(UInt64(bitPattern: Int64(value))) }
  }

  /// What it comes to, as a file is named by it.
  fileprivate var name: String {
    let (first, last) = finished()
    return first.digits + last.digits
  }
}

extension UInt64 {
  /// Sixteen hexadecimal digits.
  fileprivate var digits: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension UInt64 {
  /// The bytes of some words, the lowest first.
  fileprivate static func bytes(of words: [UInt64]) -> [UInt8] {
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
  fileprivate init(words bytes: [UInt8]) {
    self = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
  }
}

extension Spectrum {
  /// All that it is made of; what follows from it is computed again.
  fileprivate var words: [UInt64] {
    var words = [UInt64(singularValues.count), UInt64(rank)]
    switch powerLaw {
    case .success(let law):
      words += [1, UInt64(law.tailCount)]
      words += [law.alpha, law.xmin, law.distance, law.sigma].map(\.bitPattern)
    case .failure(.tooFewValues): words += [0, 0, 0, 0, 0, 0]
    }
    words += [bulk == nil ? 0 : 1, spikes.map { UInt64($0) + 1 } ?? 0]
    words += [bulk?.variance, bulk?.lowerEdge, bulk?.upperEdge, bulk?.spikeEdge]
      .map { ($0 ?? 0).bitPattern }
    let matrices = [
      matrices.rows, matrices.columns, matrices.groups, matrices.count, matrices.independent,
    ]
    words += matrices.map { UInt64($0) }
    return words + singularValues.map(\.bitPattern)
  }

  /// What such words describe; nil when they describe nothing.
  fileprivate init?(words: [UInt64]) {
    guard words.count >= 19, words[0] == words.count - 19, words[1] <= words[0],
      words[3] <= words[0], words[9] <= words[0] + 1,
      words[14..<19].allSatisfy({ $0 <= Int32.max })
    else { return nil }
    let numbers = words.map { Double(bitPattern: $0) }
    self.init(
      singularValues: Array(numbers[19...]), rank: Int(words[1]),
      matrices: LayerMatrices(
        rows: Int(words[14]), columns: Int(words[15]), groups: Int(words[16]),
        count: Int(words[17]), independent: Int(words[18])),
      powerLaw: words[2] == 1
        ? .success(
          PowerLaw(
            alpha: numbers[4], xmin: numbers[5], distance: numbers[6], sigma: numbers[7],
            tailCount: Int(words[3]))) : .failure(.tooFewValues),
      bulk: words[8] == 1
        ? MarchenkoPastur(
          variance: numbers[10], lowerEdge: numbers[11], upperEdge: numbers[12],
          spikeEdge: numbers[13]) : nil,
      spikes: words[9] == 0 ? nil : Int(words[9]) - 1)
  }
}
