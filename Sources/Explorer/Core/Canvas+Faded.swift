import TerminalUI

extension Canvas {
  /// The same in the colour of what is inactive; of pixels their strength is left, as shades.
  func faded(_ glyphs: Glyphs, _ display: Display) -> Canvas {
    let style = Style.role(.inactive, display.colors == .none ? .dim : [])
    var faded = self
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        var cell = self[row, column].withoutPicture
        if cell.grapheme == "▀" {
          let strength = (cell.style.foreground.strength + cell.style.background.strength) / 2
          let level = Int(strength * Double(glyphs.shades.count + 1))
          cell.grapheme =
            level == 0 ? " " : glyphs.shades[min(level, glyphs.shades.count) - 1]
        }
        cell.style = style
        faded.replace(cell, row: row, column: column)
      }
    }
    return faded
  }
}

extension Paint {
  /// How far a pixel is from nothing, 0 to 1.
  fileprivate var strength: Double {
    switch self {
    case .heat(let step): abs(Double(step)) / Double(Self.heatSteps)
    case .pixel(let red, let green, let blue): Double(Int(red) + Int(green) + Int(blue)) / 765
    case .role, .spectrum: 0
    }
  }
}
