/// Where a network's graph is from.
public enum GraphSource: String, Sendable {
  /// The model's file describes it.
  case file
  /// The model's card does, in `[network]`.
  case card
  /// It is that of a network of torchvision's whose tensors have the same names and shapes. What
  /// these don't show, such as poolings, may be another in truth.
  case assumed
}
