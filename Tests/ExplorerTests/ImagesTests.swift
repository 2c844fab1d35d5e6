import DeepDataProfiler
import Explorer
import Foundation
import Reports
import System
import TerminalUI
import Testing

/// The data set as a grid of images, and exemplary images above their projections.
@Suite struct ImagesTests {
  private func explorer(
    _ page: String, of pane: PaneID = .images, _ size: Size = Size(columns: 200, rows: 60)
  ) throws -> Explorer {
    var explorer = try Sample.answered(size)
    explorer.turn(to: page, of: pane)
    explorer.press("3", "z")
    Sample.answer(&explorer)
    return explorer
  }

  /// The numbers under the images, in reading order.
  private func numbers(_ explorer: Explorer) -> [Int] {
    let names = Sample.classNames.joined(separator: "|")
    guard let pattern = try? Regex("([0-9]+) (?:\(names))\\b", as: (Substring, Substring).self)
    else { return [] }
    return explorer.pane(explorer.focus).matches(of: pattern).compactMap { Int($0.output.1) }
  }

  /// A key that comes before the order is known is not lost without a word.
  @Test func keysThatComeBeforeTheOrderSaySo() throws {
    var explorer = try Sample.answered(Size(columns: 200, rows: 60))
    explorer.turn(to: "mistakes", of: .images)
    explorer.press("3", "l")
    #expect(explorer.footer.contains("the order of the images is computed"))
    Sample.answer(&explorer)
    explorer.press("l")
    #expect(!explorer.footer.contains("is computed"))
  }

  /// The selected image may not be among those that are shown: the one under the cursor is meant.
  @Test func whatIsChosenIsUnderTheCursor() throws {
    var explorer = try explorer("class")
    explorer.press(":")
    explorer.type("image 5")
    explorer.press(.enter)
    explorer.turn(to: "mistakes", of: .images)
    Sample.answer(&explorer)
    let first = try #require(numbers(explorer).first)
    #expect(first != 5)
    explorer.press(.character(" "))
    #expect(explorer.selection.chosen == [first])
  }

  @Test func theHighestSignalIsTheFirstAndTheLowestTheLast() throws {
    let order = Sample.imageOrder(.signal(layer: 1, nodes: [.init(vector: 2)]))
    let images = (0..<order.count).map { order[$0] }
    var explorer = try explorer("highest")
    let shown = numbers(explorer)
    #expect(shown.count == 18 && shown == Array(images.prefix(18)))
    let signal = Double(Sample.signal(2, images[0])).signed
    #expect(explorer.pane(.images).contains("signal \(signal)"))
    explorer.press(">")
    Sample.answer(&explorer)
    #expect(numbers(explorer) == Array(images.reversed().prefix(18)))
    explorer.press(">")
    Sample.answer(&explorer)
    let steps = (0...20).map { images[($0 * 39 + 10) / 20] }
    #expect(numbers(explorer) == Array(steps.prefix(18)))
    #expect(explorer.pane(.images).contains("q 100 %") && explorer.pane(.images).contains("q 95 %"))
  }

  @Test func classesFollowEachOtherAndMistakesAreAlone() throws {
    var explorer = try explorer("class")
    let labels = Sample.dataSet.labels
    let byClass = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
    // The selected image stays in sight: it is a nine, of which there are four at the end.
    #expect(labels[17] == 9 && numbers(explorer).contains(17))
    explorer.press("g")
    #expect(numbers(explorer) == Array(byClass.prefix(18)))
    #expect(explorer.selection.image == byClass[0])
    explorer.press(">")
    Sample.answer(&explorer)
    #expect(numbers(explorer) == [3])
    #expect(explorer.pane(.images).contains("taken for two 75 %"))
    explorer.press(">")
    Sample.answer(&explorer)
    explorer.press("g")
    #expect(numbers(explorer) == Array(0..<18))
    #expect(explorer.pane(.images).contains("right 100 %"))
  }

