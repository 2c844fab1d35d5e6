private import Glibc
import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// Spectra kept in a folder, so that a model that is opened again shows them at once.
///
/// Each is a file, named by a hash of all that it was computed from: the weight's bytes, how the
/// layer makes matrices of them, and the version of the computation. The hash is keyed by a secret
/// of the folder, so that no file can pose as another's weight. A file that is damaged counts as
/// missing; one appears whole or not at all, whoever else writes at the same time; the longest unused
/// go when the folder grows beyond its limit. Nothing that goes wrong with the folder is an error: the
/// spectrum is then computed.
public struct SpectrumStore: Sendable {
  /// What a spectrum was computed from.
  struct Key: Hashable {
    fileprivate let name: String
  }

  let folder: String
  private let secret: [UInt8]
  /// The most bytes that all files may have together.
  private let limit: Int

  /// Changes whenever the same weight gives other numbers than before, or files have another form.
  private static let version = 4
  private static let suffix = ".spectrum"

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
    guard let secret = Self.secret(folder + "/key"), KeyedHash(key: secret) != nil else {
      return nil
    }
    self.secret = secret
    self.folder = folder
    self.limit = limit
    prune()
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

  /// Removes the longest unused files as long as all are too large together.
  private func prune() {
    let all = StoredFile.list(folder)
    for file in all where file.name.hasSuffix(FloatStorage.suffix) {
      StoredFile.remove(folder + "/" + file.name)
    }
    var files = all.filter { $0.name.hasSuffix(Self.suffix) }
    var total = files.reduce(0) { $0 + $1.size }
    files.sort { $0.used < $1.used }
    for file in files where total > limit {
      StoredFile.remove(folder + "/" + file.name)
      total -= file.size
    }
  }

  /// The key of a layer's weight under a matrization; nil where there is none.
  func key(_ layer: LinearLayer, weight: Weight, _ matrization: Matrization) -> Key? {
    func key<Element: BitwiseCopyable & Sendable>(_ values: ArraySlice<Element>) -> Key? {
      let size = MemoryLayout<Element>.size
      return self.key(
        layer, matrization, shape: weight.shape, bits: 8 * size, byteCount: size * values.count
      ) { range, hash in
        unsafe values.withUnsafeBytes { bytes in
          let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
          return unsafe hash(Span(_unsafeElements: part.assumingMemoryBound(to: UInt8.self)))
        }
      }
    }
    return switch weight.elements {
    case .floats(let floats): key(floats)
    case .doubles(let doubles): key(doubles)
    }
  }

  /// The same of a weight of floats that lie in their file as they are used, without a copy.
  /// - Throws: `Failure` where another program has written into the file.
  func key(
    _ layer: LinearLayer, inPlace tensor: StoredTensor, _ matrization: Matrization
  ) throws -> Key? {
    try key(
      layer, matrization, shape: layer.weightShape, bits: 32, byteCount: 4 * tensor.shape.count
    ) { range, hash in
      defer { tensor.letGo(range) }
      return try tensor.withBytesInPlace(range, hash)
    }
  }

  /// How many bytes of a weight are hashed at a time, beside others.
  private static let part = 1 << 24

  /// The key of a weight whose bytes are lent, part by part.
  private func key(
    _ layer: LinearLayer, _ matrization: Matrization, shape: Shape, bits: Int, byteCount: Int,
    lend: @Sendable (Range<Int>, (Span<UInt8>) -> [UInt8]?) throws -> [UInt8]?
  ) rethrows -> Key? {
    var words = [Self.version, bits]
    func add(_ values: [Int]) { words += [values.count] + values }
    add(Array(matrization.name.utf8).map(Int.init))
    if case .toeplitz(let mapSize) = matrization {
      let input = layer.inputShape.map { Array($0.extents.dropFirst()) } ?? []
      add(mapSize.map { size in layer.kernel.map { _ in size } } ?? input)
      add(layer.dilations)
    }
    add(shape.extents)
    add([layer.groups, layer.isInputsFirst ? 1 : 0])
    let parts = try concurrently(byteCount, inPiecesOf: Self.part) { range in
      try lend(range) { hash($0, number: UInt64(1 + range.lowerBound / Self.part)) }
    }
    var all = UInt64.bytes(of: words.map { UInt64(bitPattern: Int64($0)) })
    for part in parts {
      guard let part else { return nil }
      all += part
    }
    return hash(all.span, number: 0).map { Key(name: $0.hexadecimal) }
  }

  private func hash(_ bytes: Span<UInt8>, number: UInt64) -> [UInt8]? {
    guard let hash = KeyedHash(key: secret, number: number) else { return nil }
    hash.add(bytes)
    return hash.finished()
  }

  /// The spectrum that was kept under a key, if it is there and whole.
  func load(_ key: Key) -> Spectrum? {
    let path = path(key)
    guard let bytes = StoredFile.read(path, atMost: limit), bytes.count.isMultiple(of: 8),
      bytes.count >= KeyedHash.byteCount,
      Array(bytes.suffix(KeyedHash.byteCount))
        == checksum(bytes.dropLast(KeyedHash.byteCount), of: key),
      let spectrum = Spectrum(words: [UInt64](words: bytes.dropLast(KeyedHash.byteCount)))
    else { return nil }
    StoredFile.touch(path)
    return spectrum
  }

  /// Keeps a spectrum, and lets others go where there is no room.
  func save(_ spectrum: Spectrum, as key: Key) {
    let words = spectrum.words
    guard words.count < limit / 16 else { return }
    let contents = UInt64.bytes(of: words)
    let bytes = contents + (checksum(contents[...], of: key) ?? [])
    // Small ones can wait until the folder is opened again.
    if StoredFile.write(bytes, to: path(key), existing: .replaced), bytes.count > limit >> 8 {
      prune()
    }
  }

  private func path(_ key: Key) -> String { "\(folder)/\(key.name)\(Self.suffix)" }

  /// What stands behind the contents of a key's file.
  private func checksum(_ contents: ArraySlice<UInt8>, of key: Key) -> [UInt8]? {
    hash(Array(key.name.utf8 + contents).span, number: .max)
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
  fileprivate init(words bytes: ArraySlice<UInt8>) {
    self = stride(from: bytes.startIndex, to: bytes.endIndex - 7, by: 8).map { start in
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
