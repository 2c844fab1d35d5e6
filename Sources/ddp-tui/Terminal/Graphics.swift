import ArgumentParser

/// How pictures are shown in pixels.
enum Graphics: String, CaseIterable, ExpressibleByArgument {
  /// By kitty's graphics protocol, with Unicode placeholders.
  case kitty
  /// By sixel, as DEC's VT340 did.
  case sixel
  /// Not at all: half blocks stand for them.
  case none
}

extension [UInt8] {
  /// A sequence as a terminal gets it that tmux runs in, where programs may send it one
  /// (`allow-passthrough`).
  var throughTmux: [UInt8] {
    Array("\u{1B}Ptmux;".utf8) + flatMap { $0 == 0x1B ? [$0, $0] : [$0] } + Array("\u{1B}\\".utf8)
  }
}
