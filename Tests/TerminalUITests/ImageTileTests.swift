import Testing

@testable import TerminalUI

/// Pictures as they are drawn.
@Suite struct ImageTileTests {
  @Test(arguments: [(2, 4), (4, 4), (1, 3)]) func whatIsNoPictureIsNone(
    _ channels: Int, _ count: Int
  ) {
    #expect(
      ImageTile([Float](repeating: 1, count: count), channels: channels, height: 2, width: 1) == nil
    )
  }

  @Test func coloursAreThoseOfTheChannels() throws {
    let tile = try #require(
      ImageTile([1, 0, 0, 0.5, 0, 1, 0, 0.5, 0, 0, 1, 0.5], channels: 3, height: 2, width: 2))
    var canvas = Canvas(size: Size(columns: 2, rows: 1))
    let display = Display(colors: .trueColor)
    tile.draw(on: &canvas, row: 0, column: 0, room: canvas.size, display: display)
    #expect(canvas[0, 0].style.foreground == .pixel(red: 255, green: 0, blue: 0))
    #expect(canvas[0, 1].style.foreground == .pixel(red: 0, green: 255, blue: 0))
    #expect(canvas[0, 0].style.background == .pixel(red: 0, green: 0, blue: 255))
    #expect(canvas[0, 1].style.background == .pixel(red: 128, green: 128, blue: 128))
  }

  /// The brightest part of an image is not white for that.
  @Test func brightnessIsNotStretched() throws {
    let tile = try #require(ImageTile([0.2, 0.4, 0.4, .nan], channels: 1, height: 2, width: 2))
    var canvas = Canvas(size: Size(columns: 2, rows: 1))
    tile.draw(
      on: &canvas, row: 0, column: 0, room: canvas.size, display: Display(colors: .trueColor))
    #expect(canvas[0, 0].style.foreground == .pixel(red: 51, green: 51, blue: 51))
    #expect(canvas[0, 0].style.background == .pixel(red: 102, green: 102, blue: 102))
    #expect(canvas[0, 1].style.background == .pixel(red: 0, green: 0, blue: 0))
  }
}
