import Foundation

extension Double {
  /// Rounded to some significant digits: `0.8500`, `12.34`, `1.234e-5`; trailing zeros are kept
  /// behind a point only as far as the digits go.
  func significant(_ digits: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    guard self != 0 else { return "0" }
    // Powers of ten that small are no longer exact, or 0.
    guard isNormal else { return description }
    var exponent = Int(log10(abs(self)).rounded(.down))
    let isScientific = exponent < -4 || exponent >= max(digits, 6)
    let mantissa = isScientific ? self / pow(10, Double(exponent)) : self
    let decimals = max(0, digits - 1 - (isScientific ? 0 : exponent))
    var text = String(Int((abs(mantissa) * pow(10, Double(decimals))).rounded()))
    if isScientific, text.count > digits {
      // 9.99 was rounded to 10.
      text.removeLast()
      exponent += 1
    }
    if decimals > 0 {
      text = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
      text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return (self < 0 ? "-" : "") + text + (isScientific ? "e\(exponent)" : "")
  }
}
