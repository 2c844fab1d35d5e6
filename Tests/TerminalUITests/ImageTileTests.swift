import Testing

@testable import TerminalUI

/// Images of networks that take them as one row of numbers are squares again.
@Suite struct ImageTileTests {
  private func flat(_ values: [Float]) -> ImageTile? {
    ImageTile(values, maps: values.count, height: 1, width: 1)
  }

  @Test(arguments: [(4, 2), (12, 2), (27, 3), (36, 6), (48, 4), (784, 28), (3072, 32)])
  func aFlatImageIsASquareOfOneChannelOrThree(_ count: Int, _ side: Int) throws {
    let tile = try #require(flat([Float](repeating: 1, count: count)))
    #expect(tile.height == side && tile.width == side)
  }

  @Test(arguments: [1, 2, 3, 5, 24]) func whatIsNoSquareIsNoImage(_ count: Int) {
    #expect(flat([Float](repeating: 1, count: count)) == nil)
  }

  @Test func theColoursOfAFlatImageAreItsThirds() throws {
    let tile = try #require(flat([1, 0, 0, 0.5, 0, 1, 0, 0.5, 0, 0, 1, 0.5]))
    var canvas = Canvas(size: Size(columns: 2, rows: 1))
    let display = Display(colors: .trueColor)
    tile.draw(on: &canvas, row: 0, column: 0, room: canvas.size, display: display)
    #expect(canvas[0, 0].style.foreground == .pixel(red: 255, green: 0, blue: 0))
    #expect(canvas[0, 1].style.foreground == .pixel(red: 0, green: 255, blue: 0))
    #expect(canvas[0, 0].style.background == .pixel(red: 0, green: 0, blue: 255))
    #expect(canvas[0, 1].style.background == .pixel(red: 128, green: 128, blue: 128))
  }
}
