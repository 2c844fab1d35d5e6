import Foundation

extension Double {
  /// Rounded to a number of decimals, all of them written; `NaN`, `inf` and `-inf` by name.
  package func text(decimals: Int) -> String {
    guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-inf" : "inf" }
    let scale = pow(10, Double(decimals))
    guard abs(self) * scale < 9e15 else { return "\(self)" }
    let scaled = Int((abs(self) * scale).rounded())
    let sign = self < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(scaled) }
    let digits = String(scaled)
    let padded = String(repeating: "0", count: Swift.max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// About four significant digits in at most eight columns and a sign: `0`, `0.0123`, `12.34`,
  /// `1.23e+07`.
  package var brief: String {
    guard isFinite, self != 0 else { return self == 0 ? "0" : text(decimals: 0) }
    var exponent = Int(log10(abs(self)).rounded(.down))
    if exponent < -3 || exponent > 5 {
      // In two steps, since the smallest numbers have no power of ten to be divided by.
      var mantissa = self / pow(10, Double(exponent / 2)) / pow(10, Double(exponent - exponent / 2))
      if abs(mantissa) >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
      return mantissa.text(decimals: 2) + (exponent < 0 ? "e-" : "e+")
        + (abs(exponent) < 10 ? "0" : "") + String(abs(exponent))
    }
    return text(decimals: Swift.max(0, 3 - Swift.max(exponent, -1)))
  }

  /// `brief` with its sign always written; zero has none.
  package var signed: String { self > 0 ? "+" + brief : brief }

  /// A fraction as a percentage: `85 %`, or with decimals `97.6 %`.
  package func percent(decimals: Int = 0) -> String { (self * 100).text(decimals: decimals) + " %" }
}

extension Int {
  /// With a comma between thousands: `600,810`.
  package var grouped: String {
    var text = String(magnitude)
    var end = text.count - 3
    while end > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: end))
      end -= 3
    }
    return (self < 0 ? "-" : "") + text
  }

  /// With its noun, in the plural unless it is one: `1 image`, `2 images`, `2 classes`.
  package func counted(_ noun: String, plural: String? = nil) -> String {
    grouped + " " + (self == 1 ? noun : plural ?? noun + "s")
  }

  /// Itself, or the nearest end of a range; 0 when the range is empty.
  package func clamped(to range: Range<Int>) -> Int {
    range.isEmpty
      ? range.lowerBound : Swift.min(Swift.max(self, range.lowerBound), range.upperBound - 1)
  }
}

extension String {
  /// The columns of a terminal that it takes.
  package var columns: Int {
    // Printable ASCII, what most texts are, needs no look at each character.
    utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? utf8.count : reduce(0) { $0 + $1.columns }
  }

  /// Followed by blanks up to a number of columns, or cut to it.
  package func padded(to width: Int) -> String {
    let text = cut(to: width)
    return text + String(repeating: " ", count: Swift.max(0, width - text.columns))
  }

  /// After blanks up to a number of columns, or cut to it.
  package func aligned(to width: Int) -> String {
    let text = cut(to: width)
    return String(repeating: " ", count: Swift.max(0, width - text.columns)) + text
  }

  /// As much of its start as fits; a cut is marked by `~` in the last column.
  package func cut(to width: Int) -> String {
    guard columns > width else { return self }
    var used = 0
    var text = ""
    for character in self {
      guard used + character.columns <= width - 1 else { break }
      text.append(character)
      used += character.columns
    }
    return width > 0 ? text + "~" : ""
  }

  /// As much of its end as fits, after `~` when it is cut: names of layers differ at their ends.
  package func tail(to width: Int) -> String {
    guard columns > width else { return self }
    var used = 0
    let end = reversed().prefix { character in
      used += character.columns
      return used <= width - 1
    }
    return width > 0 ? "~" + String(end.reversed()) : ""
  }

  /// Broken between words into lines of at most a number of columns.
  package func wrapped(to width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ").map(String.init) {
      if line.isEmpty {
        line = word
      } else if line.columns + 1 + word.columns <= width {
        line += " " + word
      } else {
        lines.append(line.cut(to: width))
        line = word
      }
    }
    return lines + (line.isEmpty ? [] : [line.cut(to: width)])
  }
}