  @Test func arrowsMoveAmongImagesAndTheSelectionFollows() throws {
    var explorer = try explorer("all")
    explorer.press("g")
    #expect(explorer.selection.image == 0)
    explorer.press("l", "l", "h")
    #expect(explorer.selection.image == 1)
    explorer.press("j")
    #expect(explorer.selection.image == 7, "six in a row")
    explorer.press("k", "k")
    #expect(explorer.selection.image == 1)
    explorer.press(.pageDown)
    #expect(explorer.selection.image == 19)
    explorer.press("G")
    #expect(explorer.selection.image == 39)
    explorer.press("/")
    explorer.type("five")
    explorer.press(.enter)
    #expect(Sample.dataSet.labels[explorer.selection.image] == 5)
  }

  /// In another order the cursor is at its start, and the selected image stays until it moves.
  @Test func anotherOrderBeginsAtItsStart() throws {
    var explorer = try explorer("highest")
    let order = Sample.imageOrder(.signal(layer: 1, nodes: [.init(vector: 2)]))
    #expect(explorer.selection.image == 17)
    #expect(explorer.pane(.images).contains(">\(order[0]) "))
    explorer.press("l")
    #expect(explorer.selection.image == order[1])
    #expect(explorer.pane(.images).contains(">\(order[1]) "))
  }

  /// What is chosen is seen where one chooses.
  @Test func chosenImagesAreMarked() throws {
    for (page, pane) in [("highest", PaneID.images), ("exemplars", .exemplars)] {
      var explorer = try explorer(page, of: pane)
      explorer.press("l", " ")
      Sample.answer(&explorer)
      let image = explorer.selection.image
      #expect(explorer.pane(pane).contains(">*\(image) "))
      #expect(explorer.pane(pane).contains("* 1 chosen"))
      explorer.press("l")
      Sample.answer(&explorer)
      #expect(explorer.pane(pane).contains("*\(image) "))
      #expect(!explorer.pane(pane).contains(">*"))
    }
  }

