import Testing

@testable import TerminalUI

/// Pictures lie over cells, go where these go, and end where something else is drawn.
@Suite struct CanvasPictureTests {
  private let picture = Canvas.Picture(
    .heatmap(Heatmap(values: [1, -1, 0.5, 0], height: 2, width: 2), marked: nil),
    size: Size(columns: 4, rows: 3), halfRows: 6)

  private func canvas(_ columns: Int, _ rows: Int) -> Canvas {
    Canvas(size: Size(columns: columns, rows: rows))
  }

  /// Which cells show a picture, and which of its cells.
  private func tiles(_ canvas: Canvas) -> [[String]] {
    (0..<canvas.size.rows).map { row in
      (0..<canvas.size.columns).map { column in
        canvas[row, column].tile.map { "\($0.row)\($0.column)" } ?? "--"
      }
    }
  }

  @Test func aPictureIsCutAtTheEdges() throws {
    var canvas = canvas(5, 4)
    canvas.lay(picture, row: -1, column: 3)
    #expect(
      tiles(canvas) == [
        ["--", "--", "--", "10", "11"], ["--", "--", "--", "20", "21"],
        ["--", "--", "--", "--", "--"], ["--", "--", "--", "--", "--"],
      ])
    let showing = try #require(canvas.showings[0])
    #expect(showing.row == -1 && showing.column == 3)
    #expect(showing.visibleRows == 0..<2 && showing.visibleColumns == 3..<5)
    #expect(showing.runs == [4..<6, 8..<10])
  }

  @Test func aCanvasBringsItsPicturesAlong() throws {
    var inner = canvas(4, 3)
    inner.lay(picture, row: 0, column: 0)
    var middle = canvas(4, 3)
    middle.draw(inner, row: 1, column: 1)
    var outer = canvas(6, 4)
    outer.lay(picture, row: 0, column: 0)
    outer.draw(middle, row: 1, column: 1)
    #expect(
      tiles(outer) == [
        ["00", "01", "02", "03", "--", "--"], ["10", "--", "--", "--", "--", "--"],
        ["20", "--", "00", "01", "02", "--"], ["--", "--", "10", "11", "12", "--"],
      ])
    #expect(outer.showings.count == 2)
    #expect(outer.showings[1]?.row == 2 && outer.showings[1]?.column == 2)
    #expect(outer[2, 2].tile?.picture == 1 && outer[0, 0].tile?.picture == 0)
  }

  @Test func textIsNeverBelowAPicture() throws {
    var canvas = canvas(8, 4)
    canvas.lay(picture, row: 0, column: 0)
    canvas.write("ab", row: 1, column: 1)
    canvas.put(Canvas.Cell("x"), row: 2, column: 3)
    canvas.fill(rows: 0..<1, style: Style())
    #expect(
      tiles(canvas) == [
        Array(repeating: "--", count: 8), ["10", "--", "--", "13", "--", "--", "--", "--"],
        ["20", "21", "22", "--", "--", "--", "--", "--"], Array(repeating: "--", count: 8),
      ])
    #expect(try #require(canvas.showings[0]).runs == [4..<5, 7..<8, 8..<11])
    canvas.draw(self.canvas(8, 4), row: 0, column: 0)
    #expect(canvas.showings.isEmpty)
  }

  @Test func withoutPicturesTheCellsStay() {
    var canvas = canvas(4, 3)
    canvas.write("abcd", row: 0, column: 0)
    canvas.lay(picture, row: 0, column: 0)
    let bare = canvas.withoutPictures()
    #expect(bare.pictures.isEmpty && bare.text == canvas.text && bare.showings.isEmpty)
    #expect(canvas.withoutPictures { _, _ in Canvas.Cell("z") }.text == "zzzz\nzzzz\nzzzz\n")
  }

  @Test(arguments: [Display.Colors.none, .eight, .palette, .trueColor])
  func picturesFillTheCellsThatStandForThem(_ colors: Display.Colors) throws {
    let display = Display(colors: colors)
    var canvas = canvas(30, 12)
    let map = Heatmap(values: ArraySlice((0..<35).map(Float.init)), height: 5, width: 7)
    let tier = Heatmap.Tier(display)
    let placement = try #require(map.placement(in: Size(columns: 20, rows: 9), tier: tier))
    map.draw(
      on: &canvas, row: 1, column: 2, placement, tier: tier, glyphs: .suited(to: display),
      cursor: (row: 1, column: 1))
    let image = try #require(ImageTile([0, 1, 0.5, 1], channels: 1, height: 2, width: 2))
    let size = image.draw(
      on: &canvas, row: 1, column: 23, room: Size(columns: 6, rows: 4), display: display)
    let showings = canvas.showings.sorted { $0.key < $1.key }.map(\.value)
    guard colors > .none else {
      #expect(showings.isEmpty)
      return
    }
    #expect(showings.map(\.picture.size) == [placement.size, size])
    for showing in showings {
      #expect(!showing.isVisible.contains(false))
      #expect((showing.picture.halfRows + 1) / 2 == showing.picture.size.rows)
    }
    // Exports don't know of them.
    #expect(canvas.ansi(.dark) == canvas.withoutPictures().ansi(.dark))
  }

  /// Half a cell of 8 by 16 pixels has a square for each of four values.
  @Test func fewerValuesFallTogetherWhereThereArePixels() throws {
    let map = Heatmap(values: ArraySlice(repeating: 1, count: 26 * 26), height: 26, width: 26)
    let room = Size(columns: 13, rows: 7)
    let placement = try #require(map.placement(in: room, tier: .halfBlocks))
    #expect(placement.pool == 2)
    #expect(placement.reduction(on: Display(colors: .trueColor)) == 2)
    for (width, height, reduction) in [(8, 16, 1), (2, 4, 1), (1, 2, 2)] {
      let cell = PixelSize(width: width, height: height)
      let display = Display(colors: .trueColor, cell: cell)
      #expect(placement.reduction(on: display) == reduction)
    }
  }

  /// One whose storage is another is the same one, NaN or not.
  @Test func equalPicturesAreEqual() {
    func picture(_ values: [Float]) -> Canvas.Picture {
      Canvas.Picture(
        .heatmap(Heatmap(values: values[...], height: 1, width: 3, scale: 1), marked: nil),
        size: Size(columns: 3, rows: 1), halfRows: 1)
    }
    #expect(picture([0, .nan, 1]) == picture([0, .nan, 1]))
    #expect(picture([0, .nan, 1]) != picture([0, 0, 1]))
    #expect(picture([0, .nan, 1]).hasGaps && !picture([0, 0, 1]).hasGaps)
  }
}

