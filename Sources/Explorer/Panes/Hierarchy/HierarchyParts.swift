import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import TerminalUI

/// How the room of a hierarchy is divided among its diagram, words and pictures.
///
/// With many rows each node has pictures, as large as two levels of them fit; else the selected group's
/// stand below the words or, where there are few rows, beside them.
struct HierarchyParts {
  let diagram: HierarchyDiagram
  /// The rows of the diagram, or of what stands in its place.
  let diagramRows: Int
  /// Whether the diagram gives way to what the selected group's neighbours are.
  let hasNeighbours: Bool
  /// The columns of the diagram and of the words.
  let columns: Int
  /// What is said of the selected group.
  let words: ArraySlice<[StyledText]>
  /// The pictures of each node.
  let nodes: HierarchyDiagram.Pictures?
  /// The pictures of the selected group.
  let strip: (tile: Size, count: Int, isBeside: Bool)?

  /// An optimised image and the exemplary ones.
  private static let most = 1 + SemanticHierarchy.exemplarCount
  /// The least rows in which nodes have pictures: with fewer the whole diagram says more.
  private static let leastRows = 30
  /// Rows of a node beyond its pictures: label, classes, and what each picture is.
  private static let nodeRows = 3

  init(
    room: Size, hierarchy: SemanticHierarchy, levels: HierarchyLevels, selected: Int?,
    matches: Set<Int>, context: PaneContext, words: (_ width: Int, _ rows: Int) -> [[StyledText]]
  ) {
    func diagram(columns: Int, rows: Int, nodes: HierarchyDiagram.Pictures? = nil)
      -> HierarchyDiagram
    {
      HierarchyDiagram(
        hierarchy: hierarchy, levels: levels, selected: selected, matches: matches,
        room: Size(columns: columns, rows: rows), pictures: nodes, context: context)
    }
    let tiles = Self.tiles(context)
    let whole = words(room.columns - 2, 2).prefix(max(0, room.rows - 3))

    if room.rows >= Self.leastRows,
      let nodes = Self.nodes(tiles, room, levels, words: whole.count)
    {
      let left = room.rows - 1 - whole.count
      let diagram = diagram(columns: room.columns, rows: left, nodes: nodes)
      let used = diagram.rowsInSight(left)
      // Those that the nodes have no room for.
      let isComplete = nodes.count >= Self.most || selected == nil
      let below = isComplete ? nil : tiles.first { left - used > $0.rows }
      self.diagram = diagram
      self.nodes = nodes
      self.words = whole
      columns = room.columns
      diagramRows = below == nil ? left : used
      hasNeighbours = false
      strip = below.map { ($0, Self.count($0, room.columns), false) }
      return
    }
    nodes = nil
    let brief = words(room.columns - 2, 1).prefix(max(0, room.rows - 3))
    let comfortable = 2 * levels.levels.count - 1
    let tried: [(tile: Size, words: ArraySlice<[StyledText]>, least: Int)] =
      tiles.map { ($0, whole, comfortable) }
      + tiles.suffix(1).map { ($0, brief, min(3, comfortable)) }
    let below =
      selected == nil
      ? nil
      : tried.first {
        room.rows - 1 - $0.words.count - $0.tile.rows - 1 >= $0.least
          && $0.tile.columns + 2 <= room.columns
      }
    var shown: ArraySlice<[StyledText]>
    var rows: Int
    if let below {
      shown = below.words
      columns = room.columns
      rows = room.rows - 1 - below.words.count - below.tile.rows - 1
      strip = (below.tile, Self.count(below.tile, room.columns), false)
    } else if selected != nil, let tile = tiles.last, room.rows > tile.rows,
      room.columns >= Self.leastColumns + tile.columns
    {
      let count = Self.count(tile, room.columns - Self.leastColumns)
      columns = room.columns - count * (tile.columns + 1) - 1
      shown = words(columns - 2, 1).prefix(max(0, room.rows - 4))
      rows = max(0, room.rows - 1 - shown.count)
      strip = (tile, count, true)
    } else {
      shown = brief
      columns = room.columns
      rows = max(0, room.rows - 1 - brief.count)
      strip = nil
    }
    self.diagram = diagram(columns: columns, rows: rows)
    hasNeighbours =
      !self.diagram.isWhole && (HierarchyNeighbours.rows..<Self.leastDiagramRows).contains(rows)
    if hasNeighbours {
      shown = words(columns - 2, 2).prefix(shown.count + rows - HierarchyNeighbours.rows)
      rows = HierarchyNeighbours.rows
    }
    self.words = shown
    diagramRows = rows
  }

  /// With fewer rows a diagram of more levels is lines without what they join.
  private static let leastDiagramRows = 7

  /// The least columns of diagram and words beside pictures.
  private static let leastColumns = 30

  private static func count(_ tile: Size, _ columns: Int) -> Int {
    max(1, min(most, (columns - 1) / (tile.columns + 1)))
  }

  /// The sizes of pictures, the larger first: of half blocks, an image of 28 rows of pixels takes 14 of
  /// cells, or 7 where each is of four pixels.
  private static func tiles(_ context: PaneContext) -> [Size] {
    let shape = context.findings.model.layers.first?.inputShape?.extents ?? []
    let (height, width) = shape.count == 3 ? (shape[1], shape[2]) : (1, 1)
    let rows = (10...18).contains((height + 1) / 2) ? (height + 1) / 2 : 14
    return [rows, (rows + 1) / 2].map { rows in
      Size(columns: min(4 * rows, max(rows, 2 * rows * width / max(1, height))), rows: rows)
    }
  }

  /// The largest pictures of nodes of which two levels fit, or all where there are fewer, and as many
  /// of them as the widest level has room for: one at least, though not all nodes may be in sight then.
  private static func nodes(
    _ tiles: [Size], _ room: Size, _ levels: HierarchyLevels, words: Int
  ) -> HierarchyDiagram.Pictures? {
    let widest = levels.levels.map(\.count).max() ?? 1
    let each = (room.columns - 2 * HasseDiagram.gap) / widest - HasseDiagram.gap
    let shown = min(2, levels.levels.count)
    let tile = tiles.first {
      shown * ($0.rows + nodeRows) + 2 * (shown - 1) <= room.rows - 1 - words
    }
    guard let tile else { return nil }
    return (tile, min(most, max(1, (each + 1) / (tile.columns + 1))))
  }
}