  @Test func theFooterTellsOfChoosing() throws {
    let explorer = try explorer("highest", of: .images, Size(columns: 80, rows: 24))
    #expect(
      explorer.footer.contains("Space choose") && explorer.footer.contains("Enter projection"))
  }

  /// From the vector to its group and back the cursor stays on the image.
  @Test func theImageStaysUnderTheCursorFromVectorToGroup() throws {
    var explorer = try explorer("highest")
    explorer.press("2", "k", "k", "3", "l", "l")
    let image = explorer.selection.image
    for _ in 0..<2 {
      explorer.press("v")
      Sample.answer(&explorer)
      #expect(explorer.selection.image == image)
      #expect(explorer.pane(.images).contains(">\(image) "))
    }
    // Of another vector it is at the start, as ever.
    explorer.press("2", "j", "3")
    Sample.answer(&explorer)
    #expect(!explorer.pane(.images).contains(">\(image) "))
  }

  /// Signals with quantiles are whole where there is little room.
  @Test(arguments: [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 200, rows: 60),
  ])
  func quantilesAreWhole(_ size: Size) throws {
    var explorer = try Sample.answered(size)
    explorer.turn(to: "quantiles", of: .images)
    explorer.press("3")
    Sample.answer(&explorer)
    let text = explorer.screen
    #expect(text.contains("q 100 %"), "\(text)")
    #expect(!text.contains(/[0-9]~/), "\(text)")
  }

  /// Where a pixel stands for several of the image, a line says so, or the lower border.
  @Test func imagesThatAreReducedSaySo() throws {
    var beside = try Sample.answered(Size(columns: 120, rows: 36))
    beside.turn(to: "highest", of: .images)
    Sample.answer(&beside)
    #expect(beside.screen.contains("a pixel for each 2x2"), "\(beside.screen)")
    for page in ["highest", "exemplars"] {
      let small = try explorer(page, of: .images, Size(columns: 80, rows: 20))
      #expect(small.screen.contains("a pixel for each"), "\(small.screen)")
      let large = try explorer(page, of: .images, Size(columns: 200, rows: 60))
      #expect(!large.screen.contains("a pixel for each"))
    }
  }

  /// A number below an image is not told twice, and the images fill the room.
  @Test func ofALayerWithoutMapsExemplarsHaveOneSignalEach() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36), layer: 2)
    explorer.turn(to: "exemplars", of: .exemplars)
    explorer.press("3", "z")
    Sample.answer(&explorer)
    let text = explorer.pane(.exemplars)
    let order = Sample.imageOrder(.signal(layer: 2, nodes: [.init(vector: 2)]))
    let signal = Double(try #require(order.score(of: order[0]))).signed
    #expect(text.ranges(of: signal).count == 1, "\(text)")
    let rows = text.split(separator: "\n").enumerated().filter { $0.element.contains("▀▀▀▀") }
    #expect((rows.last?.offset ?? 0) > 24, "\(text)")
  }

  @Test func anImageIsOpenedAndLeftAgain() throws {
    var explorer = try explorer("highest")
    explorer.press("l", .enter)
    Sample.answer(&explorer)
    let image = explorer.selection.image
    #expect(explorer.focus == .projection)
    #expect(explorer.title(.projection).contains("on image \(image)"))
    #expect(explorer.pane(.projection).contains("over the image, dark where it is small"))
    explorer.press(.escape)
    #expect(explorer.focus == .images && explorer.isZoomed)
    #expect(explorer.pane(.images).contains(">\(image) "))
    explorer.press(.enter, ">", .escape)
    #expect(explorer.focus == .projection && !explorer.isZoomed, "pages were turned since")
  }

  @Test func signalsOfTheGroupAreSummed() throws {
    var explorer = try explorer("highest")
    explorer.press("2", "k", "k", "3", "v")
    Sample.answer(&explorer)
    // v0 is in a group with v1 and v3.
    #expect(explorer.title(.images).contains("v0 (3)"))
    let first = try #require(numbers(explorer).first)
    let sum = [0, 1, 3].reduce(Float(0)) { $0 + Sample.signal($1, first) }
    #expect(explorer.pane(.images).contains("signal \(Double(sum).signed)"))
  }

  @Test func onlyWhatIsInSightIsAskedFor() throws {
    let labels = (0..<100_000).map { $0 % 10 }
    let dataSet = Findings.DataSet(file: "many", labels: labels, classNames: Sample.classNames)
    var explorer = Explorer(
      findings: Findings(model: try Sample.model(), dataSet: dataSet),
      size: Size(columns: 200, rows: 60), selection: Selection(layer: 1, image: 50_000))
    explorer.turn(to: "all", of: .images)
    explorer.press("3", "z")
    let asked = explorer.wanted.compactMap { $0.as(InputImagesQuestion.self)?.images }
    #expect(asked.count <= 4 && asked.allSatisfy { $0.count <= 64 })
    #expect(asked.contains { $0.contains(50_000) })
  }

  @Test func whatCanNotBeReadSaysWhy() throws {
    var explorer = try Sample.explorer(Size(columns: 120, rows: 36))
    explorer.turn(to: "all", of: .images)
    explorer.press("3", "z")
    let failure = Failure(kind: .unfitting, problem: "the file is cut off")
    while let question = explorer.wanted.first {
      let isImage = question.as(InputImagesQuestion.self) != nil
      explorer.find(question, isImage ? .failed(failure) : Sample.answer(to: question))
    }
    #expect(explorer.pane(.images).contains("the file is cut off"))
  }

  @Test func whatIsKnownOfEachImageIsExported() throws {
    let explorer = try explorer("mistakes")
    let report = try #require(explorer.data(of: .images))
    let lines = report.table.csv.split(whereSeparator: \.isNewline)
    #expect(lines[0] == "image,label,class,predicted,predicted_class,confidence,signal")
    #expect(lines[1] == "3,1,one,2,two,0.75,\(Sample.signal(2, 3))")
    #expect(lines.count == 2)
    #expect(report.json.text.contains(#""order": "mistakes""#))
  }

  // MARK: - Exemplars

  @Test func exemplaryImagesStandBesideTheSelectedOne() throws {
    let explorer = try explorer("exemplars", of: .exemplars)
    let order = Sample.imageOrder(.signal(layer: 1, nodes: [.init(vector: 2)]))
    #expect(numbers(explorer) == [17] + (0..<5).map { order[$0] })
    let signal = Double(Sample.signal(2, order[0])).signed
    #expect(explorer.pane(.exemplars).contains("signal \(signal)"))
    #expect(explorer.pane(.exemplars).contains("one scale for all"))
    // The largest magnitude of all of them is at its ends.
    let images = numbers(explorer)
    let largest = images.flatMap { image in
      Sample.maps(.projections, layer: 1, image: image)[2].map(abs)
    }.max()
    #expect(explorer.pane(.exemplars).contains("+\(Double(largest ?? 0).brief)"))
  }

  @Test func exemplaryImagesOfAGroupAreOfItsClassesWithTheMapsOfAllItsVectors() throws {
    var explorer = try explorer("exemplars", of: .exemplars)
    explorer.press("k", "k", "v")
    Sample.answer(&explorer)
    let hierarchy = Sample.hierarchy(1, .init())
    #expect(
      numbers(explorer).dropFirst() == hierarchy.groups[0].exemplars.map(\.image).prefix(4)[...],
      "there is room for six, the selected and the optimised one among them")
    #expect(explorer.pane(.exemplars).contains("v0 mean"))
    #expect(explorer.pane(.exemplars).contains("v1 mean"))
    #expect(explorer.pane(.exemplars).contains("signal +3.250"))
    explorer.press("l", "l", .enter)
    #expect(explorer.focus == .projection)
    #expect(explorer.selection.image == hierarchy.groups[0].exemplars[1].image)
  }

  @Test func theOptimisedImageOfAGroupStandsAboveItsProjectionsAsWell() throws {
    var explorer = try explorer("exemplars", of: .exemplars)
    explorer.press("k", "k", "v")
    let group = Sample.hierarchy(1, .init()).groups[0]
    let image = VisualizationQuestion(layer: 1, VisualizationObjective(group))
    let maps = OptimizedMapsQuestion(.projections, layer: 1, image: image)
    #expect(explorer.wanted.contains(AnyQuestion(image)))
    #expect(explorer.watched.contains(AnyQuestion(image)))
    Sample.answer(&explorer, besides: AnyQuestion(image))
    explorer.find(
      AnyQuestion(image), .working(0.25, partial: Sample.optimizedImage(.init(), after: 128)))
    #expect(explorer.pane(.exemplars).contains("optimised 25 %"))
    explorer.find(AnyQuestion(image), .known(Sample.optimizedImage(.init())))
    Sample.answer(&explorer)
    #expect(explorer.findings[maps].answer != nil)
    #expect(explorer.pane(.exemplars).contains("signal +40.50"))
    // Its maps are on the scale of all.
    let largest = (numbers(explorer) + [40]).flatMap { image in
      group.nodes.flatMap { node in
        Sample.maps(.projections, layer: 1, image: image)[node.vector].map(abs)
      }
    }.max()
    #expect(explorer.pane(.exemplars).contains("+\(Double(largest ?? 0).brief)"))
    explorer.press("v")
    #expect(!explorer.pane(.exemplars).contains("optimised"))
  }

  @Test func ofAVectorInNoGroupNoGroupIsTold() throws {
    var explorer = Explorer(
      findings: try Sample.findings(), size: Size(columns: 120, rows: 36),
      selection: Selection(layer: 1, vector: 20))
    explorer.turn(to: "highest", of: .projection)
    Sample.answer(&explorer)
    explorer.press("3", "v")
    Sample.answer(&explorer)
    #expect(explorer.pane(.images).contains("highest  v20"))
    #expect(!explorer.pane(.images).contains("v20 (1)"))
    #expect(explorer.pane(.images).contains("v20 is in no group"))
    #expect(explorer.data(of: .images) == nil && numbers(explorer).isEmpty)
    explorer.press("j")
    #expect(explorer.footer.contains("v20 is in no group"))
    explorer.press("v")
    #expect(!numbers(explorer).isEmpty && explorer.data(of: .images) != nil)
  }

  /// Three lines below each would leave room for one row of images only.
  @Test func aSecondRowOfImagesIsWorthMoreThanAThirdLine() throws {
    let explorer = try explorer("highest", Size(columns: 120, rows: 36))
    #expect(numbers(explorer).count == 8)
    #expect(explorer.pane(.images).contains("+"), "what decides on the order is told")
  }

  /// Of -v the signals are negated, its maps are v's.
  @Test func mapsBelowNegatedSignalsSayWhoseTheyAre() throws {
    var explorer = try explorer("exemplars", of: .exemplars)
    #expect(!explorer.pane(.exemplars).contains("signals with the sign"))
    explorer.press("4", "p", "3")
    Sample.answer(&explorer)
    #expect(explorer.title(.exemplars).contains("-v"))
    #expect(explorer.pane(.exemplars).contains("maps of v, signals with the sign"))
  }

  /// What `v` chooses is chosen for the images of all panes.
  @Test func aGroupStaysChosenFromPaneToPane() throws {
    var explorer = try explorer("exemplars", of: .exemplars)
    explorer.press("k", "k", "v")
    Sample.answer(&explorer)
    explorer.turn(to: "highest", of: .projection)
    Sample.answer(&explorer)
    let size = Sample.hierarchy(1, .init()).groups[0].nodes.count
    #expect(explorer.pane(.images).contains("(\(size))"))
  }

  // MARK: - Over the image

  @Test func aCellSeesRowsAndColumnsOfTheImage() throws {
    var explorer = try explorer("projections", of: .projection)
    explorer.press(.enter, "l", "l", "j")
    Sample.answer(&explorer)
    #expect(
      explorer.pane(.projection).contains(
        "receptive field: rows 1 to 5, columns 2 to 6 of the image"))
    let failure = Failure(kind: .unsupported, place: "node r (Resize)", problem: "can't be told")
    explorer.find(AnyQuestion(ReceptiveFieldsQuestion(layer: 1)), .failed(failure))
    #expect(explorer.pane(.projection).contains("its receptive field can't be told"))
  }

  @Test func aMapLiesOverItsImageInColours() throws {
    var explorer = try explorer("projections", of: .projection)
    let before = explorer.render(pane: .projection, size: explorer.size, theme: .dark)
    explorer.press("o")
    Sample.answer(&explorer)
    let after = explorer.render(pane: .projection, size: explorer.size, theme: .dark)
    func pixels(_ canvas: Canvas) -> [(Int, Int, Int)] {
      (0..<canvas.size.rows).flatMap { row in
        (0..<100).compactMap { column -> (Int, Int, Int)? in
          guard case .pixel(let red, let green, let blue) = canvas[row, column].style.foreground
          else { return nil }
          return (Int(red), Int(green), Int(blue))
        }
      }
    }
    #expect(pixels(before).isEmpty)
    #expect(pixels(after).contains { $0.0 > $0.2 + 40 }, "positive ones are red")
    #expect(pixels(after).contains { $0.2 > $0.0 + 40 }, "negative ones are blue")
    explorer.press("o")
    #expect(explorer.render(pane: .projection, size: explorer.size, theme: .dark) == before)
  }

  @Test func withoutColoursDigitsStandOverTheImage() throws {
    let display = Display(colors: .none, isUnicode: false)
    var explorer = try Sample.answered(
      Size(columns: 120, rows: 36), themes: [Theme.mono.adapted(to: display)])
    explorer.press("3", "z", "o")
    Sample.answer(&explorer)
    let pane = explorer.pane(.projection)
    #expect(pane.contains("+9") || pane.contains("-9"))
    #expect(pane.contains("@@"), "the ring is seen where the map is small")
    for colors in [Display.Colors.eight, .sixteen] {
      let display = Display(colors: colors, isUnicode: true)
      var explorer = try Sample.answered(
        Size(columns: 120, rows: 36), themes: [Theme.dark.adapted(to: display)])
      explorer.press("3", "z", "o")
      Sample.answer(&explorer)
      #expect(explorer.pane(.projection).contains("+9 = "), "its legend is that of digits")
    }
  }

  @Test func aSingleValueLiesOverNothing() throws {
    var explorer = try Sample.answered(layer: 2)
    explorer.press("3", "o")
    #expect(explorer.footer.contains("no map to lay over the image"))
  }
}
