import DeepDataProfiler
import Explorer
import Testing

@Suite struct SizeTests {
  /// States that draw differently, by what leads to them from an answered explorer.
  static let states = ["", "2>", "3", "4>", "5", "z", "?", "t", "/conv", "e"]

  static let sizes: [Size] =
    [Size(columns: 0, rows: 0), Size(columns: 0, rows: 5), Size(columns: 5, rows: 0)]
    + stride(from: 1, through: 60, by: 3).flatMap { columns in
      stride(from: 1, through: 30, by: 3).map { Size(columns: columns, rows: $0) }
    }
    + [Size(columns: 99, rows: 23), Size(columns: 100, rows: 24), Size(columns: 301, rows: 97)]

  @Test(arguments: states)
  func aScreenOfAnySizeIsDrawn(_ keys: String) throws {
    var explorer = try Sample.answered()
    explorer.press(keys)
    for size in Self.sizes {
      _ = explorer.handle(.resized(size))
      let canvas = explorer.render(size: size, theme: explorer.theme)
      #expect(canvas.size == size)
      #expect(canvas.cells.count == size.rows * size.columns)
    }
  }

  @Test(arguments: View.allCases, [0, 1, 2, 3])
  func aPaneOfAnySizeIsDrawn(_ view: View, layer: Int) throws {
    let explorer = try Sample.answered(layer: layer)
    for size in Self.sizes {
      #expect(explorer.render(view: view, size: size, theme: .dark).size == size)
    }
  }

  @Test(arguments: View.allCases, Display.Colors.allCases)
  func aPaneOfAnySizeIsDrawnOnAnyDisplay(_ view: View, colors: Display.Colors) throws {
    let explorer = try Sample.answered()
    let theme = Theme.dark.adapted(to: Display(colors: colors, isUnicode: false))
    for size in Self.sizes {
      let canvas = explorer.render(view: view, size: size, theme: theme)
      #expect(canvas.size == size)
      let isPlain = canvas.cells.allSatisfy { $0.grapheme.isASCII }
      #expect(isPlain)
    }
  }

  @Test func aPaneWithNothingInItIsDrawn() throws {
    let empty = Explorer(findings: Sample.empty, size: Size(columns: 80, rows: 24))
    let unanswered = try Sample.explorer()
    for size in Self.sizes {
      for view in View.allCases {
        #expect(empty.render(view: view, size: size, theme: .dark).size == size)
        #expect(unanswered.render(view: view, size: size, theme: .dark).size == size)
      }
    }
  }

  @Test func keysOnATinyScreenDoNoHarm() throws {
    for size in [Size(columns: 0, rows: 0), Size(columns: 1, rows: 1)] {
      var explorer = try Sample.answered()
      _ = explorer.handle(.resized(size))
      for entry in KeyMap.entries {
        for choice in entry.choices {
          for key in choice.keys {
            explorer.press(key)
            #expect(explorer.render(size: size, theme: explorer.theme).size == size)
          }
        }
      }
    }
  }

  @Test func aScreenThatIsTooSmallSaysWhatItNeedsAndLeavesOnQ() throws {
    var explorer = try Sample.answered(Size(columns: 39, rows: 12))
    let words = explorer.screen.joined(separator: " ")
    #expect(words.contains("needs 40x12"))
    #expect(words.contains("39x12"))
    #expect(explorer.press("q") == .quit)
  }

  @Test func resizingChangesNothingButTheSize() throws {
    var explorer = try Sample.answered()
    let selection = explorer.selection
    _ = explorer.handle(.resized(Size(columns: 50, rows: 14)))
    #expect(explorer.size == Size(columns: 50, rows: 14))
    #expect(explorer.selection == selection)
    #expect(explorer.screen.count == 14)
  }
}
