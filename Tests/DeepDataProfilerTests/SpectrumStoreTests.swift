import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

@testable import DeepDataProfiler

@Suite struct SpectrumStoreTests {
  /// A folder that is there while the test runs.
  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  private func layer(_ extents: [Int] = [4, 3, 3, 3], dilations: [Int]? = nil) throws -> LinearLayer
  {
    LinearLayer(
      index: 0, name: "layer", kind: .convolution, weightShape: try #require(Shape(extents)),
      dilations: dilations, inputShape: Shape([3, 6, 5]))
  }

  private func weight(_ layer: LinearLayer) -> Weight {
    Weight(
      shape: layer.weightShape,
      values: (0..<layer.weightShape.count).map { Float(($0 * 37) % 23) - 11 })
  }

  private func spectra(_ layer: LinearLayer) throws -> [Spectrum] {
    [
      try Spectrum(UnfoldedMatrix(layer, weight: weight(layer))),
      try Spectrum(SliceMatrices(layer, weight: weight(layer))),
      // No law, and no bulk.
      Spectrum(
        singularValues: [0, 0], rank: 0, matrices: LayerMatrices(rows: 2, columns: 2),
        powerLaw: .failure(.tooFewValues), bulk: nil, spikes: nil),
      Spectrum(
        singularValues: [], rank: 0, matrices: LayerMatrices(rows: 2, columns: 2),
        powerLaw: .failure(.tooFewValues), bulk: nil, spikes: nil),
    ]
  }

  /// The first entries of the reference implementation's vectors for 128 bits.
  @Test(
    arguments: [
      (0, 0xe6a8_25ba_047f_81a3, 0x9302_55c7_1472_f66d),
      (1, 0x61f5_5862_baa9_623b, 0xb497_14f3_64e2_830f),
      (2, 0xbb54_b067_caa4_e26e, 0x7705_2385_bf15_33fd),
    ] as [(Int, UInt64, UInt64)])
  func theHashIsSipHash(_ words: Int, _ first: UInt64, _ last: UInt64) {
    var hash = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    let input: [UInt64] = [0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908]
    for word in input.prefix(words) { hash.append(word) }
    #expect(hash.finished() == (first, last))
  }

  @Test func whatIsKeptComesBackToTheLastBit() async throws {
    try await withFolder { folder in
      let layer = try layer()
      let store = try #require(SpectrumStore(folder: folder.path()))
      let key = store.key(layer, weight: weight(layer), .unfolded)
      #expect(store.load(key) == nil)
      for spectrum in try spectra(layer) {
        store.save(spectrum, as: key)
        #expect(store.load(key) == spectrum)
        // Another process has the folder's key, too.
        #expect(SpectrumStore(folder: folder.path())?.load(key) == spectrum)
      }
    }
  }

  @Test func whateverASpectrumDependsOnIsInItsKey() async throws {
    try await withFolder { folder in
      let store = try #require(SpectrumStore(folder: folder.path()))
      let layer = try layer()
      var other = weight(layer)
      var values = Array(other.elements.rounded)
      values[5] = values[5].nextUp
      other.elements = .floats(values[...])
      var exact = weight(layer)
      exact.elements = .doubles(exact.elements.rounded.map { Double($0) }[...])
      var shuffled = weight(layer)
      shuffled.elements = shuffled.elements.shuffled(seed: 1)
      let flat = LinearLayer(
        index: 0, name: "flat", kind: .linear, weightShape: try #require(Shape([4, 27])))
      let turned = LinearLayer(
        index: 0, name: "flat", kind: .linear, weightShape: flat.weightShape, isInputsFirst: true)
      let grouped = LinearLayer(
        index: 0, name: "layer", kind: .convolution, weightShape: layer.weightShape, groups: 2)
      let keys = [
        store.key(layer, weight: weight(layer), .unfolded),
        store.key(grouped, weight: weight(grouped), .unfolded),
        store.key(layer, weight: weight(layer), .slices),
        store.key(layer, weight: weight(layer), .toeplitz()),
        store.key(layer, weight: weight(layer), .toeplitz(mapSize: 7)),
        store.key(try self.layer(dilations: [2, 2]), weight: weight(layer), .toeplitz()),
        store.key(layer, weight: other, .unfolded),
        store.key(flat, weight: weight(flat), .unfolded),
        store.key(turned, weight: weight(turned), .unfolded),
        store.key(layer, weight: exact, .unfolded),
        store.key(layer, weight: shuffled, .unfolded),
      ]
      #expect(Set(keys).count == keys.count)
      // A name, a place in the network or a file's format is nothing that it depends on.
      let renamed = LinearLayer(
        index: 3, name: "other", kind: .convolution, weightShape: layer.weightShape)
      #expect(store.key(renamed, weight: weight(renamed), .unfolded) == keys[0])
    }
  }

  @Test func aDamagedFileCountsAsMissing() async throws {
    try await withFolder { folder in
      let layer = try layer()
      let store = try #require(SpectrumStore(folder: folder.path()))
      let key = store.key(layer, weight: weight(layer), .unfolded)
      let spectrum = try spectra(layer)[0]
      store.save(spectrum, as: key)
      let file = try #require(
        FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
          .first { $0.pathExtension == "spectrum" })
      let whole = try Data(contentsOf: file)
      for place in whole.indices {
        var bytes = whole
        bytes[place] ^= 0x10
        try bytes.write(to: file)
        #expect(store.load(key) == nil, "byte \(place)")
      }
      for count in [0, 1, 8, 16, whole.count - 8, whole.count - 1] {
        try whole.prefix(count).write(to: file)
        #expect(store.load(key) == nil, "\(count) bytes")
      }
      try (whole + whole).write(to: file)
      #expect(store.load(key) == nil)
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
      #expect(store.load(key) == nil)
      try FileManager.default.removeItem(at: file)
      store.save(spectrum, as: key)
      #expect(store.load(key) == spectrum)
    }
  }

