import Formats
import Foundation
import Glibc
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

  @Test func whatIsKeptComesBackToTheLastBit() async throws {
    try await withFolder { folder in
      let layer = try layer()
      let store = try #require(ResultStore(folder: folder.path()))
      let key = try #require(store.key(layer, weight: weight(layer), .unfolded))
      #expect(store.spectrum(key) == nil)
      for spectrum in try spectra(layer) {
        store.save(spectrum, as: key)
        #expect(store.spectrum(key) == spectrum)
        // Another process has the folder's key, too.
        #expect(ResultStore(folder: folder.path())?.spectrum(key) == spectrum)
      }
    }
  }

  @Test func whateverASpectrumDependsOnIsInItsKey() async throws {
    try await withFolder { folder in
      let store = try #require(ResultStore(folder: folder.path()))
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
      #expect(!keys.contains(nil) && Set(keys).count == keys.count)
      // A name, a place in the network or a file's format is nothing that it depends on.
      let renamed = LinearLayer(
        index: 3, name: "other", kind: .convolution, weightShape: layer.weightShape)
      #expect(store.key(renamed, weight: weight(renamed), .unfolded) == keys[0])
    }
  }

  @Test func aDamagedFileCountsAsMissing() async throws {
    try await withFolder { folder in
      let layer = try layer()
      let store = try #require(ResultStore(folder: folder.path()))
      let key = try #require(store.key(layer, weight: weight(layer), .unfolded))
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
        #expect(store.spectrum(key) == nil, "byte \(place)")
      }
      for count in [0, 1, 8, 16, whole.count - 8, whole.count - 1] {
        try whole.prefix(count).write(to: file)
        #expect(store.spectrum(key) == nil, "\(count) bytes")
      }
      try (whole + whole).write(to: file)
      #expect(store.spectrum(key) == nil)
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
      #expect(store.spectrum(key) == nil)
      try FileManager.default.removeItem(at: file)
      store.save(spectrum, as: key)
      #expect(store.spectrum(key) == spectrum)
    }
  }

  @Test func theLongestUnusedGoWhenThereIsNoRoom() async throws {
    try await withFolder { folder in
      let layer = try layer()
      // Each file has 19 + 50 + 2 words, 568 bytes; three of them fit.
      let store = try #require(ResultStore(folder: folder.path(), limit: 1750))
      let spectrum = Spectrum(
        singularValues: (0..<50).map { Double(50 - $0) }, rank: 50,
        matrices: LayerMatrices(rows: 2, columns: 2),
        powerLaw: .failure(.tooFewValues), bulk: nil, spikes: nil)
      let keys = (1...4).compactMap {
        store.key(layer, weight: weight(layer), .toeplitz(mapSize: $0))
      }
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
      #expect(store.spectrum(keys[0]) == spectrum)
      store.save(spectrum, as: keys[3])
      #expect(keys.map { store.spectrum($0) != nil } == [true, false, true, true])
    }
  }

  @Test func aFolderThatCanNotBeUsedIsNoStore() async throws {
    try await withFolder { folder in
      #expect(ResultStore(folder: folder.path() + "/missing/deeper") == nil)
      try Data([1]).write(to: folder)
      #expect(ResultStore(folder: folder.path()) == nil)
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
            guard let store = ResultStore(folder: path) else { return false }
            guard let key = store.key(layer, weight: weight, .unfolded) else { return false }
            for _ in 0..<50 {
              store.save(spectrum, as: key)
              guard store.spectrum(key) == spectrum else { return false }
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
      let store = try #require(ResultStore(folder: folder.path()))
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
      store.save(other, as: try #require(store.key(layer, weight: weight, .unfolded)))
      #expect(try await second.spectrum(of: 0) == other)
    }
  }

  @Test(arguments: ["mnist.onnx", "mnist.bin", "fashion.onnx"])
  func aWeightInItsFileHasTheKeyOfItsCopy(_ name: String) async throws {
    try await withFolder { folder in
      let store = try #require(ResultStore(folder: folder.path()))
      let profiler = try Profiler(model: samples.appending(path: name).path())
      let network = profiler.subject.network
      var count = 0
      for layer in profiler.findings.model.layers {
        guard let tensor = network.weightInPlace(of: layer) else { continue }
        count += 1
        for matrization in [Matrization.unfolded, .slices] {
          let key = try store.key(layer, inPlace: tensor, matrization)
          #expect(key != nil)
          #expect(key == store.key(layer, weight: try network.weight(of: layer), matrization))
        }
      }
      #expect(count > 2)
    }
  }

  /// A write through a map need not change the file's times.
  @Test func aFileThatWasChangedThroughAMapHasAnotherSpectrum() async throws {
    try await withFolder { folder in
      let store = try #require(ResultStore(folder: folder.path()))
      let file = folder.appending(path: "model.onnx")
      try FileManager.default.copyItem(at: samples.appending(path: "mnist.onnx"), to: file)
      let first = try await Profiler(model: file.path(), store: store).spectrum(of: 2)
      let again = try await Profiler(model: file.path(), store: store).spectrum(of: 2)
      #expect(again == first)
      let whole = try MappedFile(path: file.path())
      let weight = try Profiler(model: file.path()).subject.network
      let layer = try #require(weight.layers.first { $0.index == 2 })
      let tensor = try #require(weight.weightInPlace(of: layer))
      let start = try tensor.withBytesInPlace(0..<64) { $0.values(of: UInt8.self) }
      let bytes = whole.bytes(in: 0..<whole.count)
      let place = try #require(bytes.firstRange(of: start)?.lowerBound)
      let descriptor = unsafe open(file.path(), O_RDWR)
      defer { close(descriptor) }
      let map = unsafe mmap(
        nil, whole.count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
      defer { unsafe munmap(map, whole.count) }
      // The first weight, which is less than 1, becomes 2.
      unsafe map?.storeBytes(of: Float(2), toByteOffset: place, as: Float.self)
      let changed = try await Profiler(model: file.path(), store: store).spectrum(of: 2)
      #expect(changed != first)
      #expect(try await Profiler(model: file.path()).spectrum(of: 2) == changed)
    }
  }

  @Test func aFileUnderAnothersNameCountsAsMissing() async throws {
    try await withFolder { folder in
      let layer = try layer()
      let store = try #require(ResultStore(folder: folder.path()))
      let keys = try [Matrization.unfolded, .slices].map {
        try #require(store.key(layer, weight: weight(layer), $0))
      }
      for (key, spectrum) in zip(keys, try spectra(layer)) { store.save(spectrum, as: key) }
      let files = try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: nil
      ).filter { $0.pathExtension == "spectrum" }
      let contents = try files.map { try Data(contentsOf: $0) }
      for (file, other) in zip(files, contents.reversed()) { try other.write(to: file) }
      #expect(keys.map { store.spectrum($0) } == [nil, nil])
    }
  }

  @Test func aSecretThatIsNoneIsMadeAnew() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let key = folder.appending(path: "key")
      for count in [0, 8, 17] {
        try Data(repeating: 1, count: count).write(to: key)
        #expect(ResultStore(folder: folder.path()) != nil)
        #expect(try Data(contentsOf: key).count == 16)
      }
      // A pipe is waited for by nobody.
      try FileManager.default.removeItem(at: key)
      #expect(unsafe mkfifo(key.path(), 0o600) == 0)
      #expect(ResultStore(folder: folder.path()) == nil)
    }
  }
}
