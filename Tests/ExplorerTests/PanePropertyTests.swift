import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// What holds for every pane at every size.
@Suite struct PanePropertyTests {
  /// Numbers that look arbitrary and are the same each time.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static func sizes(_ count: Int, columns: ClosedRange<Int>, seed: UInt64) -> [Size] {
    var generator = Generator(state: seed)
    return (0..<count).map { _ in
      Size(
        columns: .random(in: columns, using: &generator),
        rows: .random(in: 3...70, using: &generator))
    }
  }

  /// Every page of every slot, with all that it needs.
  private static func pages(beside: Bool) throws -> [(
    pane: PaneID, page: String, explorer: Explorer
  )] {
    try PaneRegistry.infos.flatMap { info in
      try info.pageNames.map { page in
        var explorer = try Sample.answered(
          Size(columns: 120, rows: 36), layer: 1, beside: beside ? Sample.checkpoint() : nil)
        explorer.turn(to: page, of: info.id)
        Sample.answer(&explorer)
        return (info.id, page, explorer)
      }
    }
  }

  @Test func nothingIsDrawnOverTheFrame() throws {
    for (pane, page, explorer) in try Self.pages(beside: true) {
      for size in Self.sizes(12, columns: 4...160, seed: 5) {
        let canvas = explorer.render(pane: pane, size: size, theme: .mono)
        let (right, bottom) = (size.columns - 1, size.rows - 1)
        let corners = [(0, 0), (0, right), (bottom, 0), (bottom, right)].map {
          String(canvas[$0.0, $0.1].grapheme)
        }
        #expect(corners == ["┌", "┐", "└", "┘"], "\(page) \(size)")
        for row in 1..<bottom {
          #expect(
            canvas[row, 0].grapheme == "│" && canvas[row, right].grapheme == "│",
            "\(page) \(size) row \(row)")
        }
      }
    }
  }

  /// Which chart, which stage is always told; the number and the name of the layer go first.
  @Test func whatTellsPagesApartIsNeverCut() throws {
    let pages = try Self.pages(beside: true)
    for slot in Slot.allCases {
      let own = pages.filter { page in
        PaneRegistry.infos.contains { $0.id == page.pane && $0.slot == slot }
      }
      for size in Self.sizes(12, columns: 34...130, seed: 9) {
        let borders = own.map { page in
          let lines = page.explorer.render(pane: page.pane, size: size, theme: .mono).text
            .split(separator: "\n")
          return "\(lines.first ?? "")\(lines.last ?? "")"
        }
        #expect(Set(borders).count == borders.count, "\(slot) \(size)")
      }
    }
  }

  /// The same canvas within the frame whatever lies outside: a pane draws by its own size alone.
  @Test func aPaneLooksTheSameWhereverItStands() throws {
    let explorer = try Sample.answered(Size(columns: 120, rows: 36))
    let screen = explorer.render(size: explorer.size, theme: .dark)
    let pane = explorer.render(pane: .hierarchy, size: Size(columns: 60, rows: 17), theme: .dark)
    for row in 0..<17 {
      for column in 0..<60 {
        // The pictures of each canvas are counted on their own.
        let (seen, alone) = (screen[18 + row, 60 + column], pane[row, column])
        #expect((seen.tile == nil) == (alone.tile == nil))
        #expect(seen.grapheme == alone.grapheme && seen.style == alone.style)
      }
    }
  }
}
