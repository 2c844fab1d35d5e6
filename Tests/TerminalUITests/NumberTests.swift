import Foundation
import TerminalUI
import Testing

/// Numbers and words as every pane writes them.
@Suite struct NumberTests {
  @Test(arguments: [
    (0, "0"), (1, "1.000"), (-1.5, "-1.500"), (12.345, "12.35"), (999.96, "1000.0"),
    (123456, "123456"), (1_234_567, "1.23e+06"), (9_999_999, "1.00e+07"), (0.5, "0.5000"),
    (0.0123, "0.0123"), (0.001, "0.0010"), (0.000999, "9.99e-04"), (-1e-10, "-1.00e-10"),
    (.leastNonzeroMagnitude, "4.94e-324"), (1.7e308, "1.70e+308"), (.infinity, "inf"),
    (-.infinity, "-inf"),
    (.nan, "NaN"),
  ])
  func aboutFourDigits(value: Double, text: String) {
    #expect(value.brief == text)
    #expect(value.brief.columns <= 10)
  }

  /// The C library's `%#.4g` where that has a digit behind the point, and its `%.2e` where exponents
  /// are written.
  @Test func digitsAreThoseOfC() {
    let numbers = [
      0.1, 0.25, 0.99994, 1.0004, 5, 9.9994, 12.345, 99.994, 123.45, 999.94, -0.5,
      -37.126,
    ]
    for number in numbers { #expect(number.brief == String(format: "%#.4g", number), "\(number)") }
    for number in [1e6, 1_234_567, 9.9949e-5, -2.5e-300, 1e-307, 1.5e300, 1e22] {
      #expect(number.brief == String(format: "%.2e", number), "\(number)")
    }
  }

  @Test func decimalsAreAllWrittenAndRounded() {
    #expect(2.0.text(decimals: 2) == "2.00")
    #expect(0.005.text(decimals: 2) == "0.01")
    #expect((-0.001).text(decimals: 2) == "0.00", "no sign without a digit")
    #expect((-2.5).text(decimals: 0) == "-3")
    #expect(0.04.text(decimals: 3) == "0.040")
    #expect(1e300.text(decimals: 2) == "1e+300")
  }

  @Test func percentagesAndCounts() {
    #expect(0.85.percent() == "85 %")
    #expect(0.9764.percent(decimals: 1) == "97.6 %")
    #expect(600_810.grouped == "600,810")
    #expect((-1_000).grouped == "-1,000")
    #expect(Int.min.grouped.hasPrefix("-9,223"))
    #expect(1.counted("image") == "1 image")
    #expect(0.counted("class", plural: "classes") == "0 classes")
  }

  @Test func aTextThatIsCutSaysSo() {
    #expect("singular".cut(to: 8) == "singular")
    #expect("singular".cut(to: 7) == "singul~")
    #expect("singular".cut(to: 0) == "")
    #expect("特異値".columns == 6)
    #expect("特異値".cut(to: 5) == "特異~")
    #expect("特異値".cut(to: 4) == "特~")
    #expect("layer4.2.conv3".tail(to: 8) == "~2.conv3")
    #expect("conv3".tail(to: 5) == "conv3")
    #expect("特異値".tail(to: 4) == "~値")
    #expect("特異値".padded(to: 8) == "特異値  ")
    #expect("特異値".aligned(to: 8) == "  特異値")
  }

  @Test func aParagraphIsBrokenBetweenWords() {
    #expect("one two three".wrapped(to: 7) == ["one two", "three"])
    #expect("unbreakable".wrapped(to: 5) == ["unbr~"])
    #expect("one".wrapped(to: 0) == [])
  }
}
