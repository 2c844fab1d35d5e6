import DeepDataProfiler
import Explorer
import Testing

@Suite struct HeatmapSheetTests {
  private let mono = Display(colors: .none)

  @Test func eachMapHasItsNameItsRangeAndItsOwnScale() {
    let maps = FeatureMaps(
      stage: .projections, count: 3, height: 2, width: 2,
      values: [1, -2, 0, 2, 9, 9, 9, 9, 30, .nan, 0, -10])
    let sheet = HeatmapSheet(maps: maps, indices: [2, 0], display: mono)
    let text = sheet.canvas(columns: 48).text.split(
      separator: "\n", omittingEmptySubsequences: false)
    // Each map is alone in a line of 48 columns, as large as it can be; the last line is a legend.
    #expect(text[0] == "v2  -10.00 .. +30.00")
    #expect(text[1].hasPrefix("+9+9") && text[1].hasSuffix(" × ×"))
    let second = text.firstIndex { $0.hasPrefix("v0  -2.000 .. +2.000") }
    #expect(second.map { text[$0 + 1].hasPrefix("+5+5") && text[$0 + 1].hasSuffix("-9-9") } == true)
    #expect(text.contains("-9 and +9: the largest magnitude of each map"))
    #expect(!text.contains { $0.hasPrefix("v1") })
  }

  @Test func mapsStandSideBySideAndAreReducedToFit() {
    let maps = FeatureMaps(
      stage: .output, count: 4, height: 24, width: 24, values: Array(repeating: 1, count: 4 * 576))
    let canvas = HeatmapSheet(maps: maps, indices: Array(0..<4), display: mono).canvas(columns: 80)
    let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].split(separator: "filter").count == 3)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains("a cell shows the strongest of 2x2 values"))
    // In half blocks two values share a cell, and the same room takes all of them.
    let fine = Display(colors: .trueColor)
    let colored = HeatmapSheet(maps: maps, indices: Array(0..<4), display: fine).canvas(columns: 80)
    #expect(colored[1, 0].grapheme == "▀")
    #expect(colored[1, 0].style == Style(.heat(Paint.heatSteps), on: .heat(Paint.heatSteps)))
    #expect(!colored.text.contains("strongest"))
  }

  @Test func mapsOfOneValueAreAnAlignedList() {
    let maps = FeatureMaps(
      stage: .correlations, count: 12, height: 1, width: 1,
      values: (0..<12).map { Float($0) - 1.5 })
    let text = HeatmapSheet(maps: maps, indices: [0, 3, 11], display: mono).canvas(columns: 20).text
    #expect(text == "v0  -1.500\nv3  +1.500\nv11 +9.500\n")
  }

  @Test func anySizeIsDrawnWithoutAFault() {
    for (count, height, width) in [(0, 3, 3), (2, 0, 0), (1, 1, 50), (1, 50, 1), (3, 1, 1)] {
      let maps = FeatureMaps(
        stage: .input, count: count, height: height, width: width,
        values: Array(repeating: 0, count: count * height * width))
      for columns in [0, 1, 2, 7, 300] {
        for display in [mono, Display(colors: .sixteen), Display(colors: .trueColor)] {
          let sheet = HeatmapSheet(maps: maps, indices: [0, 1, 99], display: display)
          #expect(sheet.canvas(columns: columns).size.columns == columns)
        }
      }
    }
  }
}
