import CNcurses
import TerminalUI

/// The pairs of colours that ncurses knows, each made when it is first used.
struct ColorPairs {
  private struct Pair: Hashable {
    let foreground, background: Int32
  }

  private var numbers: [Pair: Int32] = [:]
  private let colors = ncurses_color_count()
  private let limit = ncurses_pair_count()

  /// Whether a pair was asked for that there was no number left for; `removeAll` makes room.
  private(set) var isFull = false

  /// The number of a pair; 0, the terminal's own colours, when there is none left.
  mutating func number(foreground: Color, background: Color) -> Int32 {
    let pair = Pair(foreground: number(foreground), background: number(background))
    if pair.foreground < 0, pair.background < 0 { return 0 }
    if let number = numbers[pair] { return number }
    let number = Int32(numbers.count + 1)
    guard number < limit, init_extended_pair(number, pair.foreground, pair.background) == OK else {
      isFull = isFull || !numbers.isEmpty
      return 0
    }
    numbers[pair] = number
    return number
  }

  /// Forgets every pair.
  mutating func removeAll() {
    numbers = [:]
    isFull = false
  }

  /// How ncurses numbers a colour; -1 for the terminal's own and for what it does not have.
  private func number(_ color: Color) -> Int32 {
    switch color {
    case .default: -1
    case .indexed(let index) where Int32(index) < colors: Int32(index)
    case .indexed: -1
    case .rgb(let red, let green, let blue):
      TerminalDescription.number(red: red, green: green, blue: blue)
    }
  }
}
