import Explorer

/// What the mouse did, as a terminal reports it (xterm's SGR mode 1006).
struct MouseReport {
  let gesture: MouseGesture

  /// The report that a sequence is, without the escape character before it: `[<0;12;3M`.
  init?(_ sequence: String) {
    guard sequence.hasPrefix("[<"), let end = sequence.last, end == "M" || end == "m" else {
      return nil
    }
    let numbers = sequence.dropFirst(2).dropLast().split(separator: ";").map { Int($0) ?? -1 }
    guard numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }), numbers[1] > 0, numbers[2] > 0
    else { return nil }
    let kind: MouseGesture.Kind
    switch (numbers[0] & 0b1100011, end) {
    case (64, _): kind = .wheelUp
    case (65, _): kind = .wheelDown
    case (0, "M"): kind = .press
    case (32, "M"): kind = .drag
    case (0, "m"): kind = .release
    default: return nil
    }
    gesture = MouseGesture(kind: kind, row: numbers[2] - 1, column: numbers[1] - 1)
  }

  /// What makes a terminal report presses, drags and the wheel so, and what ends that.
  static let start = "\u{1B}[?1002h\u{1B}[?1006h", end = "\u{1B}[?1006l\u{1B}[?1002l"
}
