import Formats
import System

/// A picture of a screen: rows and columns of styled cells.
///
/// The terminal, the text exports and the tests all read one; drawing outside it is cut off. Over some
/// cells lie pictures, for terminals that have pixels.
package struct Canvas: Equatable, Sendable {
  /// One column of one row.
  package struct Cell: Hashable, Sendable {
    /// What stands here.
    package var grapheme: Character {
      get { stored.character }
      set { stored = Grapheme(newValue) }
    }
    private var stored: Grapheme
    /// How it is drawn.
    package var style: Style
    /// Whether this is the right half of the wide character before it.
    package var isContinuation: Bool
    /// The part of a picture that lies over it.
    package internal(set) var tile: Tile?

    package init(
      _ grapheme: Character = " ", _ style: Style = Style(), isContinuation: Bool = false
    ) {
      self.init(Grapheme(grapheme), style, isContinuation: isContinuation)
    }

    init(_ grapheme: Grapheme, _ style: Style, isContinuation: Bool = false) {
      stored = grapheme
      self.style = style
      self.isContinuation = isContinuation
    }
  }

  /// Its rows and columns.
  package let size: Size
  /// The cells, row by row.
  package internal(set) var cells: [Cell]
  /// The pictures that lie over cells, some of them hidden by what was drawn later.
  package internal(set) var pictures: [Picture] = []

  /// The parts of lists that it has, of those that it does not have as a whole.
  package private(set) var excerpts: [Excerpt] = []

  /// What stands where, in words by which one can go to it; the later over the earlier.
  private var targets: [Target] = []

  private struct Target: Equatable {
    let rows, columns: Range<Int>
    let words: String
  }

  /// A blank canvas.
  package init(size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: size.rows * size.columns)
  }

  /// The cell at a place; a blank one outside the canvas.
  package subscript(row: Int, column: Int) -> Cell {
    contains(row, column) ? cells[row * size.columns + column] : Cell()
  }

  func contains(_ row: Int, _ column: Int) -> Bool {
    row >= 0 && row < size.rows && column >= 0 && column < size.columns
  }

  /// The columns of each row whose cells are drawn another way in a canvas of the same size, without right
  /// halves of wide characters; all where there is no such canvas.
  package func columns(differingFrom other: Canvas?) -> [[Int]] {
    let other = other?.size == size ? other?.cells : nil
    return (0..<size.rows).map { row in
      let start = row * size.columns
      return (0..<size.columns).filter { column in
        let cell = cells[start + column]
        guard let other else { return !cell.isContinuation }
        return !cell.isContinuation && other[start + column] != cell
      }
    }
  }

  /// Says what stands in a rectangle.
  package mutating func mark(_ words: String, row: Int, column: Int, size: Size) {
    targets.append(
      Target(
        rows: row..<row + size.rows, columns: column..<column + size.columns, words: words))
  }

  /// What stands in a cell, as far as that was said.
  package func target(row: Int, column: Int) -> String? {
    targets.last { $0.rows.contains(row) && $0.columns.contains(column) }?.words
  }

  /// Notes how much of a list is there.
  package mutating func note(_ excerpt: Excerpt) {
    if excerpt.leftOut > 0 { excerpts.append(excerpt) }
  }

  /// Puts one cell at a place, and leaves no half of a wide character behind.
  package mutating func put(_ cell: Cell, row: Int, column: Int) {
    guard contains(row, column) else { return }
    let index = row * size.columns + column
    if column > 0, cells[index].isContinuation { cells[index - 1].grapheme = " " }
    if column + 1 < size.columns, cells[index + 1].isContinuation {
      cells[index + 1] = Cell(" ", cells[index + 1].style)
    }
    cells[index] = cell
  }

  /// Puts a cell of the same width in the place of another.
  package mutating func replace(_ cell: Cell, row: Int, column: Int) {
    guard contains(row, column) else { return }
    cells[row * size.columns + column] = cell
  }

  /// Writes one line of text from a place on, at most `width` columns of it; what is not printable
  /// is escaped.
  /// - Returns: the number of columns written.
  @discardableResult
  package mutating func write(
    _ text: some StringProtocol, row: Int, column: Int, style: Style = Style(), width: Int = .max
  ) -> Int {
    var used = 0
    for (part, columns) in text.printable.parts {
      guard columns > 0 else { continue }
      guard used + columns <= width, column + used < size.columns else { break }
      guard columns == 1 || column + used + 1 < size.columns else { break }
      let place = column + used
      put(Cell(part, style), row: row, column: place)
      if columns == 2 {
        put(Cell(" ", style, isContinuation: place >= 0), row: row, column: place + 1)
      }
      used += columns
    }
    return used
  }

  /// Lays another canvas over this one, its upper left corner at a place; a wide character that
  /// an edge cuts in half is left blank.
  package mutating func draw(_ other: Canvas, row: Int, column: Int) {
    let (first, end) = (max(0, -column), min(other.size.columns, size.columns - column))
    guard first < end else { return }
    let known = pictures.count
    pictures += other.pictures
    excerpts += other.excerpts
    targets += other.targets.map { target in
      Target(
        rows: target.rows.shifted(by: row),
        columns: target.columns.shifted(by: column), words: target.words)
    }
    for y in max(0, -row)..<max(0, -row, min(other.size.rows, size.rows - row)) {
      let (source, target) = (y * other.size.columns, (row + y) * size.columns + column)
      // Putting blanks at both ends leaves no half of what stood there.
      put(Cell(), row: row + y, column: column + first)
      put(Cell(), row: row + y, column: column + end - 1)
      cells.replaceSubrange(
        target + first..<target + end, with: other.cells[source + first..<source + end])
      if cells[target + first].isContinuation {
        cells[target + first] = Cell(" ", cells[target + first].style)
      }
      if other[y, end].isContinuation {
        cells[target + end - 1] = Cell(" ", cells[target + end - 1].style)
      }
      if known > 0, !other.pictures.isEmpty {
        for index in target + first..<target + end { cells[index].tile?.picture += known }
      }
    }
  }
}

/// A number of rows and columns of cells.
package struct Size: Hashable, Sendable {
  package let columns: Int
  package let rows: Int

  /// A size; negative extents count as none.
  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

extension Range<Int> {
  fileprivate func shifted(by steps: Int) -> Self { lowerBound + steps..<upperBound + steps }
}