  @Test func theLongestUnusedGoWhenThereIsNoRoom() async throws {
    try await withFolder { folder in
      let layer = try layer()
      // Each file has 19 + 50 + 2 words, 568 bytes; three of them fit.
      let store = try #require(SpectrumStore(folder: folder.path(), limit: 1750))
      let spectrum = Spectrum(
        singularValues: (0..<50).map { Double(50 - $0) }, rank: 50,
        matrices: LayerMatrices(rows: 2, columns: 2),
        powerLaw: .failure(.tooFewValues), bulk: nil, spikes: nil)
      let keys = (1...4).map { store.key(layer, weight: weight(layer), .toeplitz(mapSize: $0)) }
      // As if one were written a second after the other, long ago: the clock of files' times may not
      // tell them apart.
      for (index, key) in keys.prefix(3).enumerated() {
        store.save(spectrum, as: key)
        for file in StoredFile.list(folder.path()) where file.used > 1000 {
          try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(index + 1))],
            ofItemAtPath: folder.appending(path: file.name).path())
        }
      }
      // To load one is to use it; the others keep the times at which they were written.
      #expect(store.load(keys[0]) == spectrum)
      store.save(spectrum, as: keys[3])
      #expect(keys.map { store.load($0) != nil } == [true, false, true, true])
    }
  }

  @Test func aFolderThatCanNotBeUsedIsNoStore() async throws {
    try await withFolder { folder in
      #expect(SpectrumStore(folder: folder.path() + "/missing/deeper") == nil)
      try Data([1]).write(to: folder)
      #expect(SpectrumStore(folder: folder.path()) == nil)
    }
    try await withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data([1, 2, 3]).write(to: folder.appending(path: "key"))
      #expect(SpectrumStore(folder: folder.path()) == nil)
    }
  }

  @Test func manyMayWriteAndReadAtOnce() async throws {
    try await withFolder { folder in
      let layer = try layer()
      let spectrum = try spectra(layer)[0]
      let path = folder.path()
      let weight = weight(layer)
      await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask {
            guard let store = SpectrumStore(folder: path) else { return false }
            let key = store.key(layer, weight: weight, .unfolded)
            for _ in 0..<50 {
              store.save(spectrum, as: key)
              guard store.load(key) == spectrum else { return false }
            }
            return true
          }
        }
        for await isRight in group { #expect(isRight) }
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      #expect(names.count == 2, "a key and a spectrum, and no drafts: \(names)")
    }
  }

  @Test func aProfilerTakesWhatIsKept() async throws {
    try await withFolder { folder in
      let store = try #require(SpectrumStore(folder: folder.path()))
      let model = samples.appending(path: "mnist.onnx").path()
      let first = try Profiler(model: model, store: store)
      let plain = try Profiler(model: model)
      let second = try Profiler(model: model, store: store)
      for matrization in [Matrization.unfolded, .slices, .toeplitz(mapSize: 6)] {
        let found = try await first.spectrum(of: 1, matrization)
        // Sums take another order with other numbers of threads, which other tests may set.
        let computed = try await plain.spectrum(of: 1, matrization)
        #expect(computed.rank == found.rank && computed.spikes == found.spikes)
        for (value, kept) in zip(computed.singularValues, found.singularValues) {
          #expect(abs(value - kept) <= 1e-12 * (found.singularValues.first ?? 0))
        }
        #expect(try await second.spectrum(of: 1, matrization) == found)
      }
      // A spectrum that no computation would give shows that it was taken from the store.
      let layer = second.findings.model.layers[0]
      let weight = try second.subject.network.weight(of: layer)
      let other = Spectrum(
        singularValues: [7], rank: 1, matrices: LayerMatrices(rows: 2, columns: 2),
        powerLaw: .failure(.tooFewValues), bulk: nil, spikes: nil)
      store.save(other, as: store.key(layer, weight: weight, .unfolded))
      #expect(try await second.spectrum(of: 0) == other)
    }
  }

  /// A file whose times say that it was last written long ago.
  private func write(_ bytes: [UInt8], to file: URL) throws {
    try Data(bytes).write(to: file)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: file.path())
  }

  @Test func anOriginTellsFilesApartAndTheirChanges() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let (one, two) = (folder.appending(path: "one"), folder.appending(path: "two"))
      for file in [one, two] { try write([1, 2, 3], to: file) }
      func words(_ files: [URL], weights: String? = nil) throws -> [Int] {
        let files = try files.map { try MappedFile(path: $0.path()) }
        return try #require(WeightOrigin(files: files, weights: weights, now: .max)).words
      }
      let first = try words([one])
      #expect(try words([one]) == first)
      #expect(try words([two]) != first)
      #expect(try words([one, two]) != words([two, one]))
      #expect(try words([one], weights: "ema") != first)
      // Another file of the same name, size and time takes its place.
      try write([1, 2, 4], to: folder.appending(path: "three"))
      try FileManager.default.removeItem(at: one)
      try FileManager.default.moveItem(at: folder.appending(path: "three"), to: one)
      let second = try words([one])
      #expect(second != first)
      let handle = try FileHandle(forWritingTo: one)
      try handle.write(contentsOf: Data([5]))
      try handle.close()
      #expect(try words([one]) != second)
    }
  }

  @Test func aFileThatWasJustWrittenHasNoOrigin() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appending(path: "model")
      try write([1], to: file)
      let mapped = try MappedFile(path: file.path())
      // Its time of writing is set, that of the change is not.
      #expect(WeightOrigin(files: [mapped], weights: nil, now: mapped.lastChange + 2) == nil)
      let program = try MappedFile(path: "/proc/self/exe")
      let later = max(mapped.lastChange, program.lastChange) + 3
      #expect(WeightOrigin(files: [mapped], weights: nil, now: later) != nil)
    }
  }

  @Test func whatALargeWeightsKeyIsNeedNotBeComputedAgain() async throws {
    try await withFolder { folder in
      let store = try #require(SpectrumStore(folder: folder.path()))
      let model = samples.appending(path: "mnist.onnx").path()
      let first = try Profiler(model: model, store: store)
      let origin = try #require(first.subject.origin)
      let layer = try #require(first.findings.model.layers.first { $0.name == "fc1" })
      #expect(layer.weightShape.count >= SpectrumStore.fewestNoted)
      let note = store.note(layer, .unfolded, shuffledBy: nil, from: origin)
      #expect(store.key(note) == nil)
      let found = try await first.spectrum(of: layer.index)
      let weight = try first.subject.network.weight(of: layer)
      #expect(store.key(note) == store.key(layer, weight: weight, .unfolded))
      // The note of another key shows that it is followed.
      let other = store.key(layer, weight: weight, .slices)
      let made = Spectrum(
        singularValues: [7], rank: 1, matrices: LayerMatrices(rows: 2, columns: 2),
        powerLaw: .failure(.tooFewValues), bulk: nil, spikes: nil)
      store.save(made, as: other)
      store.keep(other, in: note)
      #expect(try await Profiler(model: model, store: store).spectrum(of: layer.index) == made)
      let file = try #require(
        FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
          .first { $0.pathExtension == "note" })
      for bytes in [Data(), Data(repeating: 1, count: 32), try Data(contentsOf: file).prefix(16)] {
        try bytes.write(to: file)
        #expect(store.key(note) == nil)
      }
      #expect(try await Profiler(model: model, store: store).spectrum(of: layer.index) == found)
    }
  }

  @Test func whateverAKeyDependsOnIsInItsNote() async throws {
    try await withFolder { folder in
      let store = try #require(SpectrumStore(folder: folder.path()))
      let file = samples.appending(path: "mnist.onnx").path()
      func origin(_ weights: String? = nil) throws -> WeightOrigin {
        try #require(
          WeightOrigin(files: [MappedFile(path: file)], weights: weights, now: .max))
      }
      let layer = try layer()
      let grouped = LinearLayer(
        index: 0, name: "layer", kind: .convolution, weightShape: layer.weightShape, groups: 2)
      let next = LinearLayer(
        index: 1, name: "layer", kind: .convolution, weightShape: layer.weightShape,
        inputShape: layer.inputShape)
      let notes = [
        store.note(layer, .unfolded, shuffledBy: nil, from: try origin()),
        store.note(layer, .unfolded, shuffledBy: nil, from: try origin("ema")),
        store.note(layer, .unfolded, shuffledBy: 0, from: try origin()),
        store.note(layer, .unfolded, shuffledBy: 1, from: try origin()),
        store.note(layer, .slices, shuffledBy: nil, from: try origin()),
        store.note(layer, .toeplitz(), shuffledBy: nil, from: try origin()),
        store.note(grouped, .unfolded, shuffledBy: nil, from: try origin()),
        store.note(next, .unfolded, shuffledBy: nil, from: try origin()),
      ]
      #expect(Set(notes).count == notes.count)
    }
  }
}
