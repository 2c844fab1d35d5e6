import DeepDataProfiler
import Formats
import Glibc
import LinearAlgebra
import NeuralNetwork
import System
import TerminalUI

/// A reader of bytes that come from outside, as it is fuzzed.
package enum Reader: String, CaseIterable, Sendable {
  case onnx, pytorch, pytorchStream, safetensors, shards, npz, npy
  case imageArrays, idx, idxLabels, cifar, png, jpeg, webp
  case signals, card, theme
  case network

  /// Makes a folder ready for `read`.
  /// - Parameters:
  ///   - folder: an empty folder.
  ///   - fixtures: the folder `Tests/Fixtures`, whose files some inputs refer to.
  package static func prepare(_ folder: String, fixtures: String) {
    for path in ["pictures", "pictures/class"] {
      unsafe precondition(mkdir("\(folder)/\(path)", 0o755) == 0, "\(folder) must be empty")
    }
    for (fixture, name) in companions {
      do {
        let file = try MappedFile(path: "\(fixtures)/\(fixture)")
        write(file.bytes(in: 0..<file.count), to: "\(folder)/\(name)")
      } catch {
        fatalError("\(error)")
      }
    }
  }

  /// Reads some bytes as a user would have them read.
  ///
  /// They are opened as a file, and all that is in it is looked at as far as it is small. Whatever they
  /// are, the reader gives an answer or throws.
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - folder: where the file is written; `prepare` was called with it.
  /// - Returns: what a user is told when they can't be read.
  @discardableResult
  package func read(_ bytes: [UInt8], in folder: String) -> String? {
    let path = "\(folder)/\(file)"
    Self.write(bytes, to: path)
    defer { if isPicture { unsafe unlink(path) } }
    do {
      switch self {
      case .onnx, .pytorch, .pytorchStream, .safetensors, .shards, .npz, .npy:
        try readModel(path)
      case .imageArrays, .idx, .idxLabels, .cifar: try readImages(path)
      case .png, .jpeg, .webp: return try readImages("\(folder)/pictures").first?.reason
      case .signals: try readSignals(path)
      case .card: _ = try ModelCard.read(path: path)
      case .theme: _ = try Theme.load(String(decoding: bytes, as: UTF8.self), name: "fuzzed")
      case .network: try run(path)
      }
    } catch {
      return "\(error)"
    }
    return nil
  }

  private var isPicture: Bool { file.hasPrefix("pictures/") }

  /// What the input is called: readers of pairs of files find one by the name of the other.
  private var file: String {
    switch self {
    case .idx: "pixels-images-idx3-ubyte"
    case .idxLabels: "classes-labels-idx1-ubyte"
    case .png, .jpeg, .webp: "pictures/class/picture.\(rawValue)"
    default: rawValue
    }
  }

  /// Files beside the input, and what they are called there.
  private static let companions = [
    ("formats/same-1-of-2.safetensors", "same-1-of-2.safetensors"),
    ("formats/same-2-of-2.safetensors", "same-2-of-2.safetensors"),
    ("formats/same_external.bin", "same_external.bin"),
    ("images/zipped-labels-idx1-ubyte", "pixels-labels-idx1-ubyte"),
    ("images/digits-images-idx3-ubyte", "classes-images-idx3-ubyte"),
    ("images/cifar10/batches.meta.txt", "batches.meta.txt"),
  ]

  /// How many elements of tensors or images are looked at: more only cost time.
  private static let greatestCount = 1 << 16

  private func readModel(_ path: String) throws {
    let model = try StoredModel.open(path: path)
    var left = Self.greatestCount
    for tensor in model.tensors where tensor.shape.count <= left {
      _ = try? tensor.floats()
      _ = try? tensor.integers()
      left -= tensor.shape.count
    }
    let network = try Network(model: model)
    left = Self.greatestCount
    for layer in network.layers where layer.weightShape.count <= left {
      _ = try? network.weight(of: layer)
      left -= layer.weightShape.count
    }
  }

  private func run(_ path: String) throws {
    let network = try Network(model: StoredModel.open(path: path), imageShape: [3, 8, 8])
    guard let image = network.imageShape, image.count <= Self.greatestCount,
      let shape = Shape([2] + image.extents)
    else { return }
    let images = Tensor(shape: shape, values: Array(repeating: 0.5, count: shape.count))
    _ = try network.forward(images, to: .logits, observing: Set(network.layers.indices)) {
      _ = try? network.receptiveFields($0)
    }
    _ = try network.forward(images, to: .logits)
  }

  @discardableResult
  private func readImages(_ path: String) throws -> [LeftOutImage] {
    let images = try ImageSet.open(path: path)
    var preparation = ModelCard().input
    preparation.shape = images.shape?.extents ?? [3, 8, 8]
    guard preparation.shape.map({ $0.reduce(1, *) <= Self.greatestCount }) ?? false else {
      return []
    }
    let first = try images.batch(0..<min(2, images.count), as: preparation)
    _ = try images.batch(max(0, images.count - 1)..<images.count, as: preparation)
    return first.leftOut
  }

  private func readSignals(_ path: String) throws {
    let table = try SignalArchive(contentsOf: path).signals
    guard table.shape.count <= Self.greatestCount else { return }
    let significance = SignificanceHypergraph(table, parameters: .init())
    _ = SemanticHierarchy(significance, signals: table)
  }

  private static func write(_ bytes: [UInt8], to path: String) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { fatalError("\(path) can't be written") }
    defer { close(file) }
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(file, $0.baseAddress, $0.count)
    }
    guard written == bytes.count else { fatalError("\(path) can't be written") }
  }
}
