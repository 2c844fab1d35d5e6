/// Words that several panes have.
extension [PaneWord] {
  static let vectors: Self = [
    PaneWord(
      "v3",
      "the right singular vector v_3 of the layer's unfolded weights, W = U S V^T; v0 is the strongest"
    ),
    PaneWord("s3", "its singular value: how much the layer stretches what lies along it"),
  ]

  static let signals: Self = [
    PaneWord(
      "signal", "an image's mean of S V^T Psi(X) along a vector, over the positions of the layer"),
    PaneWord("-v3 +v3", "the negated signal of v_3, and the signal itself, where both count (p)"),
  ]

  static let thresholds: Self = [
    PaneWord("q", "the quantile of all signals of the layer above which a signal counts"),
    PaneWord(
      "p",
      "the majority: a vector is significant for a class when it counts for this share of its images"
    ),
    PaneWord("> 0.107", "the signal that q comes to"),
    PaneWord(
      "v14 (2)",
      "a group: vectors that are significant for the same classes, by their first, and how many"),
  ]

  static let heatmaps: Self = [
    PaneWord("-9 ... +9", "ninths of the largest magnitude, where there are no colours"),
    PaneWord(
      "max magnitude", "of each square of values one is shown: that of the largest magnitude"),
  ]
}
