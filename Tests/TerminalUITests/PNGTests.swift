import System
import Testing

@testable import Formats
@testable import TerminalUI

/// A canvas as a picture in pixels: what holds whatever fonts there are.
@Suite struct PNGTests {
  /// The pixels of a file, by their rows and columns.
  private struct Pixels {
    let picture: Picture

    init(_ canvas: Canvas, _ theme: Theme = .dark) throws {
      let bytes = try canvas.png(theme)
      picture = try PNGPicture.decode(bytes.span)
    }

    subscript(row: Int, column: Int) -> UInt32 {
      let start = (row * picture.width + column) * 3
      return picture.pixels[start..<start + 3].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Those of a cell, or of several beside each other.
    func cell(_ row: Int, _ column: Int, columns: Int = 1) -> [UInt32] {
      (32 * row..<32 * (row + 1)).flatMap { y in
        (16 * column..<16 * (column + columns)).map { self[y, $0] }
      }
    }
  }

  private let red = Paint.pixel(red: 255, green: 0, blue: 0)
  private let blue = Paint.pixel(red: 0, green: 0, blue: 255)

  private func canvas(_ columns: Int, _ rows: Int = 1) -> Canvas {
    Canvas(size: Size(columns: columns, rows: rows))
  }

  private func ground(_ theme: Theme = .dark) -> UInt32 {
    theme.opaque(theme.color(.role(.background)), .background)
  }

  @Test(arguments: Theme.builtIn) func itIsAsLargeAsItsCells(theme: Theme) throws {
    let pixels = try Pixels(canvas(30, 4), theme)
    #expect(pixels.picture.width == 480 && pixels.picture.height == 128)
    #expect(Set(pixels.cell(3, 0, columns: 30)) == [ground(theme)])
  }

  @Test func halfBlocksAreTwoPixels() throws {
    var canvas = canvas(2)
    canvas.put(.init("▀", Style(red, on: blue)), row: 0, column: 1)
    let pixels = try Pixels(canvas)
    #expect(Set(pixels.cell(0, 0)) == [ground()])
    let cell = pixels.cell(0, 1)
    #expect(Set(cell.prefix(256)) == [0xFF0000] && Set(cell.suffix(256)) == [0x0000FF])
  }

  @Test func barsShadesAndDotsAreAsLargeAsTheyAre() throws {
    var canvas = canvas(3)
    for (column, character) in ["▃", "▒", "⠁"].enumerated() {
      canvas.put(.init(Character(character), Style(red, on: blue)), row: 0, column: column)
    }
    let pixels = try Pixels(canvas)
    #expect(Set(pixels.cell(0, 0).prefix(20 * 16)) == [0x0000FF])
    #expect(Set(pixels.cell(0, 0).suffix(12 * 16)) == [0xFF0000])
    #expect(Set(pixels.cell(0, 1)) == [0x80007F])
    #expect(pixels.cell(0, 2).count { $0 == 0xFF0000 } == 16)
    #expect(pixels[2, 34] == 0xFF0000 && pixels[5, 37] == 0xFF0000)
  }

  @Test func theLinesOfAFrameMeet() throws {
    var canvas = canvas(4, 3)
    canvas.frame(.unicode, style: Style(red, []))
    let pixels = try Pixels(canvas)
    var inked: Set<[Int]> = []
    for row in 0..<96 {
      for column in 0..<64 where pixels[row, column] == 0xFF0000 { inked.insert([row, column]) }
    }
    // Two pixels wide, from the middle of one corner to that of the next, and whole there.
    var frame: Set<[Int]> = []
    for row in 15..<81 {
      for column in 7..<57 where row < 17 || row > 78 || column < 9 || column > 54 {
        frame.insert([row, column])
      }
    }
    #expect(inked == frame)
  }

  @Test func aGuideIsDashed() throws {
    var canvas = canvas(1)
    canvas.put(.init(Glyphs.unicode.guide, Style(red, [])), row: 0, column: 0)
    let column = try Pixels(canvas).cell(0, 0).enumerated().filter { $0.offset % 16 == 7 }
      .map { $0.element == 0xFF0000 }
    let dash = Array(repeating: true, count: 6) + Array(repeating: false, count: 4)
    #expect(column == Array((dash + dash + dash + dash).prefix(32)))
  }

  @Test func textLeavesInkInItsCellsAlone() throws {
    for text in ["W", "g", "|", "Å", "@", "漢", "é", "e\u{301}", "λ", "→", "\u{10FFFD}"] {
      var canvas = canvas(8, 3)
      let columns = canvas.write(text, row: 1, column: 3, style: Style(red, on: blue))
      let pixels = try Pixels(canvas)
      #expect(Set(pixels.cell(1, 3, columns: columns)).count > 1, "\(text) leaves no ink")
      for row in 0..<3 {
        for column in 0..<8 where row != 1 || column < 3 || column >= 3 + columns {
          #expect(Set(pixels.cell(row, column)) == [ground()], "\(text) in \(row) \(column)")
        }
      }
    }
  }

