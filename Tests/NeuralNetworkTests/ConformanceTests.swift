import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// ONNX's own tests, as Debian's `libonnx-testdata` installs them: models with inputs and the
/// outputs that the standard expects.
private struct Case: CustomTestStringConvertible, Sendable {
  static let root = "/usr/share/libonnx-testdata/data"

  static let all = ["node", "pytorch-converted", "pytorch-operator", "simple"].flatMap { suite in
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(suite)")) ?? []
    return names.sorted().map { Case(suite: suite, name: $0) }
  }

  let suite: String
  let name: String

  var testDescription: String { name }

  /// Why a case is not counted among those to pass; each is outside what operators of image
  /// classification are asked for here.
  enum Skip: String, CaseIterable {
    case otherOperator = "uses an operator that is not supported"
    case otherType = "uses elements other than float, double, bool and integers of 8 to 64 bits"
    case otherShape = "has a window of three axes that is no convolution's"
    case indices = "wants the places of the largest elements (MaxPool's second output)"
    case training = "is in training mode"
    case oldOpset = "is of an opset before 7"
    case cropping = "crops while it resizes (tf_crop_and_resize)"
    case sequence = "passes on a sequence or an optional"
  }

  enum Outcome {
    case passed
    case skipped(Skip)
    case failed(String)
  }

  func run() -> Outcome {
    do {
      let folder = "\(Self.root)/\(suite)/\(name)"
      let model = try StoredModel.open(path: "\(folder)/model.onnx")
      guard let graph = model.graph else { return .failed("it has no graph") }
      let known = Set(OperatorTable.families.flatMap(\.entries).map(\.name))
      guard graph.nodes.allSatisfy({ known.contains($0.operation) && $0.domain.isEmpty }) else {
        return .skipped(.otherOperator)
      }
      if let skip = skip(of: graph) { return .skipped(skip) }
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/test_data_set_0")
      let constants = Set(model.tensors.map(\.name))
      let entries = graph.inputs.filter { !constants.contains($0.name) }.map(\.name)
      let inputs = try tensors(files, "input", names: entries, folder: folder)
      let outputs = try tensors(files, "output", names: graph.outputs.map(\.name), folder: folder)
      // Its bfloat16 comes as uint16.
      let types: Set<ElementType> = [
        .float64, .float32, .int64, .int32, .bool, .uint8, .int8, .int16,
      ]
      let tensors = inputs + outputs + model.tensors
      guard tensors.allSatisfy({ $0.refusal == nil && types.contains($0.elementType) }) else {
        return .skipped(.otherType)
      }
      let network = try Network(
        model: StoredModel(
          format: .onnx, path: model.path, tensors: model.tensors + inputs, graph: graph))
      for output in outputs {
        guard let value = try network.constant(output.name) else {
          return .failed("\(output.name) is not computed")
        }
        if let problem = try difference(value, output) { return .failed(problem) }
      }
      return .passed
    } catch let error as FormatError where error.kind == .unsupported {
      return .skipped(.otherType)
    } catch {
      return .failed("\(error)")
    }
  }

  private func skip(of graph: StoredGraph) -> Skip? {
    if graph.opset < 7 { return .oldOpset }
    let sequences = [
      "test_identity_opt", "test_identity_sequence", "test_if_opt", "test_if_seq",
    ]
    if sequences.contains(name) { return .sequence }
    for node in graph.nodes where node.operation != "Conv" {
      if case .ints(let kernel)? = node.attributes["kernel_shape"], kernel.count > 2 {
        return .otherShape
      }
      if node.operation == "MaxPool", node.outputs.count > 1 { return .indices }
      if node.operation == "Dropout", node.inputs.count > 2 { return .training }
      if case .string("tf_crop_and_resize")? = node.attributes["coordinate_transformation_mode"] {
        return .cropping
      }
    }
    return graph.inputs.contains { $0.extents.count > 4 }
      && graph.nodes.contains { $0.operation == "ConvTranspose" } ? .otherShape : nil
  }

  /// The tensors of the files `input_0.pb`, `input_1.pb` ..., under the names they go by in the graph.
  private func tensors(
    _ files: [String], _ role: String, names: [String], folder: String
  ) throws -> [StoredTensor] {
    let count = files.count { $0.hasPrefix("\(role)_") }
    return try (0..<count).map { index in
      let path = "\(folder)/test_data_set_0/\(role)_\(index).pb"
      let tensor = try [UInt8](Data(contentsOf: URL(filePath: path)))
      // A model with this tensor as its one initializer: field 5 of the graph, field 7 of the model.
      let graph = field(5, tensor + field(8, Array(names[index].utf8)))
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try Data([0x08, 8] + field(7, graph)).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      return try #require(StoredModel.open(path: file.path()).tensors.first)
    }
  }

  private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var length = bytes.count
    var varint: [UInt8] = []
    repeat {
      varint.append(UInt8(length & 0x7F) | (length > 0x7F ? 0x80 : 0))
      length >>= 7
    } while length > 0
    return [number << 3 | 2] + varint + bytes
  }

  private func difference(_ value: Value, _ expected: StoredTensor) throws -> String? {
    guard value.shape == expected.shape else { return "\(value.shape), not \(expected.shape)" }
    switch value.plain {
    case .blocked: return "it lies in blocks"
    case .integers(let tensor):
      return try tensor.values == expected.integers() ? nil : "\(tensor.values) differs"
    case .floats(let tensor):
      guard [.float32, .float64].contains(expected.elementType) else {
        return "floats, not \(expected.elementType)"
      }
      for (value, truth) in zip(tensor.values, try expected.floats().values) {
        // The tolerance of ONNX's own test runner.
        let isClose = abs(value - truth) <= 1e-7 + 1e-3 * abs(truth)
        guard isClose || value == truth || value.isNaN && truth.isNaN else {
          return "\(value), not \(truth)"
        }
      }
      return nil
    }
  }
}

@Suite struct ConformanceTests {
  @Test func everyCaseOfASupportedOperatorPasses() {
    var passed = 0
    var skipped: [Case.Skip: Int] = [:]
    for item in Case.all {
      switch item.run() {
      case .passed: passed += 1
      case .skipped(let reason): skipped[reason, default: 0] += 1
      case .failed(let problem): Issue.record("\(item.suite)/\(item.name): \(problem)")
      }
    }
    print("ONNX's tests: \(passed) passed")
    for reason in Case.Skip.allCases {
      print("ONNX's tests: \(skipped[reason] ?? 0) skipped, each \(reason.rawValue)")
    }
    #expect(passed >= 544, "Debian's libonnx-testdata is installed")
  }
}
