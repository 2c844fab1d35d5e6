import Foundation
import DeepDataProfiler
import Explorer
import Foundation
import System
import TerminalUI
import Testing

/// Images that are chosen, and the panes that set them beside each other.
@Suite struct ChosenImagesTests {
  private static let size = Size(columns: 120, rows: 36)

  /// The pane of chosen images, with all that it needs.
  private func chosen(_ size: Size = Self.size, layer: Int = 1) throws -> Explorer {
    var explorer = try Sample.answered(size, layer: layer)
    explorer.turn(to: nil, of: .chosenImages)
    explorer.press("4")
    Sample.answer(&explorer)
    return explorer
  }

  /// Image 17 is a nine, and v2's group has the classes 0 2 3 5 6 8: image 36, a two, is its strongest.
  @Test func withoutAChoiceTheSelectedImageIsSetBesideAnother() throws {
    let explorer = try chosen()
    let text = explorer.pane(.chosenImages)
    #expect(explorer.title(.chosenImages).contains("conv2  images 17, 36  q 85 %"))
    #expect(text.contains("17 nine") && text.contains("none chosen yet"))
    #expect(text.contains("Vectors that tell 17 from 36 most"))
  }

  @Test func spaceChoosesImagesInThePanesThatShowOne() throws {
    for pane in [PaneID.projection, .overlay] {
      var explorer = try Sample.answered(Self.size)
      explorer.turn(to: nil, of: pane)
      Sample.answer(&explorer)
      explorer.press("3", " ")
      #expect(explorer.footer.contains("image 17 nine is chosen: 1 image in all"))
      explorer.press("j", " ")
      #expect(explorer.selection.chosen == [17, 18])
      explorer.press(" ")
      #expect(explorer.selection.chosen == [17])
      #expect(explorer.footer.contains("no longer chosen: 1 image in all"))
      explorer.press("k", " ")
      #expect(explorer.selection.chosen.isEmpty && explorer.footer.contains("none is"))
    }
  }

  @Test func moreImagesThanThereIsRoomForAreNotChosen() throws {
    var explorer = try Sample.answered(Self.size)
    explorer.press("3", "g")
    for _ in 0..<8 { explorer.press(" ", "j") }
    explorer.press(" ")
    #expect(explorer.selection.chosen == Array(0..<8))
    #expect(explorer.footer.contains("8 images are chosen"))
    explorer.turn(to: nil, of: .chosenImages)
    explorer.press("4")
    Sample.answer(&explorer)
    #expect((0..<8).allSatisfy { explorer.pane(.chosenImages).contains("*\($0) \(name($0))") })
  }

  private func name(_ image: Int) -> String { Sample.classNames[Sample.dataSet.labels[image]] }

  @Test func oneChosenImageIsSetBesideTheSelectedOne() throws {
    var explorer = try chosen()
    explorer.press("3", " ", "G")
    Sample.answer(&explorer)
    #expect(explorer.title(.chosenImages).contains("images 17, 39"))
  }

  @Test func whatIsComparedStaysWhenTheCursorMovesAndNothingIsChosen() throws {
    var explorer = try chosen()
    explorer.press("l", "j")
    #expect(explorer.selection.chosen.isEmpty && explorer.selection.image == 36)
    Sample.answer(&explorer)
    #expect(explorer.title(.chosenImages).contains("images 17, 36"))
    #expect(explorer.pane(.chosenImages).contains("none chosen yet"))
    explorer.press("[")
    Sample.answer(&explorer)
    #expect(explorer.title(.chosenImages).contains("images 17, 36  q 84 %"))
    explorer.press(" ")
    #expect(explorer.selection.chosen == [36])
    Sample.answer(&explorer)
    #expect(explorer.title(.chosenImages).contains("images 17, 36"))
    explorer.press("3", "G")
    Sample.answer(&explorer)
    #expect(explorer.title(.chosenImages).contains("images 36, 39"))
  }