  @Test func lettersDiffer() throws {
    let letters = "ABILil1O08?.:-→λ"
    var canvas = canvas(letters.count + 2)
    canvas.write(letters, row: 0, column: 0)
    canvas.write("B", row: 0, column: letters.count, style: Style(emphasis: .bold))
    let pixels = try Pixels(canvas)
    let cells = (0...letters.count).map { pixels.cell(0, $0) }
    #expect(Set(cells).count == cells.count)
    // A character that an accent is drawn over is the one that has it.
    var accented = self.canvas(2)
    accented.write("ee\u{301}", row: 0, column: 0)
    let letter = try Pixels(accented)
    #expect(letter.cell(0, 0) != letter.cell(0, 1))
  }

  @Test func dimTextIsFainterAndUnderlinedTextHasALine() throws {
    func cell(_ emphasis: Style.Emphasis) throws -> [UInt32] {
      var canvas = canvas(1)
      canvas.write(
        "H", row: 0, column: 0,
        style: Style(
          .pixel(red: 255, green: 255, blue: 255), on: .pixel(red: 0, green: 0, blue: 0), emphasis))
      return try Pixels(canvas).cell(0, 0)
    }
    let (plain, dim, underlined) = (try cell([]), try cell(.dim), try cell(.underline))
    #expect(plain.max() == 0xFFFFFF && dim.max() == 0x999999)
    let added = zip(plain, underlined).enumerated().filter { $0.element.0 != $0.element.1 }
    #expect(Set(added.map { $0.offset / 16 }).count == 2)
    #expect(added.count == 32 && added.allSatisfy { $0.element.1 == 0xFFFFFF })
  }

  @Test(arguments: Theme.builtIn) func whatIsReversedHasItsColoursTurnedRound(theme: Theme) throws {
    var canvas = canvas(2)
    canvas.put(.init(" ", Style(emphasis: .reverse)), row: 0, column: 0)
    canvas.put(.init("█", Style()), row: 0, column: 1)
    let pixels = try Pixels(canvas, theme)
    #expect(pixels.cell(0, 0) == pixels.cell(0, 1) && pixels[0, 0] != ground(theme))
  }

  @Test func picturesAreInTheirOwnPixels() throws {
    var canvas = canvas(5, 3)
    let heatmap = Heatmap(values: [1, -1, .nan, 0], height: 2, width: 2)
    canvas.write("xxxx", row: 0, column: 0)
    canvas.lay(
      .init(.heatmap(heatmap, marked: nil), size: Size(columns: 4, rows: 2), halfRows: 3), row: 0,
      column: 0)
    canvas.put(.init("█", Style(red, [])), row: 0, column: 3)
    let pixels = try Pixels(canvas)
    func color(_ paint: Paint) -> UInt32 { Theme.dark.pixel(paint) }
    #expect(Set(pixels.cell(0, 0).prefix(24 * 16)) == [color(.heat(31))])
    #expect(Set(pixels.cell(0, 2).prefix(24 * 16)) == [color(.heat(-31))])
    #expect(Set(pixels.cell(0, 3)) == [0xFF0000], "what is drawn over it hides it")
    // What is no number is hatched: behind it is the background, and not the text.
    let hatched = Set(pixels.cell(1, 0).prefix(256))
    #expect(hatched == [color(.role(.heatNaN)), ground()])
    #expect(Set(pixels.cell(1, 2).prefix(256)) == [color(.heat(0))])
    #expect(Set(pixels.cell(1, 2).suffix(256)) == [ground()], "it fills three halves of rows")
    #expect(Set(pixels.cell(2, 0, columns: 5)) == [ground()])
  }

  @Test func anImageIsNotReducedToHalfBlocks() throws {
    let values = (0..<64).map { Float($0) / 64 }
    let tile = try #require(ImageTile(values, channels: 1, height: 8, width: 8))
    var canvas = canvas(4, 2)
    tile.draw(
      on: &canvas, row: 0, column: 0, room: canvas.size, display: Display(colors: .trueColor))
    #expect(Set(try Pixels(canvas).cell(0, 0, columns: 4)).count == 32)
  }

  @Test func whatWouldBeTooLargeIsRefused() {
    #expect(throws: Failure.self) { try Canvas.checkPNG(Size(columns: 1000, rows: 1000)) }
    #expect(throws: Never.self) { try Canvas.checkPNG(Size(columns: 512, rows: 256)) }
    #expect(throws: Failure.self) { try Canvas(size: Size(columns: 0, rows: 3)).png(.dark) }
  }
}
