import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// Signal tables in files: what is written is read, parts are the whole, and what does not belong
/// together is refused.
@Suite struct SignalArchiveTests {
  private static let model = samples.appending(path: "mnist.onnx").path()
  private static let digits = fixtures.appending(path: "commands/digits.npz").path()

  private func profiler(
    _ images: Range<Int>? = nil, model: String = Self.model, card: String? = nil,
    data: String = Self.digits
  ) throws -> Profiler {
    try Profiler(model: model, card: card, data: data, images: images)
  }

  /// A folder while `body` runs.
  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  /// Writes tables one by one.
  /// - Returns: the files.
  private func write(_ archives: [SignalArchive], in folder: URL) throws -> [String] {
    try archives.enumerated().map { place, archive in
      let path = folder.appending(path: "\(place).npz").path()
      try archive.write(to: path)
      return path
    }
  }

  /// The failure of merging some tables, which names the last.
  private func refusal(
    _ archives: [SignalArchive], at location: SourceLocation = #_sourceLocation
  ) async throws -> String {
    var problem = ""
    try await withFolder { folder in
      let paths = try write(archives, in: folder)
      do throws(Failure) {
        _ = try SignalArchive.merged(contentsOf: paths)
        Issue.record("they are merged", sourceLocation: location)
      } catch {
        #expect(error.kind == .unfitting && error.subject == paths.last, sourceLocation: location)
        #expect(error.problem.contains(paths[0]), sourceLocation: location)
        problem = error.problem
      }
    }
    return problem
  }

  /// Python's standard library makes the digests.
  private func python(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  private func sha256(ofFile path: String) throws -> String {
    try python(
      "import hashlib, sys; print(end=hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())",
      [path])
  }

  /// The digest of the lines of all files of a folder, or of those that are named.
  private func sha256(ofFolder path: String, _ names: [String] = []) throws -> String {
    try python(
      """
      import hashlib, os, sys
      folder, names = sys.argv[1], sys.argv[2:]
      names = names or [os.path.relpath(os.path.join(place, name), folder)
                        for place, _, files in os.walk(folder) for name in files]
      lines = b""
      for name in sorted(map(os.fsencode, names)):
          with open(os.path.join(os.fsencode(folder), name), "rb") as file:
              lines += hashlib.sha256(file.read()).hexdigest().encode() + b"  " + name + b"\\n"
      print(end=hashlib.sha256(lines).hexdigest())
      """, [path] + names)
  }

  @Test(arguments: SignalTable.Pool.allCases)
  func whatIsWrittenIsRead(pool: SignalTable.Pool) async throws {
    let archive = try await profiler().signalArchive(of: 1, pool: pool)
    #expect(archive.provenance.images == [0..<47])
    #expect(archive.provenance.layer == "conv2" && archive.provenance.model.name == "mnist.onnx")
    #expect(archive.provenance.data.name == "digits.npz" && archive.provenance.weights == nil)
    try await withFolder { folder in
      let path = try write([archive], in: folder)[0]
      let read = try SignalArchive(contentsOf: path)
      #expect(read == archive)
      #expect(
        read.signals.signals.values.map(\.bitPattern)
          == archive.signals.signals.values.map(\.bitPattern))
      // What is there stays.
      let failure = #expect(throws: Failure.self) { try archive.write(to: path) }
      #expect(failure?.kind == .unmade && failure?.subject == path)
    }
  }

  /// `Tests/Fixtures/signals/make_signals.py` has the same numbers.
  @Test(arguments: ["numbers", "compressed"]) func whatNumPyWritesIsRead(name: String) throws {
    let path = fixtures.appending(path: "signals/\(name).npz").path()
    let archive = try SignalArchive(contentsOf: path)
    let table = archive.signals
    #expect(table.signals.values == [0.5, -1.25, 3, 0, -2, 4.5, 1, 1] && table.vectors == 2)
    #expect(table.labels == [7, 3, 7, 3] && table.images == [2, 3, 5, 8] && table.pool == .max)
    #expect(table.leftOut.map(\.name) == ["drei/ä.png"] && table.leftOut[0].image == 4)
    #expect(archive.provenance.images == [2..<6, 8..<9] && archive.provenance.card == nil)
    #expect(archive.provenance.weights == "state_dict_ema")
    #expect(archive.provenance.kernels.count == 2)
  }

