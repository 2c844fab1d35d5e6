import System

extension Character {
  /// How many columns of a terminal it takes: 2 for East Asian wide characters (Unicode Standard Annex 11)
  /// and for emoji, however many are joined in one; for letters the sum of those that stand beside each
  /// other; those of its escape for one that is not printable.
  package var columns: Int {
    let scalars = unicodeScalars
    guard let first = scalars.first else { return 0 }
    let isAlone = scalars.count == 1
    if isAlone, (0x20..<0x7F).contains(first.value) { return 1 }
    // Lines and blocks, of which pictures are made.
    if isAlone, (0x2500...0x259F).contains(first.value) { return 1 }
    if first.escape != nil { return scalars.reduce(0) { $0 + ($1.escape?.utf8.count ?? 0) } }
    if !first.properties.isEmoji { return scalars.reduce(0) { $0 + $1.columns } }
    return scalars.dropFirst().first == Unicode.Scalar.emojiSelector ? 2 : first.columns
  }

  fileprivate var parts: [Character] {
    let scalars = unicodeScalars
    guard scalars.count > 1, scalars.first?.properties.isEmoji == false else { return [self] }
    var parts: [String.UnicodeScalarView] = []
    for scalar in scalars {
      if parts.isEmpty || scalar.columns > 0 { parts.append(String.UnicodeScalarView()) }
      parts[parts.count - 1].append(scalar)
    }
    return parts.map { Character(String($0)) }
  }

  /// As all terminals draw it, in as many columns.
  ///
  /// Some make one picture of a joined emoji and some several, and they widen a sign that asks to be an
  /// emoji or do not. Of such the first stands alone, of a flag its letters.
  package var drawn: String {
    let scalars = unicodeScalars
    guard let first = scalars.first else { return "" }
    let letters = scalars.compactMap(\.letterOfFlag)
    if !letters.isEmpty { return String(letters).padded(to: columns) }
    if scalars.count == 1 { return String(self) }
    let marks = scalars.dropFirst().filter {
      $0.columns == 0 && !$0.properties.isDefaultIgnorableCodePoint
    }
    return String(String.UnicodeScalarView([first] + marks)).padded(to: columns)
  }
}

extension String {
  /// What goes into cells of its own, and how many columns it takes: most characters do, whole; marks stay with
  /// the letter that they stand above or below, vowels and consonants beside it do not.
  var parts: [(grapheme: Grapheme, columns: Int)] {
    utf8.allSatisfy { $0 < 0x80 }
      ? utf8.map { (Grapheme(ascii: $0), 1) }
      : flatMap(\.parts).map { (Grapheme($0), $0.columns) }
  }
}

extension Unicode.Scalar {
  /// The letter of one of the two signs that a flag is made of.
  fileprivate var letterOfFlag: Character? {
    guard (0x1F1E6...0x1F1FF).contains(value) else { return nil }
    return Unicode.Scalar(value - 0x1F1E6 + 0x41).map(Character.init)
  }

  fileprivate static let emojiSelector: Self = "\u{FE0F}"

  /// How many columns it takes, or adds to those before it.
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .format, .nonspacingMark, .enclosingMark: return 0
    // Vowels and last consonants, which a Korean syllable is made with.
    case .otherLetter where (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value):
      return 0
    default:
      let isWide = properties.isEmojiPresentation || Self.wide.contains { $0.contains(value) }
      return isWide ? 2 : 1
    }
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
    0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08,
    0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
