import Formats
import System

extension Character {
  /// How many columns of a terminal it takes: 0 for combining characters, 2 for East Asian wide
  /// characters and emoji (Unicode Standard Annex 11), those of its escape for one that is not
  /// printable, else 1.
  package var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    if (0x20..<0x7F).contains(scalar.value) { return 1 }
    // Lines and blocks, of which pictures are made.
    if (0x2500...0x259F).contains(scalar.value), unicodeScalars.count == 1 { return 1 }
    if scalar.escape != nil {
      return unicodeScalars.reduce(0) { $0 + ($1.escape?.utf8.count ?? 0) }
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .format, .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    let isWide =
      properties.isEmojiPresentation
      || unicodeScalars.dropFirst().first?.value == 0xFE0F
      || Self.wide.contains { $0.contains(scalar.value) }
    return isWide ? 2 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
