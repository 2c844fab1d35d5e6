/// What every pane shows, and every pane can change.
///
/// The class is that of the image, and the group the one that the vector belongs to, so the five
/// parts of a selection (layer, singular vector, image, class, group) can't disagree.
package struct Selection: Hashable, Sendable {
  /// The linear layer, from 0.
  package var layer: Int
  /// The singular vector, from 0.
  package var vector: Int
  /// Whether the negated signals are meant, as in the nodes of a negative polarity.
  package var isNegative: Bool
  /// The image of the data set, from 0.
  package var image: Int

  package init(layer: Int = 0, vector: Int = 0, isNegative: Bool = false, image: Int = 0) {
    self.layer = layer
    self.vector = vector
    self.isNegative = isNegative
    self.image = image
  }
}
