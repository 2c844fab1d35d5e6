import DeepDataProfiler
import TerminalUI

/// A pair of singular vectors, as heatmaps.
///
/// `v_i` has a small one for each channel's kernel, `u_i` one over the layer's filters. Each vector has
/// one scale, up to its largest magnitude.
struct FiltersPicture {
  let filter: SingularFilter
  let vector: Int
  let context: PaneContext

  private var tier: Heatmap.Tier { Heatmap.Tier(context.display) }

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    // Rather the maps than the legend.
    let legendRows = size.rows > 5 ? 1 : 0
    let lower = max(1, (size.rows - 3) / 4)
    let upper = size.rows - 2 - legendRows - lower
    guard upper > 0 else { return }
    let right = VectorMap(
      values: filter.rightVector, height: filter.height, width: filter.width)
    let left = VectorMap(values: filter.leftVector, height: 1, width: 1)
    let place = filter.height * filter.width > 1 ? "channel" : "input"
    var row = 0
    // Where not all fits, the right one is the singular vector that is meant.
    for rows in [upper, size.rows - 1 - legendRows, size.rows - 1] where row == 0 {
      row = draw(right, "v\(vector)", filter.channels, place, on: &canvas, row: 0, rows: rows)
    }
    let rest = min(lower, size.rows - row - 1 - legendRows)
    row = draw(left, "u\(vector)", filter.filters, "filter", on: &canvas, row: row, rows: rest)
    guard row > 0 else {
      canvas.write(
        paragraph: "There is no room for the vectors.", row: 0, style: .role(.inactive))
      return
    }
    guard legendRows > 0 else { return }
    let legend = HeatLegend(scale: 1, tier: tier, glyphs: context.glyphs).spans(
      width: min(32, size.columns))
    canvas.write(
      tier == .digits ? [StyledText("9: largest magnitude", .role(.axis))] : legend, row: row,
      width: size.columns)
  }

  /// Draws a vector below a line that says what it is.
  /// - Returns: the row behind it.
  private func draw(
    _ map: VectorMap, _ name: String, _ places: Range<Int>, _ place: String,
    on canvas: inout Canvas, row: Int, rows: Int
  ) -> Int {
    let room = Size(columns: canvas.size.columns, rows: rows)
    let isPart = places.lowerBound > 0 ? " from \(places.lowerBound) on" : ""
    var words = ["\(places.count.counted(place))\(isPart)"]
    let used = map.draw(
      on: &canvas, row: row + 1, room: room, tier: tier, glyphs: context.glyphs, words: &words)
    // A heading without a picture says nothing.
    guard used > 0 else { return row }
    let scale = "  \(tier == .digits ? 9 : 1) = \(Double(map.scale).brief)"
    let left = room.columns - name.columns - scale.columns - 2
    let fitting = words.first { $0.columns <= left } ?? ""
    canvas.write(
      [
        StyledText(name, .role(.title, .bold)), StyledText(scale, .role(.axis)),
        StyledText("  \(fitting)", .role(.footer)),
      ], row: row, width: room.columns)
    return row + 1 + used
  }
}

/// A vector whose entries make small maps of one size, or stand alone.
private struct VectorMap {
  let values: [Float]
  let height, width: Int
  let scale: Float

  init(values: [Float], height: Int, width: Int) {
    self.values = values
    self.height = height
    self.width = width
    scale = values.reduce(0) { max($0, abs($1)) }
  }

  /// Draws it, and puts words before those that there are that say how it is reduced, the longest first.
  /// - Returns: how many rows it takes.
  func draw(
    on canvas: inout Canvas, row: Int, room: Size, tier: Heatmap.Tier, glyphs: Glyphs,
    words: inout [String]
  ) -> Int {
    guard height * width > 1 else {
      return drawEntries(on: &canvas, row: row, room: room, tier: tier, glyphs: glyphs, &words)
    }
    let all = words[0]
    words.insert("\(all) of \(height)x\(width)", at: 0)
    guard let grid = grid(room, tier) else { return 0 }
    var shown = Array(0..<values.count / (height * width))
    if shown.count > grid.across * grid.down {
      let part = "\(grid.across * grid.down)"
      words = [
        "\(part) strongest of \(words[0])", "\(part) of \(all)", "\(part) of \(shown.count)",
      ]
      shown = strongest(grid.across * grid.down)
    }
    for (place, tile) in shown.enumerated() {
      let heatmap = heatmap(values[tile * height * width..<(tile + 1) * height * width])
      heatmap.draw(
        on: &canvas, row: row + place / grid.across * grid.pitch.rows,
        column: place % grid.across * grid.pitch.columns, grid.tile, tier: tier, glyphs: glyphs)
    }
    return (shown.count + grid.across - 1) / grid.across * grid.pitch.rows
  }

