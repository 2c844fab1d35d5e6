/// Everything that can be done, by name: what is typed narrows it down, and Enter does what is chosen.
struct Palette: Sendable {
  var line = LineEditor()
  /// The place of the cursor among what is found.
  var place = 0

  /// The name that what was done by it is kept under.
  static let name = "palette"

  /// How many of what was done last come first.
  static let mostRecent = 5

  /// What can be typed, in an example.
  static let hint = "an action, or a place: conv2 v3 image 17 q 70"
}
