import TerminalUI

/// How images of one size lie in the room they have: each in its own size, larger where several rows
/// of larger ones fit, smaller where not even one fits.
struct ImageGrid: Equatable {
  /// The room of a picture, and the lines below it.
  let tile: Size
  let captionRows: Int
  /// How many there are in a row, and how many rows.
  let across, down: Int

  /// The least columns that a caption has.
  private static let leastColumns = 14
  private static let gap = 2
  /// As many images as tell something beside each other.
  private static let (wantedAcross, wantedDown) = (3, 2)
  /// The rows and columns of pixels in which a picture can be made out.
  private static let leastPixels = 28

  /// The grid of images of a size.
  init(room: Size, height: Int, width: Int, display: Display) {
    let mostRows = min(3, room.rows / 3)
    func fitting(_ tile: Size, _ captionRows: Int) -> (across: Int, down: Int) {
      guard tile.columns <= room.columns else { return (0, 0) }
      let pitch = max(tile.columns, min(Self.leastColumns, room.columns)) + Self.gap
      return (
        (room.columns + Self.gap) / pitch, room.rows / max(1, tile.rows + captionRows)
      )
    }
    let scales = Placement.scales(
      height: height, width: width, isInHalves: display.showsPixels, zoom: 8)
    let least = min(Self.leastPixels, height)
    let large = scales.prefix { $0.pixelRows >= least }
    // A second row of images is worth more than a second and a third line below the first.
    let captions = [mostRows, min(2, mostRows), min(1, mostRows)]
    let wanted = captions.lazy.flatMap { rows in large.map { (tile: $0.size, rows: rows) } }
      .first { layout in
        let (across, down) = fitting(layout.tile, layout.rows)
        return across >= Self.wantedAcross && down >= Self.wantedDown
      }
    let some = scales.dropFirst(max(0, large.count - 1)).map { (tile: $0.size, rows: mostRows) }
      .first { layout in
        let (across, down) = fitting(layout.tile, layout.rows)
        return across > 0 && down > 0
      }
    let chosen = wanted ?? some
    captionRows = chosen?.rows ?? mostRows
    tile = chosen?.tile ?? Size(columns: 0, rows: 0)
    (across, down) = chosen.map { fitting($0.tile, $0.rows) } ?? (0, 0)
  }

  /// The columns that an image has with its caption.
  func columns(in room: Size) -> Int {
    min(room.columns, max(tile.columns, Self.leastColumns))
  }

  /// Whether there is a line below them.
  func hasSpareRow(in room: Size) -> Bool { room.rows > down * (tile.rows + captionRows) }

  /// Where an image in sight stands, from 0.
  func origin(of index: Int, in room: Size) -> (row: Int, column: Int) {
    (
      index / across * (tile.rows + captionRows),
      index % across * (columns(in: room) + Self.gap)
    )
  }

  /// The places in sight: the row of the cursor stays in the middle where it can.
  func window(_ count: Int, around place: Int) -> Range<Int> {
    guard across > 0, count > 0 else { return 0..<0 }
    let rows = List.window((count + across - 1) / across, around: place / across, rows: down)
    return rows.lowerBound * across..<min(count, rows.upperBound * across)
  }
}
