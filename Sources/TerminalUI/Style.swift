/// What a cell is for, as a theme names it.
package enum Role: String, CaseIterable, Sendable {
  case background, foreground, title, border, selection, inactive, key, footer, ok, warning, error
  case progress, match, threshold, axis, bulk, node, edge, ancestor, descendant
  case borderFocused = "border_focused"
  case selectionUnfocused = "selection_unfocused"
  case spectrumLow = "spectrum_low"
  case spectrumHigh = "spectrum_high"
  case heatNegative = "heat_negative"
  case heatZero = "heat_zero"
  case heatPositive = "heat_positive"
  case heatNaN = "heat_nan"
  case heatCursor = "heat_cursor"
  case incidenceOn = "incidence_on"
  case incidenceOff = "incidence_off"

  /// Whether text stands on it.
  package var isBackground: Bool {
    switch self {
    case .background, .selection, .selectionUnfocused: true
    default: false
    }
  }
}

/// A colour by its meaning; a theme turns it into one that a terminal can show.
package enum Paint: Hashable, Sendable {
  /// One of the theme's tokens.
  case role(Role)
  /// A step of the diverging scale, from -`heatSteps` (most negative) to `heatSteps`.
  case heat(Int8)
  /// A step between `spectrum_low` (0) and `spectrum_high` (`spectrumSteps`).
  case spectrum(UInt8)
  /// A pixel of an input image.
  case pixel(red: UInt8, green: UInt8, blue: UInt8)

  /// Steps of the diverging scale on each side of zero: 63 in all.
  package static let heatSteps: Int8 = 31
  /// The last step of the spectrum's gradient.
  package static let spectrumSteps: UInt8 = 15
}

/// How a cell is drawn, by meaning.
package struct Style: Hashable, Sendable {
  /// Marks that do not depend on colour.
  package struct Emphasis: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let bold = Emphasis(rawValue: 1)
    package static let dim = Emphasis(rawValue: 2)
    package static let underline = Emphasis(rawValue: 4)
    package static let reverse = Emphasis(rawValue: 8)
  }

  package var foreground: Paint
  package var background: Paint
  package var emphasis: Emphasis

  package init(
    _ foreground: Paint = .role(.foreground), on background: Paint = .role(.background),
    _ emphasis: Emphasis = []
  ) {
    self.foreground = foreground
    self.background = background
    self.emphasis = emphasis
  }
}

extension Style {
  package init(emphasis: Emphasis) {
    self.init(.role(.foreground), on: .role(.background), emphasis)
  }

  /// A foreground of one of the theme's tokens.
  package static func role(_ role: Role, _ emphasis: Emphasis = []) -> Style {
    Style(.role(role), on: .role(.background), emphasis)
  }

  package init(_ foreground: Paint, _ emphasis: Emphasis) {
    self.init(foreground, on: .role(.background), emphasis)
  }
}