/// Pictures as pixels.
@Suite struct BitmapTests {
  @Test func aHeatmapHasTheThemesColoursAndItsStrongestValues() throws {
    let values: [Float] = [1, 0, -1, .nan, 0.1, -0.9, 0.2, 0.3]
    let map = Heatmap(values: values[...], height: 2, width: 4)
    func color(_ paint: Paint) -> UInt32 { Theme.dark.pixel(paint) }
    let side = Paint.heatSteps
    let whole = map.bitmap(width: 100, height: 100, marked: nil, theme: .dark)
    #expect(whole.width == 4 && whole.height == 2)
    #expect(whole.pixels[0] == color(.heat(side)) && whole.pixels[2] == color(.heat(-side)))
    #expect(whole.pixels[3] == color(.role(.heatNaN)) | Bitmap.hatched)
    let reduced = map.bitmap(width: 2, height: 1, marked: nil, theme: .dark)
    #expect(
      reduced.pixels == [color(.heat(side)), color(.role(.heatNaN)) | Bitmap.hatched])
    let marked = map.bitmap(
      width: 4, height: 2, marked: Heatmap.Block(rows: 1..<2, columns: 2..<3), theme: .dark)
    #expect(marked.pixels[6] == color(.role(.heatCursor)))
    #expect(marked.pixels.indices.filter { marked.pixels[$0] != whole.pixels[$0] } == [6])
  }

  @Test func anImageIsReducedToMeans() throws {
    let grey = try #require(
      ImageTile([0, 1, 1, 1, 0, 0, 0.5, 0.5], channels: 1, height: 2, width: 4))
    #expect(
      grey.bitmap(width: 4, height: 2).pixels
        == [0, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0, 0, 0x808080, 0x808080])
    #expect(grey.bitmap(width: 2, height: 1).pixels == [0x404040, 0xBFBFBF])
    let color = try #require(ImageTile([1, 0, 0, 1, 0, 0.2], channels: 3, height: 1, width: 2))
    #expect(color.bitmap(width: 2, height: 1).pixels == [0xFF0000, 0x00FF33])
  }

  @Test func enlargedPixelsAreSquares() {
    let bitmap = Bitmap(width: 2, height: 1, pixels: [1, 2])
    #expect(bitmap.enlarged(width: 5, height: 2).pixels == [1, 1, 1, 2, 2, 1, 1, 1, 2, 2])
    let hatched = Bitmap(width: 1, height: 1, pixels: [5 | Bitmap.hatched])
    let stripes = hatched.enlarged(width: 4, height: 2).pixels
    let clear = Bitmap.clear
    #expect(stripes == [5, 5, clear, clear, 5, clear, clear, 5])
    #expect(bitmap.padded(height: 2).pixels == [1, 2, clear, clear])
    var target = Bitmap(width: 3, height: 2)
    target.copy(bitmap, rows: 0..<1, columns: 1..<2, toRow: 1, column: 2)
    #expect(target.pixels == [clear, clear, clear, clear, clear, 2])
  }

  /// How far apart two colours are in the channel in which they differ most.
  private func difference(_ a: UInt32, _ b: UInt32) -> Int {
    var most = 0
    for shift in 0..<3 as Range<UInt32> {
      let (one, other) = (Int(a >> (8 * shift) & 0xFF), Int(b >> (8 * shift) & 0xFF))
      most = max(most, abs(one - other))
    }
    return most
  }

  @Test func fewColoursStayAndManyAreNear() {
    let few = Bitmap(width: 3, height: 1, pixels: [0x010203, 0xFFFFFF | Bitmap.hatched, 0x010203])
    let (palette, places) = few.reduced(toColors: 2)
    #expect(palette == [0x010203, 0xFFFFFF])
    #expect(places.pixels == [0, 1 | Bitmap.hatched, 0])

    var ramp: [UInt32] = []
    for red in 0..<64 as Range<UInt32> {
      for green in 0..<64 as Range<UInt32> { ramp.append(red << 18 | green << 10 | 0x40) }
    }
    for limit in [1, 2, 16, 256] {
      let (palette, places) = Bitmap(width: 64, height: 64, pixels: ramp).reduced(toColors: limit)
      #expect(palette.count == limit && places.pixels.allSatisfy { $0 < limit })
      let worst = zip(ramp, places.pixels).map { pixel, place in
        difference(pixel, palette[Int(place)])
      }.max()
      // A square of 256 by 256 is shared by so many.
      let side = Double(limit).squareRoot()
      #expect(Double(worst ?? 256) <= 256 / side + 8, "\(limit)")
    }
  }

  /// A theme of sixteen colours has one for each sign: how large a value is, the picture tells all the same.
  @Test func degreesAreSeenInSixteenColours() {
    let map = Heatmap(values: [-1, -0.5, 0, 0.5, 1], height: 1, width: 5)
    let pixels = map.bitmap(width: 5, height: 1, marked: nil, theme: .sixteen).pixels
    #expect(Set(pixels).count == 5 && pixels[2] == 0x161616)
    #expect([pixels[0], pixels[4]] == [.heat(-31), .heat(31)].map { Theme.sixteen.pixel($0) })
  }
}
