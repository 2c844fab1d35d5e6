/// Colours for roles, resolved for one display.
package struct Theme: Equatable, Sendable {
  /// The kind of background it is made for.
  package enum Variant: String, Sendable {
    case dark, light
  }

  /// The name of its file, without `.toml`.
  package let name: String
  /// The kind of background it is made for.
  package let variant: Variant
  /// What the screen can show; a mono theme has no colours whatever the screen has.
  package let display: Display

  /// The tokens as its file gives them.
  let tokens: [Role: Color]
  /// The diverging scale for 256 colours, most negative first: 15 of xterm's palette.
  let heatPalette: [UInt8]
  /// The names of its `[palette]`, for themes that inherit it.
  let names: [String: Color]

  private let colors: [Role: Color]
  private let heat: [Color]
  private let spectrum: [Color]

  init(
    name: String, variant: Variant, tokens: [Role: Color], heatPalette: [UInt8],
    names: [String: Color] = [:], display: Display = Display(colors: .trueColor)
  ) {
    let isMono = tokens.values.allSatisfy { $0 == .default }
    let colors = isMono ? .none : display.colors
    self.name = name
    self.variant = variant
    self.display = Display(colors: colors, isUnicode: display.isUnicode)
    self.tokens = tokens
    self.heatPalette = heatPalette
    self.names = names
    self.colors = tokens.mapValues { $0.adapted(to: colors) }
    heat = Self.heatScale(tokens, heatPalette, colors)
    spectrum = Self.scale(tokens[.spectrumLow], tokens[.spectrumHigh], count: 16)
      .map { $0.adapted(to: colors) }
  }

  /// The same theme on another display.
  package func adapted(to display: Display) -> Theme {
    Theme(
      name: name, variant: variant, tokens: tokens, heatPalette: heatPalette, names: names,
      display: display)
  }

  /// The colour of a paint on this display.
  package func color(_ paint: Paint) -> Color {
    switch paint {
    case .role(let role): return colors[role] ?? .default
    case .heat(let step):
      return heat[(Int(step) + Int(Paint.heatSteps)).clamped(to: 0..<heat.count)]
    case .spectrum(let step): return spectrum[Int(step).clamped(to: 0..<spectrum.count)]
    case .pixel(let red, let green, let blue):
      return Color.rgb(red: red, green: green, blue: blue).adapted(to: display.colors)
    }
  }

  /// The 63 colours of the diverging scale, centred on zero.
  private static func heatScale(
    _ tokens: [Role: Color], _ palette: [UInt8], _ colors: Display.Colors
  ) -> [Color] {
    let side = Int(Paint.heatSteps)
    switch colors {
    case .none: return Array(repeating: .default, count: 2 * side + 1)
    case .palette where palette.count > 1:
      return (-side...side).map { step in
        let place = Double(step + side) / Double(2 * side) * Double(palette.count - 1)
        return .indexed(palette[Int(place.rounded())])
      }
    case .sixteen:
      let ends = [tokens[.heatNegative], tokens[.heatPositive]].map {
        ($0 ?? .default).adapted(to: colors)
      }
      return (-side...side).map { $0 < 0 ? ends[0] : $0 > 0 ? ends[1] : .default }
    case .palette, .trueColor:
      let negative = scale(tokens[.heatZero], tokens[.heatNegative], count: side + 1)
      let positive = scale(tokens[.heatZero], tokens[.heatPositive], count: side + 1)
      return (negative.reversed() + positive.dropFirst()).map { $0.adapted(to: colors) }
    }
  }

  /// Colours in equal steps from one to another; the first alone when either is the terminal's own.
  private static func scale(_ from: Color?, _ to: Color?, count: Int) -> [Color] {
    guard let start = from?.lab, let end = to?.lab else {
      return Array(repeating: from ?? .default, count: count)
    }
    return (0..<count).map { start.mixed(with: end, Double($0) / Double(count - 1)).color }
  }
}
