/// How a grid of values or pixels lies in the cells it has: as large as it goes, some drawn as one where there
/// are more than cells.
package struct Placement: Equatable {
  /// How many by how many are drawn as one; 1 for each alone.
  package let pool: Int
  /// How many rows and columns of pixels each is drawn with.
  package let zoom: Int
  /// The rows and columns of what is drawn as one.
  let rows, columns: Int
  /// Whether a cell has two pixels, one above the other, rather than a pixel two cells beside each other.
  private let isInHalves: Bool

  private init(height: Int, width: Int, pool: Int, zoom: Int, isInHalves: Bool) {
    (rows, columns) = ((height + pool - 1) / pool, (width + pool - 1) / pool)
    (self.pool, self.zoom, self.isInHalves) = (pool, zoom, isInHalves)
  }

  /// The largest drawing of the whole grid within some room; nil when there is none.
  /// - Parameters:
  ///   - height: the rows of the grid.
  ///   - width: the columns of the grid.
  ///   - room: the cells that there are.
  ///   - isInHalves: whether a cell has two pixels, one above the other.
  ///   - most: how many times it is enlarged at most.
  package init?(
    height: Int, width: Int, in room: Size, isInHalves: Bool, zoom most: Int = .max
  ) {
    let across = isInHalves ? room.columns : room.columns / 2
    let down = isInHalves ? room.rows * 2 : room.rows
    guard height > 0, width > 0, across > 0, down > 0 else { return nil }
    let pool = max(1, (width + across - 1) / across, (height + down - 1) / down)
    let (columns, rows) = ((width + pool - 1) / pool, (height + pool - 1) / pool)
    self.init(
      height: height, width: width, pool: pool,
      zoom: max(1, min(most, across / columns, down / rows)), isInHalves: isInHalves)
  }

  /// The drawings of a grid, the largest first: enlarged some times at most, down to all of it as one.
  package static func scales(
    height: Int, width: Int, isInHalves: Bool, zoom most: Int
  ) -> [Placement] {
    let scales =
      (1...most).reversed().map { (zoom: $0, pool: 1) }
      + (2...max(2, height, width)).map { (zoom: 1, pool: $0) }
    return scales.map {
      Placement(
        height: height, width: width, pool: $0.pool, zoom: $0.zoom, isInHalves: isInHalves)
    }
  }

  /// The rows of pixels, twice where a pixel is as high as a cell.
  var halfRows: Int { rows * zoom * (isInHalves ? 1 : 2) }

  /// The cells taken.
  package var size: Size {
    Size(columns: columns * zoom * (isInHalves ? 1 : 2), rows: (halfRows + 1) / 2)
  }

  /// The rows of pixels.
  package var pixelRows: Int { rows * zoom }

  /// How many by how many are seen as one on a display: fewer where it has pixels.
  package func reduction(on display: Display) -> Int {
    guard let cell = display.cell else { return pool }
    let pixels = max(1, min(cell.width, cell.height / 2))
    return (pool + pixels - 1) / pixels
  }
}
