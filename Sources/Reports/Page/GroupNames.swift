import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// How groups, classes and images of a layer are called on a page.
struct GroupNames {
  let found: Significances
  let hierarchy: SemanticHierarchy

  func label(_ group: Int) -> String {
    hierarchy.groups[group].nodes.first?.label ?? ""
  }

  func id(_ group: Int) -> String { "layer-\(found.layer.index + 1)-group-\(group + 1)" }

  func classes(_ group: Int) -> String {
    hierarchy.groups[group].classes.map { found.name(ofClass: $0) }.joined(separator: ", ")
  }

  /// Vectors with their singular values.
  func vectors(_ group: Int) -> String {
    hierarchy.groups[group].nodes.map { node in
      let values = found.singularValues
      let value = values.indices.contains(node.vector) ? " s \(values[node.vector].brief)" : ""
      return node.label + value
    }.joined(separator: ", ")
  }

  func name(ofImage image: Int) -> String {
    let labels = found.dataSet?.labels ?? []
    return labels.indices.contains(image) ? found.name(ofClass: labels[image]) : "\(image)"
  }
}
