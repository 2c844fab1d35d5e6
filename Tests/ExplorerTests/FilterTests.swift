import DeepDataProfiler
import Explorer
import Testing

@Suite struct FilterTests {
  @Test func aFilterIsTypedSeenAndKept() throws {
    var explorer = try Sample.answered()
    explorer.press("/f")
    #expect(explorer.context == .prompt)
    #expect(explorer.footer.contains("filter: f"))
    #expect(explorer.footer.contains("2 matches"))
    // The cursor goes to what is found while it is typed.
    #expect(explorer.selection.layer == 2)
    #expect(!explorer.pane(.layers).show("conv1"))
    explorer.press(.enter)
    #expect(explorer.context == .view(.layers))
    #expect(explorer.pane(.layers)[0].contains("/f"))
    explorer.press("jj")
    #expect(explorer.selection.layer == 3)
    explorer.press("kk")
    #expect(explorer.selection.layer == 2)
    explorer.press(.escape)
    #expect(explorer.pane(.layers).show("conv1"))
  }

  @Test func keysAreTextWhileTyping() throws {
    var explorer = try Sample.answered()
    explorer.press("/qz?t1")
    #expect(explorer.footer.contains("filter: qz?t1"))
    explorer.press(.backspace)
    explorer.press(.delete)
    #expect(explorer.footer.contains("filter: qz? "))
    explorer.press(.control("u"))
    #expect(explorer.footer.contains("filter:  "))
    explorer.press(.backspace)
    explorer.press(.up)
    #expect(explorer.context == .prompt)
  }

  @Test func whatIsNotFoundIsSaid() throws {
    var explorer = try Sample.answered()
    explorer.press("/xyz")
    #expect(explorer.footer.contains("nothing found"))
    #expect(explorer.selection.layer == 1)
    explorer.press(.enter)
    #expect(explorer.pane(.layers).show("No layer matches"))
    explorer.press("j")
    #expect(explorer.selection.layer == 1)
  }

  @Test func nAndShiftNGoRoundThroughTheMatches() throws {
    var explorer = try Sample.answered()
    explorer.press("3/nine")
    explorer.press(.enter)
    // Image 17 is a nine, and every tenth from 7 on.
    var images = [explorer.selection.image]
    for _ in 0..<4 {
      explorer.press("n")
      images.append(explorer.selection.image)
    }
    #expect(images == [17, 27, 37, 7, 17])
    explorer.press("NN")
    #expect(explorer.selection.image == 37)
  }

  @Test func withoutAFilterNSaysHowToStartOne() throws {
    var explorer = try Sample.answered()
    let selection = explorer.selection
    for key in ["n", "N"] {
      explorer.press(key)
      #expect(explorer.footer.contains("/ starts"))
      #expect(explorer.selection == selection)
    }
  }

  @Test func eachPaneHasAFilterOfItsOwn() throws {
    var explorer = try Sample.answered()
    explorer.press("2/v3")
    explorer.press(.enter)
    #expect(explorer.selection.vector == 3)
    explorer.press("n")
    #expect(explorer.selection.vector == 30)
    #expect(!explorer.pane(.layers)[0].contains("/v3"))
    explorer.press("4/two")
    explorer.press(.enter)
    #expect(Sample.dataSet.labels[explorer.selection.image] == 2)
    explorer.press("5/v11")
    explorer.press(.enter)
    #expect(explorer.selection.vector == 11)
    #expect(explorer.pane(.spectrum)[0].contains("/v3"))
  }

  @Test func escapeWhileTypingLeavesNoFilter() throws {
    var explorer = try Sample.answered()
    explorer.press("/fc")
    explorer.press(.escape)
    #expect(explorer.context == .view(.layers))
    #expect(explorer.pane(.layers).show("conv1"))
  }
}
