import DeepDataProfiler
import TerminalUI

/// How the maps of a stage lie in some room: row by row, as large as all of them fit, or else in a size that
/// can be made out, so that not all are in sight.
struct StageGrid {
  /// Where the name of a map stands.
  enum Captions {
    case above, beside, none
  }

  let captions: Captions
  /// How a map is drawn.
  let tile: Placement
  /// The columns and rows from one map to the next, with a column before it for a mark.
  let pitch: Size
  let across, down: Int

  /// The columns of a caption beside a map of one value.
  static let besideWidth = 13
  /// The narrowest map with a caption above it, the narrowest without, and the one that is scrolled through.
  private static let leastCaption = 5, least = 4, scrolled = 8
  /// The widest map.
  private static let most = 96

  /// The grid of some maps; nil where there is no room for one.
  init?(maps: FeatureMaps, room: Size, tier: Heatmap.Tier) {
    guard maps.count > 0, maps.height > 0, maps.width > 0, room.columns > 1, room.rows > 0 else {
      return nil
    }
    let heatmap = Heatmap(
      values: maps[0], height: maps.height, width: maps.width, scale: maps.magnitude)
    func grid(_ columns: Int, _ captions: Captions) -> StageGrid? {
      Self(heatmap, columns: columns, captions, room: room, tier: tier)
    }
    let found: StageGrid?
    if maps.height * maps.width == 1 {
      found =
        [Captions.beside, .none].lazy.compactMap { grid(2, $0) }
        .first { $0.capacity >= maps.count } ?? grid(2, .beside) ?? grid(2, .none)
    } else {
      let widest = min(room.columns - 1, Self.most)
      let sizes =
        stride(from: widest, through: Self.leastCaption, by: -1).lazy.map { ($0, Captions.above) }
      let smaller =
        stride(from: min(widest, Self.scrolled), through: Self.least, by: -1).lazy.map {
          ($0, Captions.none)
        }
      found =
        sizes.compactMap { grid($0.0, $0.1) }.first { $0.capacity >= maps.count }
        ?? smaller.compactMap { grid($0.0, $0.1) }.first { $0.capacity >= maps.count }
        ?? grid(min(widest, Self.scrolled), .above) ?? grid(min(widest, Self.scrolled), .none)
    }
    guard let found else { return nil }
    self = found
  }

  /// A grid of maps of so many columns; nil where not one fits.
  private init?(
    _ heatmap: Heatmap, columns: Int, _ captions: Captions, room: Size, tier: Heatmap.Tier
  ) {
    // Cells are about twice as high as they are wide.
    let rows = min(room.rows - (captions == .above ? 1 : 0), (columns + 1) / 2)
    guard let tile = heatmap.placement(in: Size(columns: columns, rows: rows), tier: tier) else {
      return nil
    }
    self.tile = tile
    self.captions = captions
    let isSingle = heatmap.height * heatmap.width == 1
    pitch = Size(
      columns: 1 + tile.size.columns + (captions == .beside ? Self.besideWidth : 0),
      rows: tile.size.rows + (isSingle ? 0 : 1))
    across = room.columns / pitch.columns
    // The last row needs no gap below it.
    down = (room.rows + (captions == .none && !isSingle ? 1 : 0)) / pitch.rows
    guard across > 0, down > 0 else { return nil }
  }

  /// How many maps are in sight.
  var capacity: Int { across * down }

  /// The rows of the grid that are in sight, around a map.
  func window(_ count: Int, around selected: Int?) -> Range<Int> {
    List.window(
      (count + across - 1) / across, around: (selected ?? 0) / across, rows: down)
  }
}
