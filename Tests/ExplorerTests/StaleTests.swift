import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// A picture of what was selected before is seen to be one, and never goes by another name.
@Suite struct StaleTests {
  /// An explorer that knows all that is seen of conv2, and nothing of other layers.
  private func explorer(
    _ size: Size = Size(columns: 200, rows: 60), themes: [Theme] = Theme.builtIn
  ) throws -> Explorer {
    var explorer = try Sample.explorer(size, themes: themes)
    for view in PaneID.first where view != .layers {
      while let request = explorer.wanted(by: view).first {
        explorer.find(request, Sample.answer(to: request))
      }
    }
    return explorer
  }

  @Test func aLatePictureSaysWhatItIsOfAndWhatItWaitsFor() throws {
    var explorer = try explorer()
    explorer.press("j")
    explorer.work(on: .spectrum(layer: 2), 0.12)
    explorer.work(on: .hierarchy(layer: 2, .init()), 0.4)
    #expect(explorer.hasNewlyStale)
    for view in [PaneID.spectrum, .projection, .hypergraph, .hierarchy] {
      #expect(!explorer.pane(view).contains("until"), "it may be there in a moment")
    }
    _ = explorer.handle(.waited)
    #expect(!explorer.hasNewlyStale)
    #expect(explorer.pane(.spectrum).contains("│ conv2, until fc1 is there (12 %) "))
    #expect(explorer.pane(.projection).contains("│ conv2, until fc1 is there "))
    for view in [PaneID.hypergraph, .hierarchy] {
      #expect(explorer.pane(view).contains("│ conv2, until fc1 is there (40 %) "))
    }
    Sample.answer(&explorer)
    for view in PaneID.all { #expect(!explorer.pane(view).contains("until")) }
    #expect(!explorer.hasNewlyStale)
  }

  @Test func whatDiffersIsNamed() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "G")
    _ = explorer.handle(.waited)
    #expect(explorer.pane(.projection).contains("│ image 17, until image 39 is there "))
    Sample.answer(&explorer)
    explorer.press(">")
    _ = explorer.handle(.waited)
    #expect(explorer.pane(.projection).contains("│ S V^T Psi(X), until Y is there "))
    Sample.answer(&explorer)
    explorer.press("4", "]", "{")
    _ = explorer.handle(.waited)
    #expect(
      explorer.pane(.hypergraph).contains("│ q 85 % p 75 %, until q 86 % p 70 % is there "))
    Sample.answer(&explorer)
    explorer.press("2", "<", "<", "<")
    Sample.answer(&explorer)
    explorer.press("j")
    _ = explorer.handle(.waited)
    #expect(explorer.pane(.filters).contains("│ v2, until v3 is there "))
  }

  /// A note that said one layer stood above the facts of another.
  @Test(arguments: ["filters", "gram"])
  func picturesOfAnotherLayerStandBesideItsOwnValues(_ page: String) throws {
    var explorer = try Sample.answered(chart: page)
    let view = explorer.focus(in: "2")
    let before = explorer.pane(view).split(separator: "\n").dropFirst(2).dropLast()
    explorer.press("1", "j")
    // The spectrum of the new layer is known, its picture is not.
    explorer.find(.spectrum(layer: 2), Sample.answer(to: .spectrum(layer: 2)))
    #expect(explorer.title(view).contains("conv2"))
    let after = explorer.pane(view).split(separator: "\n").dropFirst(2).dropLast()
    #expect(after.map { $0.suffix(34) } == before.map { $0.suffix(34) })
    _ = explorer.handle(.waited)
    #expect(explorer.pane(view).contains("until"))
    #expect(explorer.pane(view).contains("fc1"))
  }

  @Test(arguments: [Display(colors: .trueColor), Display(colors: .sixteen), Display(colors: .none)])
  func aLatePictureIsGrey(_ display: Display) throws {
    let theme = Theme.dark.adapted(to: display)
    var explorer = try explorer(Size(columns: 120, rows: 36), themes: [theme])
    explorer.press("j")
    _ = explorer.handle(.waited)
    let grey = Style(
      .role(.inactive), on: .role(.background), display.colors == .none ? .dim : [])
    for view in [PaneID.spectrum, .projection, .hypergraph, .hierarchy] {
      let canvas = explorer.render(pane: view, size: Size(columns: 60, rows: 17), theme: theme)
      var drawn = 0
      for row in 2..<16 {
        for column in 1..<59 {
          let cell = canvas[row, column]
          if cell.grapheme != " " { drawn += 1 }
          #expect(cell.style == grey || cell.grapheme == " ", "\(view) \(row) \(column)")
        }
      }
      #expect(drawn > 40, "the old picture is still seen")
    }
    #expect(!explorer.pane(.layers).contains("until"))
  }

  /// Of a pixel's strength a fifth is nothing, and each further fifth a darker shade.
  @Test func aLateMapIsOfShades() throws {
    func strength(_ paint: Paint) -> Double {
      switch paint {
      case .heat(let step): abs(Double(step)) / Double(Paint.heatSteps)
      case .pixel(let red, let green, let blue): Double(Int(red) + Int(green) + Int(blue)) / 765
      case .role, .spectrum: 0
      }
    }
    let theme = Theme.dark.adapted(to: Display(colors: .trueColor))
    var explorer = try explorer(Size(columns: 120, rows: 36), themes: [theme])
    let size = Size(columns: 60, rows: 24)
    let map = explorer.render(pane: .projection, size: size, theme: theme)
    explorer.press("j")
    _ = explorer.handle(.waited)
    // A line says what it is of.
    let late = explorer.render(
      pane: .projection, size: Size(columns: 60, rows: 25), theme: theme)
    var shades: Set<Character> = []
    for row in 1..<23 {
      for column in 1..<59 where map[row, column].grapheme == "▀" {
        let style = map[row, column].style
        let mean = (strength(style.foreground) + strength(style.background)) / 2
        let shade = [" ", "░", "▒", "▓", "█", "█"][Int(mean * 5)] as Character
        #expect(late[row + 1, column].grapheme == shade, "\(row) \(column)")
        shades.insert(shade)
      }
    }
    #expect(shades.count == 5)
  }

  @Test func theTitleIsThatOfWhatIsShown() throws {
    var explorer = try explorer()
    explorer.press("j")
    for view in [PaneID.spectrum, .projection, .hypergraph, .hierarchy] {
      #expect(explorer.title(view).contains("conv2"), "\(view)")
      #expect(!explorer.title(view).contains("fc1"), "\(view)")
      #expect(explorer.title(view).contains("…"), "\(view)")
    }
  }

  /// `e` wrote the map of features.0 into projection-classifier.0.txt.
  @Test(arguments: ["2", "3", "4", "5"] as [Key])
  func whatIsNotThereYetIsNotExported(_ pane: Key) throws {
    for isAnswered in [true, false] {
      var explorer = try isAnswered ? explorer() : Sample.explorer()
      explorer.press(pane, "1", "j", pane)
      #expect(explorer.press("y") == nil)
      #expect(explorer.footer.contains("nothing to export: "))
      #expect(explorer.footer.contains("fc1"))
      #expect(explorer.footer.contains("this is conv2, until fc1 is there") == isAnswered)
      explorer.press("e")
      #expect(explorer.keyContext != .prompt)
      #expect(explorer.footer.contains("nothing to export: "))
      Sample.answer(&explorer)
      explorer.press("e")
      #expect(explorer.keyContext == .prompt)
      guard case .write(let path, .text(let contents), _) = explorer.press(.enter) else {
        Issue.record("nothing is written")
        continue
      }
      #expect(path.contains("fc1") && contents.contains("fc1"))
    }
  }

  @Test func theListOfLayersNeverWaits() throws {
    var explorer = try Sample.explorer()
    guard case .copy = explorer.press("y") else {
      Issue.record("the list of layers is not copied")
      return
    }
  }

  /// Beside an old map stands the image that it is of.
  @Test func anOldMapStandsBesideItsOwnImage() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "G")
    #expect(explorer.pane(.projection).contains("image 17"))
    let before = explorer.pane(.projection).split(separator: "\n").dropFirst().dropLast()
    explorer.find(
      .shown(39), Sample.answer(to: .shown(39)))
    let after = explorer.pane(.projection).split(separator: "\n").dropFirst().dropLast()
    #expect(after == before)
  }
}
