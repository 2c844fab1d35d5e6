/// What the screen at hand can show.
package struct Display: Hashable, Sendable {
  /// How many colours there are.
  package enum Colors: String, CaseIterable, Comparable, Sendable {
    case none
    case eight = "8"
    case sixteen = "16"
    case palette = "256"
    case trueColor = "truecolor"

    package static func < (a: Colors, b: Colors) -> Bool {
      let all = allCases
      return (all.firstIndex(of: a) ?? 0) < (all.firstIndex(of: b) ?? 0)
    }
  }

  package var colors: Colors
  /// Whether block and box characters can be shown.
  package var isUnicode: Bool
  /// Whether its font has the dots of braille, as the Linux console's has not.
  package var hasBraille = true
  /// How large a cell is where pictures are shown in pixels; nil where half blocks stand for them.
  package var cell: PixelSize?

  package init(colors: Colors, isUnicode: Bool = true, cell: PixelSize? = nil) {
    self.colors = colors
    self.isUnicode = isUnicode
    self.cell = cell
  }

  /// Whether half blocks have the colours of pixels, rather than characters stand for them.
  package var showsPixels: Bool { isUnicode && colors > .sixteen }

  /// Whether pixels can stand in place of characters: not where colours are not wanted.
  package var canShowPictures: Bool { isUnicode && colors > .none }
}

/// How many pixels something has.
package struct PixelSize: Hashable, Sendable {
  package let width, height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A colour as a terminal knows it.
package enum Color: Hashable, Sendable {
  /// The terminal's own.
  case `default`
  /// A place in the palette: 0 to 15 the terminal's named colours, then the 6x6x6 cube and greys.
  case indexed(UInt8)
  /// 24 bits.
  case rgb(red: UInt8, green: UInt8, blue: UInt8)
}
