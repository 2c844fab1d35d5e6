import Formats

/// A network of torchvision's, recognised in a file of weights by their names and shapes.
struct Architecture {
  /// What torchvision calls it.
  let name: String
  /// Its graph, which the file itself does not have.
  let graph: StoredGraph

  private static let families: [any ArchitectureFamily.Type] = [
    AlexNet.self, VGG.self, ResNet.self, SqueezeNet.self, DenseNet.self, MobileNetV2.self,
  ]

  /// The network that a file holds; nil when it is none of torchvision's, or differs in anything.
  /// - Parameters:
  ///   - model: the file.
  ///   - imageShape: channels, height, width of an image, when these are known.
  init?(recognizedIn model: StoredModel, imageShape: [Int]?) {
    let start = Recognizer(model, imageShape: imageShape)
    for family in Self.families {
      var recognizer = start
      if let member = try? family.recognize(&recognizer),
        let graph = try? recognizer.graph(to: member.output)
      {
        (name, self.graph) = (member.name, graph)
        return
      }
    }
    return nil
  }
}

/// Networks of one design.
protocol ArchitectureFamily: SendableMetatype {
  /// Follows the design through the tensors of a file.
  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member
}
