package import DeepDataProfiler
import Formats
import LinearAlgebra
import NeuralNetwork
import System
package import TerminalUI

/// The linear layers of a model, and the weights that are none's.
package struct LayersReport: Report {
  package static let command = "layers"
  package static let rows = "a row for each layer"
  let model: Findings.Model

  package init(model: Findings.Model) { self.model = model }

  package static let fields: [Field<LayersReport>] = [
    .text("format", "the format of the file: `onnx`, `pytorch`, `safetensors` or `npz`") {
      $0.model.format
    },
    .integer("parameters", "how many were trained", unit: "numbers") { $0.model.parameters },
    .flag("has_graph", "whether the network can be run") { $0.model.hasGraph },
    .text("graph", "where the graph is from: `file`, `card` or `assumed`; null where there is none")
    {
      $0.model.graph?.rawValue
    },
    .architecture { $0.model },
    .preparation { $0.model },
    .resizing { $0.model },
    .text("stated_architecture", "what the checkpoint calls the network; null where it does not") {
      $0.model.statedArchitecture
    },
    .stateDictionary { $0.model },
    .list("other_state_dicts", of: .text, "the others of the checkpoint") {
      $0.model.otherDictionaries.map(JSON.string)
    },
    .text(
      "weight_layout",
      "how the axes of convolutions' weights lie in the file: `OIHW`, `HWIO` or `OHWI`"
    ) { $0.model.weightLayout },
    .leftOut { $0.model },
    .records("layers", "the linear layers, in the order of the graph", of: layerFields) {
      $0.model.layers
    },
  ]

  private static let layerFields: [Field<LinearLayer>] = [
    .integer("index", Meaning.index) { $0.index + 1 }.headed("layer"),
    .text("name", Meaning.name) { $0.name },
    .text("kind", "`convolution` or `linear`") { $0.kind.rawValue },
    .shape(
      "weight_shape",
      "the weight's extents, filters x channels x kernel; of a transposed convolution, those of the "
        + "convolution that does the same"
    ) { $0.weightShape.extents }.headed("weight"),
    .integer("groups", "its groups; null where they are not known") {
      $0.areGroupsKnown ? $0.groups : nil
    }.missing("unknown"),
    .shape(
      "matrix_shape", "rows and columns of the unfolded matrix; null where groups are not known"
    ) {
      $0.areGroupsKnown ? [$0.rows, $0.columns] : nil
    }.headed("matrix").missing("unknown"),
    .integer("parameters", "how many the weight has", unit: "numbers") { $0.weightShape.count },
    .integer("uses", "how often the network multiplies by the weight", unit: "times") { $0.uses }
      .headed(nil),
    .shape("input_shape", "what it takes of an image, without the batch; null without a graph") {
      $0.inputShape?.extents
    }.headed("input"),
    .shape("output_shape", "what it gives; null without a graph") { $0.outputShape?.extents }
      .headed("output"),
  ]

  package var table: Table { Table(Self.layerFields, rows: model.layers) }

  package func text(for reader: Reader) -> String {
    "\(model.file.printable)  \(model.format)  \(model.parameters) parameters\n"
      + table.text + shared + model.leftOut.text + openQuestions
  }

  /// A line for each layer whose weight is used more than once.
  private var shared: String {
    model.layers.filter { $0.uses > 1 }.map { layer in
      let others =
        layer.otherNames.isEmpty
        ? "" : " (also as \(layer.otherNames.map(\.printable).joined(separator: ", ")))"
      return "\(layer.name.printable): used \(layer.uses) times\(others)\n"
    }.joined()
  }

  /// How weights lie, when not as they are shown, and what the file leaves open.
  private var openQuestions: String {
    var remarks = ""
    if model.weightLayout != "OIHW" {
      remarks += "in the file, weights lie as \(model.weightLayout); they are shown as OIHW\n"
    }
    remarks += model.preparationLines + model.remarks
    if !model.hasGraph {
      if let name = model.statedArchitecture {
        remarks += "the checkpoint calls the network \(Failure.oneLine(name))\n"
      }
      remarks += "no graph: write the sequence of its layers into [network] of its card to run it\n"
    }
    return remarks
  }
}
