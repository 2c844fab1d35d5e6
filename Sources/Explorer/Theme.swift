/// Colours for roles, resolved for one display.
package struct Theme: Equatable, Sendable {
  /// The name of its file, without `.toml`.
  package let name: String
  /// What the screen can show; a mono theme has no colours whatever the screen has.
  package let display: Display

  private let colors: [Role: Color]

  /// The colour of a paint on this display.
  package func color(_ paint: Paint) -> Color {
    .default
  }
}
