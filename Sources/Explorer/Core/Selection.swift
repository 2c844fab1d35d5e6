package import DeepDataProfiler

/// What every pane shows, and every pane can change.
///
/// The class is that of the image, and the group the one that the vector belongs to, so the five
/// parts of a selection (layer, singular vector, image, class, group) can't disagree.
package struct Selection: Hashable, Sendable {
  /// The linear layer, from 0.
  package var layer: Int
  /// The singular vector, from 0.
  package internal(set) var vector: Int
  /// Whether the negated signals are meant, as in the nodes of a negative polarity.
  package internal(set) var isNegative: Bool
  /// The image of the data set, from 0.
  package internal(set) var image: Int
  /// The images that the person chose to be compared, in order, each once.
  package internal(set) var chosen: [Int] = []
  /// Whether the vector stands for the group that holds it, among images.
  package var isOfGroup = false
  /// What decides on significance.
  package internal(set) var parameters: SignificanceHypergraph.Parameters
  /// Whether the person chose the vector; until then it is the strongest that belongs to a group.
  var isVectorChosen: Bool

  /// A selection; the vector is chosen where it is given.
  package init(
    layer: Int = 0, vector: Int? = nil, isNegative: Bool = false, image: Int = 0,
    parameters: SignificanceHypergraph.Parameters = .init()
  ) {
    self.layer = layer
    self.vector = vector ?? 0
    self.isNegative = isNegative
    self.image = image
    self.parameters = parameters
    isVectorChosen = vector != nil
  }

  /// The node that the vector is in the hypergraph.
  var node: SignificanceHypergraph.Node {
    SignificanceHypergraph.Node(
      vector: vector,
      isNegative: parameters.polarity == .positive
        ? false : parameters.polarity == .negative || isNegative)
  }

  /// How many images may be chosen: more have no room beside each other.
  static let mostChosen = 8

  /// Chooses the image, or takes that back.
  /// - Returns: whether there was room for it.
  mutating func chooseImage() -> Bool {
    if let place = chosen.firstIndex(of: image) {
      chosen.remove(at: place)
    } else if chosen.count < Self.mostChosen {
      chosen.append(image)
    } else {
      return false
    }
    return true
  }

  mutating func select(vector: Int) {
    self.vector = vector
    isVectorChosen = true
  }

  mutating func select(node: SignificanceHypergraph.Node) {
    select(vector: node.vector)
    isNegative = node.isNegative
  }

  /// Selects the first vector of a group, unless it has the one that is selected.
  mutating func select(group: SemanticHierarchy.Group) {
    guard !group.nodes.contains(node), let first = group.nodes.first else { return }
    select(node: first)
  }
}