  private func heatmap(_ values: ArraySlice<Float>) -> Heatmap {
    Heatmap(values: values, height: height, width: width, scale: scale)
  }

  /// The largest tiles of which as many as there are fit, or else the smallest.
  private func grid(
    _ room: Size, _ tier: Heatmap.Tier
  ) -> (tile: Placement, pitch: Size, across: Int, down: Int)? {
    let heatmap = heatmap(values.prefix(height * width))
    let count = values.count / (height * width)
    for zoom in (1...8).reversed() {
      let extent = cells(rows: height, columns: width, zoom: zoom, tier)
      guard extent.columns <= room.columns, extent.rows <= room.rows,
        let tile = heatmap.placement(in: extent, tier: tier)
      else { continue }
      // The lower half of the last row is free where the number of pixels is odd.
      let hasGap = tier == .halfBlocks && height * zoom % 2 == 1
      let pitch = Size(
        columns: tile.size.columns + 1, rows: tile.size.rows + (hasGap ? 0 : 1))
      let across = (room.columns + 1) / pitch.columns
      let down = (room.rows + (hasGap ? 0 : 1)) / pitch.rows
      if across * down >= count || zoom == 1 { return (tile, pitch, across, down) }
    }
    return nil
  }

  /// The cells that so many values take.
  private func cells(rows: Int, columns: Int, zoom: Int, _ tier: Heatmap.Tier) -> Size {
    tier == .halfBlocks
      ? Size(columns: columns * zoom, rows: (rows * zoom + 1) / 2)
      : Size(columns: columns * zoom * 2, rows: rows * zoom)
  }

  /// The tiles of largest norm, in their order.
  private func strongest(_ count: Int) -> [Int] {
    let size = height * width
    let norms = (0..<values.count / size).map { tile in
      values[tile * size..<(tile + 1) * size].reduce(0) { $0 + $1 * $1 }
    }
    return norms.indices.sorted { (norms[$1], $0) < (norms[$0], $1) }.prefix(count).sorted()
  }

  /// Draws entries one after the other, row by row, so many as one as the room asks for.
  private func drawEntries(
    on canvas: inout Canvas, row: Int, room: Size, tier: Heatmap.Tier, glyphs: Glyphs,
    _ words: inout [String]
  ) -> Int {
    let across = tier == .halfBlocks ? room.columns : room.columns / 2
    // A row that is left over starts a row of cells of its own.
    let down = tier == .halfBlocks ? room.rows * 2 - 1 : room.rows
    guard across > 0, down > 0 else { return 0 }
    let pool = (values.count + across * down - 1) / (across * down)
    if pool > 1 { words.insert("\(words[0]), max magnitude of each \(pool)", at: 0) }
    let entries = stride(from: 0, to: values.count, by: max(1, pool)).map { start in
      values[start..<min(values.count, start + pool)].reduce(Float(0)) {
        abs($1) > abs($0) ? $1 : $0
      }
    }
    let whole = entries.count / across * across
    var used = 0
    for part in [entries[..<whole], entries[whole...]] where !part.isEmpty {
      let width = min(across, part.count)
      let heatmap = Heatmap(
        values: part, height: part.count / width, width: width, scale: scale)
      let room = cells(rows: heatmap.height, columns: width, zoom: 1, tier)
      guard let tile = heatmap.placement(in: room, tier: tier) else { continue }
      heatmap.draw(on: &canvas, row: row + used, column: 0, tile, tier: tier, glyphs: glyphs)
      used += tile.size.rows
    }
    return used
  }
}
