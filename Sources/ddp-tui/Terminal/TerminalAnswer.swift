import Foundation
import TerminalUI

/// What a terminal says when it is asked what it can do.
enum TerminalAnswer: Equatable {
  /// Its kind and its abilities, by number (DA1); 4 is sixel.
  case attributes([Int])
  /// That it is there (DSR).
  case ready
  /// Its name and version (XTVERSION).
  case name(String)
  /// That it knows kitty's graphics protocol, or does not like the question.
  case kitty(isKnown: Bool)
  /// How large a cell is.
  case cell(PixelSize)
  /// How many colours a sixel picture may have (XTSMGRAPHICS).
  case colors(Int)
  /// How large a sixel picture may be (XTSMGRAPHICS).
  case largest(PixelSize)
  /// Whether its background is light (OSC 11).
  case background(isLight: Bool)

  /// The answer that a sequence is, without the escape character before it and what ends a string;
  /// nil where it is none, or says what can't be.
  init?(_ sequence: some StringProtocol) {
    let answer =
      if sequence.hasPrefix("[") {
        Self.control(sequence.dropFirst().dropLast(), end: sequence.last)
      } else if sequence.hasPrefix("P>|") {
        TerminalAnswer?.some(.name(String(sequence.dropFirst(3))))
      } else if sequence.hasPrefix("_Gi=\(KittyProtocol.queryID);") {
        TerminalAnswer?.some(.kitty(isKnown: sequence.hasSuffix(";OK")))
      } else if sequence.hasPrefix("]11;rgb:") {
        Self.background(sequence.dropFirst(8))
      } else {
        TerminalAnswer?.none
      }
    guard let answer else { return nil }
    self = answer
  }

  private static func control(_ text: some StringProtocol, end: Character?) -> Self? {
    let isPrivate = text.hasPrefix("?")
    let numbers = text.dropFirst(isPrivate ? 1 : 0)
      .split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    switch (end, isPrivate, numbers.count) {
    case ("c", true, _): return .attributes(numbers)
    case ("n", false, 1) where numbers == [0]: return .ready
    case ("t", false, 3) where numbers[0] == 6:
      return extent(numbers[2], numbers[1], atMost: 256).map { .cell($0) }
    case ("S", true, 3) where numbers[..<2] == [1, 0]:
      return numbers[2] < 2 ? nil : .colors(min(numbers[2], 256))
    case ("S", true, 4) where numbers[..<2] == [2, 0]:
      return extent(numbers[2], numbers[3], atMost: 1 << 16).map { .largest($0) }
    default: return nil
    }
  }

  /// Red, green and blue as one to four hexadecimal digits each.
  private static func background(_ text: some StringProtocol) -> Self? {
    let parts = text.split(separator: "/").map { part in
      Int(part, radix: 16).map { Double($0) / (pow(16, Double(part.count)) - 1) }
    }
    guard parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2] else {
      return nil
    }
    return .background(isLight: 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)
  }

  private static func extent(_ width: Int, _ height: Int, atMost most: Int) -> PixelSize? {
    (2...most).contains(width) && (2...most).contains(height)
      ? PixelSize(width: width, height: height) : nil
  }
}
