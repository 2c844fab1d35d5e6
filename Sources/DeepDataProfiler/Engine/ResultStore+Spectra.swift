import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// Spectra, kept by the weight's bytes and how the layer makes matrices of them.
extension ResultStore {
  /// Changes whenever the same weight gives other numbers than before, or files have another form.
  private static let version = 4

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
    var hashes: [UInt8] = []
    for part in parts {
      guard let part else { return nil }
      hashes += part
    }
    return self.key(words.map { UInt64(bitPattern: Int64($0)) }, hashes: hashes)
  }

  /// The spectrum that was kept under a key, if it is there and whole.
  func spectrum(_ key: Key) -> Spectrum? {
    words(.spectrum, of: key).flatMap { Spectrum(words: $0) }
  }

  /// Keeps a spectrum.
  func save(_ spectrum: Spectrum, as key: Key) { save(spectrum.words, .spectrum, as: key) }
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
