import ArgumentParser
import DeepDataProfiler
import Formats
import LinearAlgebra
import NeuralNetwork
import System
import TerminalUI

/// `ddp-tui layers`: the linear layers in graph order, and the weights that are none's.
struct Layers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the convolutions and fully connected layers of a model.",
    discussion: """
      Weights that look like a layer's and are none, or could not be resolved, are listed below as \
      left out, each with the reason.

      Example: ddp-tui layers SampleModels/mnist.onnx
      """)

  @OptionGroup var options: ModelOptions
  @Option(help: "What is printed.")
  var format = TableFormat.text

  func run() throws {
    let model = try options.open().findings.model
    switch format {
    case .json: try Output.write(json(model).text + "\n")
    case .csv: try Output.write(table(model).csv)
    case .text:
      try Output.write(
        "\(model.file.printable)  \(model.format)  \(model.parameters) parameters\n"
          + table(model).text + shared(model) + model.leftOut.text + remarks(model))
    }
  }

  /// A line for each layer whose weight is used more than once.
  private func shared(_ model: Findings.Model) -> String {
    model.layers.filter { $0.uses > 1 }.map { layer in
      let others =
        layer.otherNames.isEmpty
        ? "" : " (also as \(layer.otherNames.map(\.printable).joined(separator: ", ")))"
      return "\(layer.name.printable): used \(layer.uses) times\(others)\n"
    }.joined()
  }

  /// How weights lie, when not as they are shown, and what the file leaves open.
  private func remarks(_ model: Findings.Model) -> String {
    var remarks = ""
    if model.weightLayout != "OIHW" {
      remarks += "in the file, weights lie as \(model.weightLayout); they are shown as OIHW\n"
    }
    remarks += model.remarks
    if !model.hasGraph {
      if let name = model.statedArchitecture {
        remarks += "the checkpoint calls the network \(Failure.oneLine(name))\n"
      }
      remarks += "no graph: write the sequence of its layers into [network] of its card to run it\n"
    }
    return remarks
  }

  private func table(_ model: Findings.Model) -> Table {
    var table = Table([
      ("layer", .right), ("name", .left), ("kind", .left), ("weight", .left), ("groups", .right),
      ("matrix", .left), ("parameters", .right), ("input", .left), ("output", .left),
    ])
    for layer in model.layers {
      table.add([
        String(layer.index + 1), layer.name, layer.kind.rawValue, "\(layer.weightShape)",
        layer.areGroupsKnown ? String(layer.groups) : "unknown",
        layer.matrix,
        String(layer.weightShape.count),
        layer.inputShape.map { "\($0)" } ?? "", layer.outputShape.map { "\($0)" } ?? "",
      ])
    }
    return table
  }

  private func json(_ model: Findings.Model) -> JSON {
    .object([
      ("format", .string(model.format)), ("parameters", .int(model.parameters)),
      ("has_graph", .bool(model.hasGraph)),
      ("graph", model.graph.map { .string($0.rawValue) } ?? .null), model.architectureMember,
      ("stated_architecture", model.statedArchitecture.map { .string($0) } ?? .null),
      model.dictionaryMember,
      ("other_state_dicts", .array(model.otherDictionaries.map { .string($0) })),
      ("weight_layout", .string(model.weightLayout)), ("left_out", model.leftOut.json),
      (
        "layers",
        .array(
          model.layers.map { layer in
            .object([
              ("index", .int(layer.index + 1)), ("name", .string(layer.name)),
              ("kind", .string(layer.kind.rawValue)),
              ("weight_shape", .ints(layer.weightShape.extents)),
              ("groups", layer.areGroupsKnown ? .int(layer.groups) : .null),
              (
                "matrix_shape",
                layer.areGroupsKnown ? .ints([layer.rows, layer.columns]) : .null
              ),
              ("parameters", .int(layer.weightShape.count)), ("uses", .int(layer.uses)),
              ("input_shape", layer.inputShape.map { .ints($0.extents) } ?? .null),
              ("output_shape", layer.outputShape.map { .ints($0.extents) } ?? .null),
            ])
          })
      ),
    ])
  }
}
