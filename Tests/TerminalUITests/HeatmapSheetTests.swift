import TerminalUI
import Testing

@Suite struct HeatmapSheetTests {
  private let mono = Display(colors: .none)

  @Test func eachMapHasItsNameItsRangeAndItsOwnScale() {
    let sheet = HeatmapSheet(
      maps: [("v2", [30, .nan, 0, -10]), ("v0", [1, -2, 0, 2])], height: 2, width: 2,
      display: mono)
    let text = sheet.canvas(columns: 48).text.split(
      separator: "\n", omittingEmptySubsequences: false)
    // Each map is alone in a line of 48 columns, as large as it can be; the last line is a legend.
    #expect(text[0] == "v2  -10.00 .. +30.00")
    #expect(text[1].hasPrefix("+9+9") && text[1].hasSuffix(" × ×"))
    let second = text.firstIndex { $0.hasPrefix("v0  -2.000 .. +2.000") }
    #expect(second.map { text[$0 + 1].hasPrefix("+5+5") && text[$0 + 1].hasSuffix("-9-9") } == true)
    #expect(text.contains("-9 and +9: the largest magnitude of each map"))
  }

  @Test func mapsStandSideBySideAndAreReducedToFit() {
    let maps = (0..<4).map { map in
      (name: "filter \(map)", values: ArraySlice(repeating: Float(1), count: 576))
    }
    func sheet(_ display: Display) -> Canvas {
      HeatmapSheet(maps: maps, height: 24, width: 24, display: display).canvas(columns: 80)
    }
    let canvas = sheet(mono)
    let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].split(separator: "filter").count == 3)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains("a cell shows the strongest of 2x2 values"))
    // In half blocks two values share a cell, and the same room takes all of them.
    let colored = sheet(Display(colors: .trueColor))
    #expect(colored[1, 0].grapheme == "▀")
    #expect(colored[1, 0].style == Style(.heat(Paint.heatSteps), on: .heat(Paint.heatSteps)))
    #expect(!colored.text.contains("strongest"))
  }

  @Test func mapsOfOneValueAreAnAlignedList() {
    let sheet = HeatmapSheet(
      maps: [("v0", [-1.5]), ("v3", [1.5]), ("v11", [9.5])], height: 1, width: 1, display: mono)
    let text = sheet.canvas(columns: 20).text
    #expect(text == "v0  -1.500\nv3  +1.500\nv11 +9.500\n")
  }

  @Test func anySizeIsDrawnWithoutAFault() {
    for (count, height, width) in [(0, 3, 3), (2, 0, 0), (1, 1, 50), (1, 50, 1), (3, 1, 1)] {
      let values = ArraySlice(repeating: Float(0), count: height * width)
      let maps = Array(repeating: (name: "channel", values: values), count: count)
      for columns in [0, 1, 2, 7, 300] {
        for display in [mono, Display(colors: .sixteen), Display(colors: .trueColor)] {
          let sheet = HeatmapSheet(maps: maps, height: height, width: width, display: display)
          #expect(sheet.canvas(columns: columns).size.columns == columns)
        }
      }
    }
  }
}
