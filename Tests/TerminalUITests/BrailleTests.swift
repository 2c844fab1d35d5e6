import Testing

@testable import TerminalUI

/// Lines of dots, two by four in a character.
@Suite struct BrailleTests {
  /// The dots of a line, by their places from the left and the top; Unicode numbers them downwards,
  /// the left three, the right three, then the last two.
  private func dots(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), in size: Size
  ) -> Set<[Int]> {
    var braille = Braille(size: size)
    braille.line(from: start, to: end, style: Style())
    var canvas = Canvas(size: size)
    braille.draw(on: &canvas, row: 0, column: 0, display: Display(colors: .palette))
    var found: Set<[Int]> = []
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let scalar = canvas[row, column].grapheme.unicodeScalars.first?.value ?? 0
        guard (0x2800...0x28FF).contains(scalar) else { continue }
        for (bit, (x, y)) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
          .enumerated() where (scalar - 0x2800) >> UInt32(bit) & 1 == 1
        {
          found.insert([2 * column + x, 4 * row + y])
        }
      }
    }
    return found
  }

  @Test func aLineHasADotInEveryColumnItPassesOrInEveryRow() {
    let size = Size(columns: 9, rows: 5)
    #expect(dots(from: (0, 0), to: (3, 3), in: size) == [[0, 0], [1, 1], [2, 2], [3, 3]])
    // Most begin or end outside, so that their part inside is of no whole length.
    for x in stride(from: -41, through: 57, by: 7) {
      for y in stride(from: -23, through: 43, by: 6) {
        for end in [(x: 5, y: 9), (x: 17, y: 0), (x: 0, y: 19), (x: 30, y: 11)] {
          let found = dots(from: (x, y), to: end, in: size)
          let axis = abs(end.x - x) >= abs(end.y - y) ? 0 : 1
          let places = Set(found.map { $0[axis] }).sorted()
          guard let first = places.first, let last = places.last else { continue }
          #expect(places == Array(first...last), "\(x),\(y) to \(end)")
        }
      }
    }
  }

  @Test func whatLiesOutsideIsNotDrawn() {
    let size = Size(columns: 3, rows: 2)
    #expect(dots(from: (-4, 2), to: (-1, 5), in: size).isEmpty)
    #expect(dots(from: (6, 0), to: (6, 7), in: size).isEmpty)
    #expect(dots(from: (-9, 3), to: (99, 3), in: size) == Set((0..<6).map { [$0, 3] }))
    #expect(dots(from: (5, -9), to: (5, 99), in: size) == Set((0..<8).map { [5, $0] }))
    #expect(dots(from: (2, 2), to: (2, 2), in: size) == [[2, 2]])
  }

  /// The Linux console's font has no braille: there stand points.
  @Test func withoutBrailleThereArePoints() {
    var braille = Braille(size: Size(columns: 4, rows: 1))
    braille.set(x: 0, y: 0, style: Style())
    var display = Display(colors: .eight)
    display.hasBraille = false
    var canvas = Canvas(size: braille.size)
    braille.draw(on: &canvas, row: 0, column: 0, display: display)
    #expect(canvas[0, 0].grapheme == "·")
    let glyphs = Glyphs.suited(to: display)
    let fonts = Set("─│┌┐└┘┤├┴┬┼░▒▓█▄·")
    for glyph in glyphs.joints + glyphs.bars + glyphs.shades + glyphs.corners {
      #expect(glyph.isASCII || fonts.contains(glyph), "\(glyph)")
    }
  }
}