  /// Columns that are out of sight are told, and those in sight follow the selected vector.
  @Test func columnsOutOfSightAreTold() throws {
    var explorer = try chosen(Size(columns: 80, rows: 24))
    for _ in 0..<40 { explorer.press("[") }
    Sample.answer(&explorer)
    func words() throws -> [Int] {
      let match = try #require(
        explorer.pane(.chosenImages).firstMatch(of: /vectors (\d+)-(\d+) of (\d+)/))
      return [match.1, match.2, match.3].compactMap { Int($0) }
    }
    let first = try words()
    #expect(first[0] == 1 && first[1] < first[2])
    for _ in 0..<40 { explorer.press("l") }
    let last = try words()
    #expect(last[1] == last[2] && last[0] > 1)
  }

  @Test func sharedVectorsComeFirst() throws {
    var explorer = try chosen(Size(columns: 200, rows: 40))
    for _ in 0..<40 { explorer.press("[") }
    Sample.answer(&explorer)
    let question = ImageHypergraphQuestion(layer: 1, between: [17, 36], quantile: 0.45)
    let groups = Sample.imageHypergraph(question).groups
    #expect(groups.map(\.images) == [[17, 36], [17], [36]])
    let line = explorer.pane(.chosenImages).split(separator: "\n")[1]
    let both = try #require(line.range(of: "both (\(groups[0].nodes.count))"))
    let only = try #require(line.range(of: "only 17"))
    #expect(both.upperBound < only.lowerBound)
  }

  /// Of a negative polarity the signals are negated, and none is written as the threshold is.
  @Test func negativeSignalsHaveTheirSign() throws {
    var explorer = try chosen(Size(columns: 200, rows: 40))
    let parameters = SignificanceHypergraph.Parameters(polarity: .negative)
    explorer.press("p")
    let question = ImageHypergraphQuestion(
      layer: 1, between: [17, 36], quantile: parameters.quantile, polarity: .negative)
    var signals = [[Float]](repeating: [Float](repeating: 0, count: 32), count: 2)
    (signals[0][3], signals[1][3], signals[0][8], signals[0][4]) = (-0.5, -0.53, -0.54, -20)
    explorer.find(
      AnyQuestion(question),
      .known(
        ImageHypergraph(
          images: [17, 36], quantile: parameters.quantile, polarity: .negative, threshold: 0.5192,
          signals: signals, deviations: [Double](repeating: 1, count: 32))))
    Sample.answer(&explorer)
    let lines = explorer.pane(.chosenImages).split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.contains("-v3") && $0.contains("-v8") && $0.contains("-v4") })
    let first = try #require(lines.first { $0.contains("17 nine") && $0.contains("●") })
    #expect(first.contains("·  0.50"), "\(first)")
    #expect(first.contains("0.54") && first.contains("20.00"), "\(first)")
    #expect(lines.contains { $0.contains(" -v4") && $0.contains("+20.00") })
  }

  /// Two images have the table of differences wherever three have it, and no blank lines.
  @Test func twoImagesHaveTheirDifferencesAtTheSmallestSize() throws {
    let explorer = try chosen(Size(columns: 80, rows: 24))
    let lines = explorer.screen.split(separator: "\n").map(String.init)
    let first = try #require(lines.firstIndex { $0.contains("17 nine") })
    #expect(lines[first + 1].contains("36 two"))
    #expect(explorer.screen.contains("Vectors that tell 17 from 36 most"), "\(explorer.screen)")
  }

  /// Headings are short rather than cut.
  @Test(arguments: [60, 80, 120, 200]) func headingsOfImagesAreWhole(_ columns: Int) throws {
    var explorer = try chosen(Size(columns: columns, rows: 36))
    for _ in 0..<40 { explorer.press("[") }
    Sample.answer(&explorer)
    for _ in 0..<12 {
      explorer.press("l")
      let lines = explorer.pane(.chosenImages).split(separator: "\n")
      #expect(!lines[1].contains("~"), "\(lines[1])")
    }
  }

  @Test func anEmptyTableSaysWhatToDo() throws {
    var explorer = try chosen()
    for _ in 0..<15 { explorer.press("]") }
    Sample.answer(&explorer)
    #expect(explorer.pane(.chosenImages).contains("[ lowers the quantile"))
  }

  @Test func aFaultOfTheSignalsIsSaid() throws {
    var explorer = try Sample.explorer(Self.size)
    explorer.turn(to: nil, of: .chosenImages)
    while let question = explorer.wanted.first {
      let isOfImages = question.as(ImageHypergraphQuestion.self) != nil
      explorer.find(
        question,
        isOfImages
          ? .failed(Failure(kind: .unfitting, problem: "image 36 has no signals"))
          : Sample.answer(to: question))
    }
    #expect(explorer.pane(.chosenImages).contains("image 36 has no signals"))
  }

  // MARK: The overlay

  private func overlay(_ size: Size = Self.size, layer: Int = 1) throws -> Explorer {
    var explorer = try Sample.answered(size, layer: layer)
    explorer.turn(to: nil, of: .overlay)
    explorer.press("3")
    Sample.answer(&explorer)
    return explorer
  }

  @Test func aLayerWithoutPositionsIsNamedInPlaceOfTheOneBefore() throws {
    var explorer = try overlay()
    explorer.press("1", "j")
    Sample.answer(&explorer)
    #expect(explorer.title(.overlay).contains("fc1"))
    #expect(!explorer.title(.overlay).contains("conv2"))
  }

  @Test func theImageIsSetBesideItselfTheOptimisedOneAndTheStrongest() throws {
    let explorer = try overlay(Size(columns: 200, rows: 60))
    let text = explorer.pane(.overlay)
    #expect(explorer.title(.overlay).contains("conv2  image 17 nine at 12,12"))
    #expect(text.contains("itself") && text.contains("optimised v2 +0.50"))
    #expect(text.contains("36 two") && text.contains("ReLU(Y + B) at row 12 column 12 of 24x24"))
  }

  /// A scale stands below maps of cosines alone; what is said is never cut; and where there is room for the
  /// image itself alone, it is said how to see the others.
  @Test(arguments: [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 200, rows: 60),
  ])
  func theNotesOfAnOverlayAreTrue(_ size: Size) throws {
    for isZoomed in [false, true] {
      var explorer = try overlay(size)
      if isZoomed { explorer.press("z") }
      Sample.answer(&explorer)
      let text = explorer.render(
        pane: .overlay, size: isZoomed || size.columns < 100 ? size : Size(columns: 40, rows: 16),
        theme: .dark
      ).text
      let lines = text.split(separator: "\n")
      #expect(
        !lines.suffix(3).contains { $0.contains("~") } && !text.contains("optimis~"), "\(text)")
      let hasMaps = lines.contains { $0.contains("optimised") || $0.contains("opt.") }
      if !hasMaps { #expect(!text.contains("+1.000"), "\(text)") }
    }
    var explorer = try overlay(Size(columns: 120, rows: 36))
    #expect(explorer.screen.contains("z shows"), "\(explorer.screen)")
    explorer.press("z")
    Sample.answer(&explorer)
    #expect(!explorer.screen.contains("z shows"))
  }

  @Test func theOptimisedImageIsAskedForWhenThePaneIsSeen() throws {
    func isAsked(_ explorer: Explorer) -> Bool {
      explorer.wanted.contains {
        if case .optimized? = $0.as(SimilarityQuestion.self)?.subject { true } else { false }
      }
    }
    var explorer = try Sample.answered(Self.size)
    #expect(!isAsked(explorer))
    explorer.turn(to: nil, of: .overlay)
    #expect(isAsked(explorer))
    // What takes a moment comes first.
    #expect(explorer.wanted.first?.as(SimilarityQuestion.self)?.subject == .image(17))
  }

  @Test func thePositionMovesAndStaysWithinTheLayer() throws {
    var explorer = try overlay()
    explorer.press(.enter, "l", "j", "j")
    #expect(explorer.isInside)
    Sample.answer(&explorer)
    #expect(explorer.title(.overlay).contains("at 14,13"))
    explorer.press("G", "l", "j")
    Sample.answer(&explorer)
    #expect(explorer.title(.overlay).contains("at 23,23"))
    explorer.press("g", "h", "k")
    Sample.answer(&explorer)
    #expect(explorer.title(.overlay).contains("at 0,0"))
    explorer.press(.escape)
    #expect(!explorer.isInside)
  }

  /// The last picture stays until its successor has all images of the data set.
  @Test func aPictureIsNotLeftForHalfAPicture() throws {
    var explorer = try overlay()
    explorer.press(.enter, "l")
    let own = try #require(explorer.wanted.first)
    #expect(own.as(SimilarityQuestion.self)?.column == 13)
    explorer.find(own, Sample.answer(to: own))
    #expect(explorer.title(.overlay).contains("at 12,12"))
    Sample.answer(&explorer)
    #expect(explorer.title(.overlay).contains("at 12,13"))
  }

  @Test func chosenImagesComeBeforeTheStrongest() throws {
    var explorer = try overlay()
    explorer.press("j", "j", "j", " ", "k", "k", "k")
    Sample.answer(&explorer)
    let text = explorer.pane(.overlay)
    let chosen = try #require(text.range(of: "20 zero"))
    let optimized = try #require(text.range(of: "optimised"))
    #expect(chosen.lowerBound < optimized.lowerBound)
  }

  @Test func aLayerWithoutPositionsHasNoOverlay() throws {
    var explorer = try overlay(layer: 2)
    #expect(explorer.pane(.overlay).contains("fc1 has no positions"))
    #expect(explorer.wanted.isEmpty)
    explorer.press(.enter)
    #expect(!explorer.isInside && explorer.footer.contains("has no positions"))
  }

  /// The frame is the projection's: of lines where pixels have no colours.
  @Test(arguments: [Display.Colors.none, .eight, .sixteen], [true, false])
  func theFrameIsOfLinesWithoutColours(colors: Display.Colors, isUnicode: Bool) throws {
    let explorer = try overlay(Size(columns: 120, rows: 40))
    let theme = Theme.dark.adapted(to: Display(colors: colors, isUnicode: isUnicode))
    let text = explorer.render(pane: .overlay, size: explorer.size, theme: theme).text
    let lines = text.split(separator: "\n")
    let corner = isUnicode ? "++──++" : "  ++--++"
    #expect(lines.count { $0.contains(corner) } == 2, "above and below\n\(text)")
  }

  /// Without colours the frame and the darkness are told by characters.
  @Test(arguments: [true, false]) func withoutColoursItIsSeenAsWell(isUnicode: Bool) throws {
    let explorer = try overlay(Size(columns: 120, rows: 40))
    let theme = Theme.mono.adapted(to: Display(colors: .none, isUnicode: isUnicode))
    let text = explorer.render(pane: .overlay, size: explorer.size, theme: theme).text
    #expect(text.contains("+9") && text.contains(isUnicode ? "█" : "@"))
  }
}
