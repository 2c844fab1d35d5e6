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

  /// The network that a file holds; nil when it is none of torchvision's, or differs in anything, or
  /// the checkpoint calls it something else: timm's `resnetblur50` has the tensors of a `resnet50`.
  /// - Parameters:
  ///   - model: the file.
  ///   - imageShape: channels, height, width of an image, when these are known.
  init?(recognizedIn model: StoredModel, imageShape: [Int]?) {
    let start = Recognizer(model, imageShape: imageShape)
    for family in Self.families {
      var recognizer = start
      if let member = try? family.recognize(&recognizer),
        Self.isName(model.statedArchitecture, of: member.name),
        let graph = try? recognizer.graph(to: member.output)
      {
        (name, self.graph) = (member.name, graph)
        return
      }
    }
    return nil
  }

  /// Whether a network may go by what a checkpoint calls it: by its name, less what tells where the
  /// weights are from, or by that of its family or class, which has no digits.
  private static func isName(_ stated: String?, of name: String) -> Bool {
    guard let stated else { return true }
    var word = stated.lowercased().prefix { $0 != "." }
    if let origin = ["tv_", "ssl_", "swsl_", "ig_"].first(where: word.hasPrefix) {
      word = word.dropFirst(origin.count)
    }
    return name.hasPrefix(word) || word.allSatisfy(\.isLetter)
      || word.hasPrefix(name) && word.dropFirst(name.count).allSatisfy(\.isNumber)
  }
}

/// Networks of one design.
protocol ArchitectureFamily: SendableMetatype {
  /// Follows the design through the tensors of a file.
  static func recognize(
    _ network: inout Recognizer
  ) throws(Recognizer.Mismatch) -> Recognizer.Member
}
