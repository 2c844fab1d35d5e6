import Explorer
import Testing

/// What decides which pane takes the keys and the screen.
@Suite struct FocusTests {
  @Test func digitsFocusPanes() throws {
    var explorer = try Sample.answered()
    for view in View.allCases {
      explorer.press("\(view.number)")
      #expect(explorer.focus == view)
      #expect(explorer.context == .view(view))
    }
  }

  @Test func tabGoesRoundForwardAndShiftTabBackward() throws {
    var explorer = try Sample.answered()
    let forward = Array(View.allCases.dropFirst()) + [.layers]
    for view in forward {
      explorer.press(.tab)
      #expect(explorer.focus == view)
    }
    for view in View.allCases.reversed() {
      explorer.press(.backTab)
      #expect(explorer.focus == view)
    }
  }

  @Test func zoomGivesThePaneTheWholeScreenAndBack() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    let before = explorer.render(size: explorer.size, theme: .dark)
    explorer.press("z")
    #expect(explorer.isZoomed)
    #expect(!explorer.screen.show("─ 2 Spectrum"))
    explorer.press("5")
    #expect(explorer.screen.show("─ 5 Hierarchy"))
    #expect(!explorer.screen.show("─ 1 Layers"))
    explorer.press("1z")
    #expect(!explorer.isZoomed)
    #expect(explorer.render(size: explorer.size, theme: .dark) == before)
  }

  @Test func aNarrowScreenShowsTheGroupOfTheFocusedPane() throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    let groups: [[View]] = [[.layers, .spectrum], [.projection], [.hypergraph, .hierarchy]]
    for view in View.allCases {
      explorer.press("\(view.number)")
      let shown = View.allCases.filter { explorer.screen.show("─ \($0.number) \($0.title)") }
      #expect(shown == groups.first { $0.contains(view) })
    }
  }

  @Test func leavingAPaneLeavesItsCells() throws {
    var explorer = try Sample.answered()
    explorer.press("3")
    explorer.press(.enter)
    explorer.press("4")
    #expect(!explorer.isInside)
    explorer.press("3")
    #expect(explorer.context == .view(.projection))
  }

  @Test func thereAreNoCellsToGoIntoWhereAMapIsOneValue() throws {
    var explorer = try Sample.answered(layer: 2)
    explorer.press("3")
    explorer.press(.enter)
    #expect(!explorer.isInside)
    #expect(explorer.footer.contains("one value a vector"))
  }
}
