import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// The residual sample network, analysed by this library, by numpy and by onnxruntime
/// (`Tests/Fixtures/fashion/make_fashion.py`).
@Suite struct FashionTests {
  private static let layers = ["reduce.depthwise", "block2.conv1", "block3.shortcut.0"]

  /// Shared, as one pass over the images serves all tests.
  private static let shared = Result {
    try Profiler(model: samples.appending(path: "fashion.onnx").path())
  }

  private func profiler() throws -> Profiler { try Self.shared.get() }

  private func array(_ name: String) throws -> Tensor {
    let path = fixtures.appending(path: "fashion/\(name).npy").path()
    return try #require(StoredModel.open(path: path).tensors.first).floats()
  }

  private func index(of name: String, in profiler: Profiler) throws -> Int {
    try #require(profiler.findings.model.layers.first { $0.name == name }?.index)
  }

  @Test func theLogitsAreThoseOfOnnxruntime() async throws {
    let predictions = try await profiler().predictions(withLogits: true)
    let logits = try #require(predictions.logits)
    let expected = try array("logits")
    let largest = expected.values.reduce(0) { max($0, abs($1)) }
    #expect(logits.shape == expected.shape)
    // Ten layers of Float, summed in another order.
    for (value, truth) in zip(logits.values, expected.values) {
      #expect(abs(value - truth) <= 1e-5 * largest)
    }
    #expect((predictions.accuracy ?? 0) >= 0.9)
  }

  @Test(arguments: layers) func theSingularValuesOfGroupsAreTheirUnion(_ name: String) async throws
  {
    let profiler = try profiler()
    let spectrum = try await profiler.spectrum(of: index(of: name, in: profiler))
    let expected = try array("values_\(name)")
    #expect(spectrum.singularValues.count == expected.values.count)
    // The fixture was read as Float.
    for (value, truth) in zip(spectrum.singularValues, expected.values) {
      #expect(abs(value - Double(truth)) <= 1e-6 * Double(expected.values[0]))
    }
  }

  @Test(arguments: layers) func theSignalsOfGroupsAreThoseOfTheDefinition(_ name: String)
    async throws
  {
    let profiler = try profiler()
    let table = try await profiler.signals(of: index(of: name, in: profiler))
    let expected = try array("signals_\(name)")
    let vectors = expected.shape[1]
    #expect(table.vectors == vectors)
    let signals = table.signals
    let largest = expected.values.reduce(0) { max($0, abs($1)) }
    // Maps in Float; the closest singular values differ by 0.09 %, so vectors are settled to 1e-12.
    for image in 0..<expected.shape[0] {
      for vector in 0..<vectors {
        let truth = Double(expected.values[image * vectors + vector])
        #expect(
          abs(Double(signals.row(image)[image * vectors + vector]) - truth) <= 1e-5
            * Double(largest))
      }
    }
  }
}
