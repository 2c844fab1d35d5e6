extension StringProtocol {
  /// The text with every character that is not seen but acts on a terminal written out, as Python's `repr`
  /// writes it: `\n`, `\x1b`, `\u202e`.
  ///
  /// Names come from files, and may hold line ends, control sequences and marks that turn the order of reading
  /// round. Joiners, which letters and emoji are made with, stay.
  package var printable: String {
    let given = String(self)
    // Most texts are printable ASCII, which needs no look at each scalar.
    if given.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return given }
    var text = String.UnicodeScalarView()
    for scalar in given.unicodeScalars {
      if let escape = scalar.escape {
        text.append(contentsOf: escape.unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }
}

extension Unicode.Scalar {
  /// What is written in its place; nil when it is printed as it is.
  package var escape: String? {
    switch properties.generalCategory {
    case .format where value == 0x200C || value == 0x200D: return nil
    case .control, .format, .lineSeparator, .paragraphSeparator: break
    default: return nil
    }
    switch self {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: break
    }
    let digits = String(value, radix: 16)
    let (letter, count) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\" + letter + String(repeating: "0", count: count - digits.count) + digits
  }
}
