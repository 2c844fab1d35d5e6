extension Drawing {
  /// Whether a character is drawn as a shape.
  static func isShape(_ character: Character) -> Bool {
    let glyphs = Glyphs.unicode
    return character == "▀" || character == glyphs.guide
      || glyphs.joints.dropFirst().contains(character)
      || glyphs.bars.dropFirst().contains(character) || glyphs.shades.contains(character)
      || dots(of: character) != nil
  }

  /// The dots of a braille pattern (Unicode 2800 to 28FF); nil for another character.
  fileprivate static func dots(of character: Character) -> UInt32? {
    let scalar = character.unicodeScalars.first?.value ?? 0
    return (0x2800...0x28FF).contains(scalar) ? scalar - 0x2800 : nil
  }
}

extension Drawing.Part {
  private static var width: Int { Drawing.cellWidth }
  private static var height: Int { Drawing.cellHeight }

  /// Cells beside each other.
  static func box(_ x: Int, _ y: Int, _ columns: Int, opacity: Double = 1) -> Self {
    .rectangle(x: x, y: y, width: columns * width, height: height, opacity: opacity)
  }

  /// A character that is a shape, several times from a cell on.
  static func shape(of character: Character, _ x: Int, _ y: Int, _ columns: Int) -> [Self] {
    let glyphs = Glyphs.unicode
    if character == "▀" {
      return [
        .rectangle(x: x, y: y, width: columns * width, height: height / 2, opacity: 1)
      ]
    }
    if let level = glyphs.bars.firstIndex(of: character) {
      let rows = height * level / 8
      return [
        .rectangle(
          x: x, y: y + height - rows, width: columns * width, height: rows, opacity: 1)
      ]
    }
    if let level = glyphs.shades.firstIndex(of: character) {
      return [.box(x, y, columns, opacity: Double(level + 1) / 4)]
    }
    if let dots = Drawing.dots(of: character) {
      return (0..<columns).flatMap { shape(ofDots: dots, x + $0 * width, y) }
    }
    let isDashed = character == glyphs.guide
    let ways = isDashed ? 3 : glyphs.joints.firstIndex(of: character) ?? 0
    return [.lines(lines(ways: ways, x, y, columns), isDashed: isDashed)]
  }

  /// Lines through cells, by where they go, as in `Glyphs.joints`.
  private static func lines(ways: Int, _ x: Int, _ y: Int, _ columns: Int) -> [Drawing.Line] {
    let (middle, center) = (width / 2, y + height / 2)
    if ways == 12 {
      return [Drawing.Line(x: x, y: center, isAcross: true, length: columns * width)]
    }
    return (0..<columns).flatMap { column in
      let x = x + column * width + middle
      if ways == 3 { return [Drawing.Line(x: x, y: y, isAcross: false, length: height)] }
      let ends = [(false, -height / 2), (false, height / 2), (true, -middle), (true, middle)]
      return ends.enumerated().filter { ways >> $0.offset & 1 == 1 }.map {
        Drawing.Line(x: x, y: center, isAcross: $0.element.0, length: $0.element.1)
      }
    }
  }

  /// Bits count down the left column, then the right one; the lowest row came later.
  private static func shape(ofDots dots: UInt32, _ x: Int, _ y: Int) -> [Self] {
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    return places.enumerated().filter { dots >> UInt32($0.offset) & 1 == 1 }.map {
      .rectangle(
        x: x + 1 + $0.element.0 * width / 2, y: y + 1 + $0.element.1 * height / 4, width: 2,
        height: 2, opacity: 1)
    }
  }
}