  @Test(arguments: SignalTable.Pool.allCases)
  func partsAreTheRowsOfTheWhole(pool: SignalTable.Pool) async throws {
    let whole = try await profiler().signalArchive(of: 1, pool: pool)
    // Out of order, and one range within another's gap.
    let first = try await profiler(0..<10).signalArchive(of: 1, pool: pool)
    #expect(first.provenance.images == [0..<10] && first.signals.images == Array(0..<10))
    #expect(
      first.signals.signals.values.map(\.bitPattern)
        == whole.signals.signals.values.prefix(10 * whole.signals.vectors).map(\.bitPattern))
    let last = try await profiler(31..<47).signalArchive(of: 1, pool: pool)
    let middle = try await profiler(10..<31).signalArchive(of: 1, pool: pool)
    try await withFolder { folder in
      let paths = try write([last, first, middle], in: folder)
      let outer = try SignalArchive.merged(contentsOf: Array(paths.prefix(2)))
      #expect(outer.provenance.images == [0..<10, 31..<47])
      let path = folder.appending(path: "outer.npz").path()
      try outer.write(to: path)
      for files in [paths, [paths[2], path]] {
        let merged = try SignalArchive.merged(contentsOf: files)
        #expect(merged == whole)
        #expect(
          merged.signals.signals.values.map(\.bitPattern)
            == whole.signals.signals.values.map(\.bitPattern))
        let (a, b) = (
          SignificanceHypergraph(merged.signals, parameters: .init()),
          SignificanceHypergraph(whole.signals, parameters: .init())
        )
        #expect(a == b && !a.hypergraph.edges.isEmpty)
      }
    }
  }

  @Test func whatDoesNotBelongTogetherIsNotMerged() async throws {
    let a = try await profiler(0..<10).signalArchive(of: 1)
    let profiler = try profiler(10..<47)
    let b = try await profiler.signalArchive(of: 1)
    #expect(try await refusal([a, a]).contains("image 0"))
    #expect(
      try await refusal([b, self.profiler(40..<41).signalArchive(of: 1)]).contains("image 40"))
    #expect(try await refusal([a, profiler.signalArchive(of: 2)]).contains("layers"))
    #expect(try await refusal([a, profiler.signalArchive(of: 1, pool: .max)]).contains("pools"))
    let digest = try #require(Digest(String(repeating: "0", count: 64)))
    let p = b.provenance
    for (other, word) in [
      (
        SignalArchive.Provenance(
          model: .init(name: p.model.name, digest: digest), card: p.card, weights: p.weights,
          data: p.data, dataImages: p.dataImages, layer: p.layer, images: p.images,
          kernels: p.kernels), "models"
      ),
      (
        .init(
          model: p.model, card: nil, weights: p.weights, data: p.data, dataImages: p.dataImages,
          layer: p.layer,
          images: p.images, kernels: p.kernels), "cards"
      ),
      (
        .init(
          model: p.model, card: p.card, weights: "ema", data: p.data, dataImages: p.dataImages,
          layer: p.layer,
          images: p.images, kernels: p.kernels), "state dictionaries"
      ),
      (
        .init(
          model: p.model, card: p.card, weights: p.weights,
          data: .init(name: p.data.name, digest: digest), dataImages: p.dataImages, layer: p.layer,
          images: p.images,
          kernels: p.kernels), "data sets"
      ),
      (
        .init(
          model: p.model, card: p.card, weights: p.weights, data: p.data, dataImages: 48,
          layer: p.layer, images: p.images, kernels: p.kernels), "numbers of images"
      ),
    ] {
      let changed = SignalArchive(signals: b.signals, provenance: other)
      #expect(try await refusal([a, changed]).contains(word))
      await #expect(throws: Failure.self) { try await profiler.check(changed, isOf: 1) }
    }
    // Names are for people, and kernels may be others.
    let renamed = SignalArchive(
      signals: b.signals,
      provenance: .init(
        model: .init(name: "copy.onnx", digest: p.model.digest), card: p.card, weights: p.weights,
        data: .init(name: "copy.npz", digest: p.data.digest), dataImages: p.dataImages,
        layer: p.layer, images: p.images,
        kernels: ["others"]))
    try await profiler.check(renamed, isOf: 1)
    await #expect(throws: Failure.self) { try await profiler.check(renamed, isOf: 2) }
    try await withFolder { folder in
      let merged = try SignalArchive.merged(contentsOf: write([a, renamed], in: folder))
      #expect(merged.provenance.kernels.count == 2 && merged.provenance.images == [0..<47])
      #expect(merged.provenance.model == a.provenance.model)
    }
  }

  @Test func digestsAreThoseOfTheFiles() async throws {
    let archive = try await profiler().signalArchive(of: 0).provenance
    #expect(try archive.model.digest.text == sha256(ofFile: Self.model))
    #expect(try archive.data.digest.text == sha256(ofFile: Self.digits))
    let card = samples.appending(path: "mnist.toml").path()
    #expect(try archive.card?.text == sha256(ofFile: card))
  }

  /// Of which one is empty: it is left out by its own number, and has a digest.
  @Test func aFolderOfPicturesHasTheDigestOfItsLines() async throws {
    try await withFolder { folder in
      let pictures = folder.appending(path: "digits")
      try FileManager.default.copyItem(
        at: fixtures.appending(path: "faults/digits"), to: pictures)
      try Data().write(to: pictures.appending(path: "5/leer.png"))
      let card = fixtures.appending(path: "faults/digits.toml").path()
      func archive(_ images: Range<Int>? = nil) async throws -> SignalArchive {
        try await profiler(images, card: card, data: pictures.path()).signalArchive(of: 0)
      }
      let whole = try await archive()
      let empty = try #require(whole.signals.leftOut.first)
      #expect(empty.file == "5/leer.png" && empty.image > 8)
      #expect(try whole.provenance.data.digest.text == sha256(ofFolder: pictures.path()))
      let parts = [try await archive(0..<8), try await archive(8..<28)]
      #expect(parts[1].signals.leftOut == [empty])
      #expect(try SignalArchive.merged(contentsOf: write(parts, in: folder)) == whole)
    }
  }

  /// A pair of IDX files, of which either is named; weights in files beside the graph.
  @Test func severalFilesHaveTheDigestOfTheirLines() async throws {
    let images = fixtures.appending(path: "images").path()
    let names = ["digits-images-idx3-ubyte", "digits-labels.idx1-ubyte.gz"]
    for name in names {
      let archive = try await profiler(data: images + "/" + name).signalArchive(of: 0)
      #expect(try archive.provenance.data.digest.text == sha256(ofFolder: images, names))
    }
    let models = fixtures.appending(path: "formats").path()
    for files in [
      ["same_external.onnx", "same_external.bin"],
      [
        "same.safetensors.index.json", "same-1-of-2.safetensors", "same-2-of-2.safetensors",
      ],
    ] {
      let digests = try await Profiler(model: models + "/" + files[0])
        .answer(to: DigestsQuestion())
      #expect(try digests.model.text == sha256(ofFolder: models, files))
      #expect(digests.card == nil && digests.data == nil)
    }
  }

  /// Which decides on the outputs that folders are; it is as seen from the card's folder.
  @Test func aCardAndItsFileOfNamesHaveTheDigestOfTheirLines() async throws {
    try await withFolder { folder in
      let pictures = folder.appending(path: "digits")
      try FileManager.default.copyItem(
        at: fixtures.appending(path: "faults/digits"), to: pictures)
      let card = folder.appending(path: "card.toml")
      try Data("[data]\npath = \"digits\"\noutputs = \"lists/names.txt\"\n".utf8).write(to: card)
      let lists = folder.appending(path: "lists")
      try FileManager.default.createDirectory(at: lists, withIntermediateDirectories: true)
      func profiler(outputs: [Int]) throws -> Profiler {
        try Data(outputs.map { "\($0)\n" }.joined().utf8)
          .write(to: lists.appending(path: "names.txt"))
        return try self.profiler(card: card.path(), data: pictures.path())
      }
      let archive = try await profiler(outputs: Array(0..<10)).signalArchive(of: 0)
      #expect(
        try archive.provenance.card?.text
          == sha256(ofFolder: folder.path(), ["card.toml", "lists/names.txt"]))
      try await profiler(outputs: Array(0..<10)).check(archive, isOf: 0)
      let other = try profiler(outputs: Array((0..<10).reversed()))
      let failure = await #expect(throws: Failure.self) {
        try await other.check(archive, isOf: 0)
      }
      #expect(failure?.kind == .unfitting && failure?.problem.contains("card") == true)
    }
  }

  @Test func labelsThatTheDataSetHasNotAreRefused() async throws {
    let profiler = try profiler(30..<40)
    let archive = try await profiler.signalArchive(of: 1)
    let table = archive.signals
    let changed = SignalArchive(
      signals: SignalTable(
        pool: table.pool, signals: table.signals, labels: table.labels.reversed(),
        images: table.images), provenance: archive.provenance)
    let failure = await #expect(throws: Failure.self) {
      try await profiler.check(changed, isOf: 1)
    }
    #expect(failure?.kind == .unfitting && failure?.problem.contains("labels") == true)
  }

  /// A mapping is written through, and the file's time of writing stays what it was.
  @Test(arguments: ["mnist.onnx", "mnist.toml", "digits-images-idx3-ubyte"])
  func writingThroughAMappingIsSeen(name: String) async throws {
    try await withFolder { folder in
      for (path, names) in [
        (samples, ["mnist.onnx", "mnist.toml"]),
        (
          fixtures.appending(path: "images"),
          ["digits-images-idx3-ubyte", "digits-labels.idx1-ubyte.gz"]
        ),
      ] {
        for name in names {
          try FileManager.default.copyItem(
            at: path.appending(path: name), to: folder.appending(path: name))
        }
      }
      func path(_ name: String) -> String { folder.appending(path: name).path() }
      let profiler = try profiler(
        model: path("mnist.onnx"), data: path("digits-images-idx3-ubyte"))
      _ = try await profiler.signalArchive(of: 0)
      _ = try await profiler.signalArchive(of: 1)
      _ = try python(
        """
        import mmap, os, sys
        status = os.stat(sys.argv[1])
        with open(sys.argv[1], "r+b") as file, mmap.mmap(file.fileno(), 0) as bytes:
            bytes[-1] ^= 1
        os.utime(sys.argv[1], ns=(status.st_atime_ns, status.st_mtime_ns))
        """, [path(name)])
      let failure = await #expect(throws: Failure.self) {
        try await profiler.signalArchive(of: 2)
      }
      #expect(failure?.kind == .damaged && failure?.subject == name)
      #expect(failure?.problem.contains("another program has written") == true)
    }
  }
}
