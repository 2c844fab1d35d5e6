import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// How much of the screen panes have, and the way back from one to another.
@Suite struct ShareTests {
  /// The columns in which frames begin in a row of the screen.
  private func corners(_ explorer: Explorer, _ row: Int) -> [Int] {
    let lines = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
    return lines[row].enumerated().filter { $0.element == "┌" }.map(\.offset)
  }

  private func lowerRow(_ explorer: Explorer) -> Int? {
    explorer.screen.split(separator: "\n").firstIndex { $0.contains(" 4 Hypergraph ") }
  }

  @Test func plusAndMinusChangeTheShareOfThePaneInFocus() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    #expect(corners(explorer, 2) == [0, 40, 80])
    let row = try #require(lowerRow(explorer))
    explorer.press("2", "+", "+")
    #expect(corners(explorer, 2) == [0, 40, 88])
    #expect(try #require(lowerRow(explorer)) > row)
    explorer.press("3", "+", "+")
    #expect(corners(explorer, 2) == [0, 40, 80])
    explorer.press("5")
    for _ in 0..<30 { explorer.press("+") }
    #expect(corners(explorer, try #require(lowerRow(explorer))) == [0, 20])
    #expect(explorer.footer.contains("as little as they need"))
    explorer.press("z", "-")
    #expect(explorer.footer.contains("the whole screen"))
  }

  @Test func aBorderIsDragged() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    func move(_ kind: MouseGesture.Kind, _ row: Int, _ column: Int) {
      _ = explorer.handle(.mouse(MouseGesture(kind: kind, row: row, column: column)))
    }
    move(.press, 8, 80)
    move(.drag, 8, 95)
    move(.release, 8, 95)
    #expect(corners(explorer, 2) == [0, 40, 95])
    move(.drag, 8, 60)
    #expect(corners(explorer, 2) == [0, 40, 95], "nothing is held")
    let row = try #require(lowerRow(explorer))
    move(.press, row, 10)
    move(.drag, row - 5, 10)
    #expect(try #require(lowerRow(explorer)) == row - 5)
  }

  @Test func everySizeKeepsAllPanesWhateverTheirShares() throws {
    for size in [(100, 24), (100, 30), (120, 36), (80, 24), (60, 20), (200, 60), (500, 100)] {
      var explorer = try Sample.answered(Size(columns: 200, rows: 60))
      for key in ["1", "2", "5", "3"] as [Key] {
        explorer.press(key)
        for _ in 0..<25 { explorer.press(key == "3" ? "-" : "+") }
      }
      _ = explorer.handle(.resized(Size(columns: size.0, rows: size.1)))
      let lines = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == size.1 + 1)
      if size.0 >= 100 {
        for title in ["1 Layers", "2 Spectrum", "3 Projection", "4 Hypergraph", "5 Hierarchy"] {
          #expect(explorer.screen.contains(title), "\(title) at \(size)")
        }
      }
    }
  }

  /// Enter by Enter deeper, Esc by Esc back, and the border says where that is.
  @Test func theWayBackIsSeenAndGone() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    explorer.press(.enter)
    #expect(explorer.focus == .spectrum && explorer.screen.contains("└─ ‹ Layers ─"))
    #expect(explorer.screen.contains("2 Spectrum  conv2  singular values"))
    explorer.press(.enter)
    #expect(explorer.focus == .projection)
    explorer.press("z")
    #expect(explorer.screen.contains("└─ ‹ Spectrum ‹ Layers ─"))
    explorer.press("z", .escape)
    #expect(explorer.focus == .spectrum)
    explorer.press(.escape)
    #expect(explorer.focus == .layers && !explorer.screen.contains("‹"))
    explorer.press(.escape)
    #expect(explorer.focus == .layers)
    explorer.press(.enter, "4", "2", .escape)
    #expect(explorer.focus == .spectrum, "who went elsewhere is not led back")
  }
}
