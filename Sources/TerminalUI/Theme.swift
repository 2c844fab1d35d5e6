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
  /// What the screen can show; a mono theme has no colours whatever the screen has, and one in the
  /// terminal's own sixteen no others.
  package let display: Display

  /// The tokens as its file gives them.
  package let tokens: [Role: Color]
  /// The diverging scale for 256 colours, most negative first: 15 of xterm's palette.
  package let heatPalette: [UInt8]
  /// The names of its `[palette]`, for themes that inherit it.
  package let names: [String: Color]

  private let colors: [Role: Color]
  /// Tokens that are dim where the display has no colour for them.
  private let dimmed: Set<Role>
  private let heat: [Color]
  private let spectrum: [Color]

  package init(
    name: String, variant: Variant, tokens: [Role: Color], heatPalette: [UInt8],
    names: [String: Color] = [:], display: Display = Display(colors: .trueColor)
  ) {
    let colors = min(display.colors, Self.most(tokens))
    self.name = name
    self.variant = variant
    var display = display
    display.colors = colors
    self.display = display
    self.tokens = tokens
    self.heatPalette = heatPalette
    self.names = names
    let ground = tokens[.background]?.adapted(to: colors, on: nil) ?? .default
    self.colors = Dictionary(
      uniqueKeysWithValues: tokens.map { role, color in
        (role, color.adapted(to: colors, on: role.isBackground ? nil : ground))
      })
    dimmed = colors == .eight ? Self.quiet(tokens) : []
    heat = Self.heatScale(tokens, heatPalette, colors)
    spectrum = Self.scale(tokens[.spectrumLow], tokens[.spectrumHigh], count: 16)
      .map { $0.adapted(to: colors, on: ground) }
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
      return Color.rgb(red: red, green: green, blue: blue).adapted(to: display.colors, on: nil)
    }
  }

  /// How a cell is drawn on this display: no character has its background's colour.
  package func rendition(of cell: Canvas.Cell) -> Rendition {
    let style = cell.style
    var rendition = Rendition(
      foreground: color(style.foreground), background: color(style.background),
      emphasis: style.emphasis)
    if case .role(let role) = style.foreground, dimmed.contains(role) {
      rendition.emphasis.insert(.dim)
    }
    // The two pixels of a half block may well have one colour.
    guard rendition.foreground == rendition.background, !" ▀".contains(cell.grapheme) else {
      return rendition
    }
    rendition.foreground = inkColor(on: rendition.background)
    return rendition
  }

  /// The theme's foreground, or black or white on a background that has its colour.
  private func inkColor(on background: Color) -> Color {
    let foreground = color(.role(.foreground))
    guard foreground == background, let lightness = background.lab?.lightness else {
      return foreground
    }
    return .indexed(lightness > 0.6 ? 0 : 7)
  }

  /// The colours that a theme can make use of.
  private static func most(_ tokens: [Role: Color]) -> Display.Colors {
    if tokens.values.allSatisfy({ $0 == .default }) { return .none }
    let isOfTerminal = tokens.values.allSatisfy { color in
      switch color {
      case .default, .indexed(..<16): true
      default: false
      }
    }
    return isOfTerminal ? .sixteen : .trueColor
  }

  /// The greys that are far from the foreground on their way from the background.
  private static func quiet(_ tokens: [Role: Color]) -> Set<Role> {
    guard let ground = tokens[.background]?.lab, let ink = tokens[.foreground]?.lab else {
      return []
    }
    let least = ground.lightness + 0.75 * (ink.lightness - ground.lightness)
    return Set(
      tokens.filter { role, color in
        guard !role.isBackground, let lab = color.lab, lab.isGrey else { return false }
        return ground.lightness < ink.lightness ? lab.lightness < least : lab.lightness > least
      }.keys)
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
    case .eight, .sixteen:
      let ground = tokens[.background]?.adapted(to: colors, on: nil) ?? .default
      let ends = [tokens[.heatNegative], tokens[.foreground], tokens[.heatPositive]].map {
        ($0 ?? .default).adapted(to: colors, on: ground)
      }
      return (-side...side).map { ends[$0.signum() + 1] }
    case .palette, .trueColor:
      let negative = scale(tokens[.heatZero], tokens[.heatNegative], count: side + 1)
      let positive = scale(tokens[.heatZero], tokens[.heatPositive], count: side + 1)
      return (negative.reversed() + positive.dropFirst()).map { $0.adapted(to: colors, on: nil) }
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

/// How a cell is drawn on one display.
package struct Rendition: Equatable, Sendable {
  package var foreground: Color
  package var background: Color
  package var emphasis: Style.Emphasis
}
