import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
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

  var testDescription: String { "\(suite)/\(name)" }

  /// Why a case need not pass; each is outside what operators of image classification are asked for
  /// here.
  enum Reason: String {
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
    case failed(String, Reason?)

    /// How the list has it; nil where it can't.
    var listed: String? {
      switch self {
      case .passed: ""
      case .failed(_, let reason): reason?.rawValue
      }
    }
  }

  /// Runs it three times: with all inputs as constants; with all but the first, so that weights are made
  /// ready; with none.
  func run() -> Outcome {
    var reason: Reason?
    do {
      let folder = "\(Self.root)/\(suite)/\(name)"
      let model = try StoredModel.open(path: "\(folder)/model.onnx")
      guard let graph = model.graph else { return .failed("it has no graph", nil) }
      reason = self.reason(graph)
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/test_data_set_0")
      let constants = Set(model.tensors.map(\.name))
      let entries = graph.inputs.filter { !constants.contains($0.name) }.map(\.name)
      let inputs = try tensors(files, "input", names: entries, folder: folder)
      let outputs = try tensors(files, "output", names: graph.outputs.map(\.name), folder: folder)
      let tensors = inputs + outputs + model.tensors
      // Its bfloat16 comes as uint16.
      let types: Set<ElementType> = [
        .float64, .float32, .int64, .int32, .bool, .uint8, .int8, .int16,
      ]
      guard tensors.allSatisfy({ $0.refusal == nil && types.contains($0.elementType) }) else {
        return .failed("", reason ?? .otherType)
      }
      // Training mode is for constants alone.
      let isTraining = graph.nodes.contains { node in
        if case .int(1)? = node.attributes["training_mode"] { true } else { false }
      }
      for count in isTraining ? [0] : Set([0, min(1, inputs.count), inputs.count]) {
        let network = try Network(
          model: StoredModel(
            format: .onnx, path: model.path, tensors: model.tensors + inputs.dropFirst(count),
            graph: graph))
        let given = Dictionary(
          uniqueKeysWithValues: try inputs.prefix(count).map { ($0.name, try $0.value) })
        for output in outputs {
          let value =
            count == 0
            ? try network.constant(output.name) : try network.value(output.name, given: given)
          let problem = try value.map { try difference($0, output) } ?? "it is not computed"
          if let problem {
            return .failed("\(output.name), \(count) inputs given: \(problem)", reason)
          }
        }
      }
      return .passed
    } catch let error as Failure where error.kind == .unsupported {
      return .failed("\(error)", reason ?? .otherType)
    } catch {
      return .failed("\(error)", reason)
    }
  }

  private func reason(_ graph: StoredGraph) -> Reason? {
    let known = Set(OperatorTable.families.flatMap(\.entries).map(\.name))
    guard graph.nodes.allSatisfy({ known.contains($0.operation) && $0.domain.isEmpty }) else {
      return .otherOperator
    }
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

extension StoredTensor {
  fileprivate var value: Value {
    get throws {
      elementType.isFloatingPoint
        ? .floats(try floats()) : .integers(IntegerTensor(shape: shape, values: try integers()))
    }
  }
}

/// `Tests/Fixtures/conformance.txt`: the cases that pass, one a line, and of the others, behind a
/// colon, why they need not.
private enum ConformanceList {
  /// By the name of each case why it need not pass; empty for one that must.
  ///
  /// `RECORD_DOCUMENTS=1` writes them anew, but for what neither passes nor has a reason.
  static let reasons: [String: String] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/conformance.txt")
    if ProcessInfo.processInfo.environment["RECORD_DOCUMENTS"] != nil {
      let lines = Case.all.compactMap { item in
        item.run().listed.map { item.testDescription + ($0.isEmpty ? "" : ": \($0)") }
      }
      try? (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
    }
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return Dictionary(
      text.split(separator: "\n").map { line in
        let name = line.prefix { $0 != ":" }
        return (String(name), String(line.dropFirst(name.count + 2)))
      }
    ) { first, _ in first }
  }()
}

@Suite struct ConformanceTests {
  @Test func theListNamesTheCasesThatAreInstalled() {
    let listed = Set(ConformanceList.reasons.keys)
    #expect(
      listed.symmetricDifference(Case.all.map(\.testDescription)).isEmpty && !listed.isEmpty,
      "Debian's libonnx-testdata is installed")
  }

  @Test(arguments: Case.all) fileprivate func aCasePassesOrTheListSaysWhyNot(_ item: Case) {
    let outcome = item.run()
    if case .failed(let problem, nil) = outcome { Issue.record("\(problem)") }
    #expect(outcome.listed == ConformanceList.reasons[item.testDescription])
  }
}
