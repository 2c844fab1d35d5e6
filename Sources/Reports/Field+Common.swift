import DeepDataProfiler
import Formats
import LinearAlgebra
import NeuralNetwork
import System

extension [LeftOutWeight] {
  /// A line for each.
  var text: String {
    map { "left out: \($0.name.printable), \($0.shape): \($0.reason.printable)\n" }.joined()
  }
}

/// Fields of reports that are about a model.
extension Field {
  /// The weights that no layer has.
  static func leftOut(of model: @escaping @Sendable (Subject) -> Findings.Model) -> Field {
    .records(
      "left_out", "the weights that are no layer's, or could not be resolved",
      of: [
        Field<LeftOutWeight>.text("name", "the weight's name") { $0.name },
        .shape("shape", "its extents") { $0.shape.extents },
        .text("reason", "why it is left out") { $0.reason },
      ]
    ) { model($0).leftOut }
  }

  static func architecture(of model: @escaping @Sendable (Subject) -> Findings.Model) -> Field {
    .text(
      "architecture",
      "torchvision's architecture whose graph is assumed for a file of weights; null where none is"
    ) { model($0).architecture }
  }

  static func stateDictionary(
    of model: @escaping @Sendable (Subject) -> Findings.Model
  ) -> Field {
    .text(
      "state_dict", "the state dict that was opened, of a checkpoint that has several; else null"
    ) { model($0).stateDictionary }
  }

  /// Which use of the layer's weight numbers are of, and how many there are.
  static func uses(of layer: @escaping @Sendable (Subject) -> LinearLayer) -> [Field] {
    [
      .integer("use", "which use of the layer's weight is shown, from 1") { _ in 1 },
      .integer("uses", "how often the network multiplies by the weight", unit: "times") {
        layer($0).uses
      },
    ]
  }

  /// The images that have no row.
  static func unreadable(_ images: @escaping @Sendable (Subject) -> [LeftOutImage]?) -> Field {
    .records(
      "unreadable", "the images that are left out",
      of: [
        Field<LeftOutImage>.integer("image", "the image, from 0") { $0.image },
        .text("file", "its file; null where it has none of its own") { $0.file },
        .text("reason", "why it is left out") { $0.reason },
      ], rows: images)
  }

  /// The classes that the images of a data set have.
  static func classes(
    of dataSet: @escaping @Sendable (Subject) -> Findings.DataSet?
  ) -> Field {
    .records(
      "classes", "the classes that images have",
      of: [
        Field<(label: Int, dataSet: Findings.DataSet)>.value(
          "class", .label, "an output of the network, from 0; the name where it is none"
        ) { $0.dataSet.json(ofClass: $0.label) },
        .text("name", "its name") { $0.dataSet.name(ofClass: $0.label) },
      ]
    ) { subject in
      dataSet(subject).map { set in Set(set.labels).sorted().map { ($0, set) } }
    }
  }
}
