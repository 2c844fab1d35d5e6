import Formats
import Glibc
import LinearAlgebra
import NeuralNetwork

/// A reader of bytes that come from outside, as it is fuzzed.
package enum Reader: String, CaseIterable, Sendable {
  case onnx, pytorch, pytorchStream, safetensors, shards, npz, npy
  case imageArrays, idx, cifar, png, jpeg
  case card

  /// Reads some bytes as a user would have them read: opened as a file, and all that is in it looked
  /// at as far as it is small. Whatever they are, the reader gives an answer or throws.
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - folder: where the file is written.
  package func read(_ bytes: [UInt8], in folder: String) {
    let isPicture = self == .png || self == .jpeg
    let path = isPicture ? "\(folder)/pictures/class/picture.\(rawValue)" : "\(folder)/\(rawValue)"
    if isPicture {
      makeFolder("\(folder)/pictures")
      makeFolder("\(folder)/pictures/class")
    }
    write(bytes, to: path)
    do {
      switch self {
      case .onnx, .pytorch, .pytorchStream, .safetensors, .shards, .npz, .npy:
        try readModel(path)
      case .imageArrays, .idx, .cifar: try readImages(path)
      case .png, .jpeg: try readImages("\(folder)/pictures")
      case .card: _ = try ModelCard.read(path: path)
      }
    } catch {
      // A line for the user, as `description` gives it.
      precondition(!"\(error)".contains("\n"), "an error is one line")
    }
    if isPicture { unsafe unlink(path) }
  }

  /// Tensors with more elements than this are not read: they only cost time.
  private static let greatestCount = 1 << 16

  private func readModel(_ path: String) throws {
    let model = try StoredModel.open(path: path)
    for tensor in model.tensors where tensor.shape.count <= Self.greatestCount {
      _ = try? tensor.floats()
      _ = try? tensor.integers()
    }
    let network = try Network(model: model)
    for (index, layer) in network.layers.enumerated()
    where layer.weightShape.count <= Self.greatestCount {
      _ = try? network.weight(of: index)
    }
  }

  private func readImages(_ path: String) throws {
    let images = try ImageSet.open(path: path)
    var preparation = ModelCard().input
    preparation.shape = images.shape?.extents ?? [3, 8, 8]
    guard preparation.shape.map({ $0.reduce(1, *) <= Self.greatestCount }) ?? false else { return }
    _ = try images.batch(0..<min(2, images.count), as: preparation)
    _ = try images.batch(max(0, images.count - 1)..<images.count, as: preparation)
  }

  private func makeFolder(_ path: String) { _ = unsafe mkdir(path, 0o755) }

  private func write(_ bytes: [UInt8], to path: String) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { fatalError("\(path) can't be written") }
    defer { close(file) }
    let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    guard written == bytes.count else { fatalError("\(path) can't be written") }
  }
}
