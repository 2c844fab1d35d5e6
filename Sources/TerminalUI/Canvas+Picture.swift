extension Canvas {
  /// A picture that fills cells, in its own pixels; what the cells hold stands for it where a terminal
  /// has none.
  package struct Picture: Equatable, Sendable {
    /// What it is of.
    package enum Subject: Equatable, Sendable {
      case image(ImageTile)
      /// A heatmap, with the values that the cursor marks.
      case heatmap(Heatmap, marked: Heatmap.Block?)
    }

    package let subject: Subject
    /// The cells it lies over.
    package let size: Size
    /// How many halves of rows it fills; without the last one where the number is odd.
    package let halfRows: Int

    package init(_ subject: Subject, size: Size, halfRows: Int) {
      self.subject = subject
      self.size = size
      self.halfRows = halfRows
    }

    /// Whether what is behind it is seen through some of it.
    package var hasGaps: Bool {
      if case .heatmap(let map, _) = subject { map.values.contains { $0.isNaN } } else { false }
    }

    /// Its pixels, so many as it has, reduced to so many as there is room for.
    package func bitmap(width: Int, height: Int, theme: Theme) -> Bitmap {
      switch subject {
      case .image(let image): image.bitmap(width: width, height: height)
      case .heatmap(let map, let marked):
        map.bitmap(width: width, height: height, marked: marked, theme: theme)
      }
    }
  }

  /// The part of a picture that lies over a cell.
  package struct Tile: Hashable, Sendable {
    /// Its place among the canvas's pictures.
    package internal(set) var picture: Int
    /// The cell of the picture.
    package let row, column: Int16

    package init(picture: Int, row: Int16, column: Int16) {
      self.picture = picture
      self.row = row
      self.column = column
    }
  }

  /// A picture as far as it is to be seen.
  package struct Showing: Equatable, Sendable {
    package let picture: Picture
    /// Where its upper left cell is; outside the canvas where that is cut off.
    package let row, column: Int
    /// Whether each of its cells is to be seen, row by row.
    package internal(set) var isVisible: [Bool]

    /// Whether the same cells of another are seen.
    package func hasPlace(of other: Showing) -> Bool {
      row == other.row && column == other.column && picture.size == other.picture.size
        && picture.halfRows == other.picture.halfRows && isVisible == other.isVisible
    }

    /// The rows and columns of the canvas between which it is to be seen.
    package var visibleRows: Range<Int> {
      let rows = isVisible.indices.lazy.filter { isVisible[$0] }.map {
        row + $0 / picture.size.columns
      }
      return (rows.min() ?? row)..<(rows.max() ?? row - 1) + 1
    }
    package var visibleColumns: Range<Int> {
      let columns = isVisible.indices.lazy.filter { isVisible[$0] }.map {
        column + $0 % picture.size.columns
      }
      return (columns.min() ?? column)..<(columns.max() ?? column - 1) + 1
    }

    /// The cells that are to be seen, in runs within a row.
    package var runs: [Range<Int>] {
      var runs: [Range<Int>] = []
      for (place, isVisible) in isVisible.enumerated() where isVisible {
        if let last = runs.last, last.upperBound == place, place % picture.size.columns > 0 {
          runs[runs.count - 1] = last.lowerBound..<place + 1
        } else {
          runs.append(place..<place + 1)
        }
      }
      return runs
    }
  }

  /// Lays a picture over cells that were drawn before; what is drawn there later hides that part.
  package mutating func lay(_ picture: Picture, row: Int, column: Int) {
    guard let rows = Int16(exactly: picture.size.rows),
      let columns = Int16(exactly: picture.size.columns)
    else { return }
    for y in 0..<rows {
      for x in 0..<columns where contains(row + Int(y), column + Int(x)) {
        cells[(row + Int(y)) * size.columns + column + Int(x)].tile = Tile(
          picture: pictures.count, row: y, column: x)
      }
    }
    pictures.append(picture)
  }

  /// Leaves a row to its cells.
  package mutating func hidePictures(row: Int) {
    for column in 0..<size.columns where contains(row, column) {
      cells[row * size.columns + column].tile = nil
    }
  }

  /// The same with other cells below the pictures, and without these.
  package func withoutPictures(_ cell: (Cell, Tile) -> Cell = { cell, _ in cell.withoutPicture })
    -> Canvas
  {
    guard !pictures.isEmpty else { return self }
    var bare = self
    bare.pictures = []
    for (index, old) in cells.enumerated() {
      if let tile = old.tile { bare.cells[index] = cell(old, tile) }
    }
    return bare
  }

  /// The pictures that are to be seen, by their place among all.
  package var showings: [Int: Showing] {
    var showings: [Int: Showing] = [:]
    guard !pictures.isEmpty else { return showings }
    for (index, cell) in cells.enumerated() {
      guard let tile = cell.tile else { continue }
      let picture = pictures[tile.picture]
      let (row, column) = (Int(tile.row), Int(tile.column))
      let place = row * picture.size.columns + column
      showings[
        tile.picture,
        default: Showing(
          picture: picture, row: index / size.columns - row,
          column: index % size.columns - column,
          isVisible: Array(repeating: false, count: picture.size.rows * picture.size.columns))
      ].isVisible[place] = true
    }
    return showings
  }
}

extension Canvas.Cell {
  /// A cell that shows nothing but a part of a picture.
  package init(tile: Canvas.Tile) {
    self.init()
    self.tile = tile
  }

  /// The same as it is where no picture lies over it.
  package var withoutPicture: Canvas.Cell {
    var cell = self
    cell.tile = nil
    return cell
  }
}
