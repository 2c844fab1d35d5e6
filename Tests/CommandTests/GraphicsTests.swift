import Explorer
import Foundation
import TerminalUI
import Testing

@testable import ddp_tui

/// Pictures as sequences, read by decoders that know nothing of the encoders.
@Suite struct GraphicsTests {
  private static let sixelDecoder = """
    import re, sys
    data = open(sys.argv[1], "rb").read().decode("latin-1")
    head = re.match(r'\\x1bP0;1q"1;1;(\\d+);(\\d+)', data)
    assert head and data.endswith("\\x1b\\\\"), data[:40]
    width, height = map(int, head.groups())
    pixels = [[None] * width for _ in range(height)]
    colors, color, x, top = {}, None, 0, 0
    body = data[head.end():-2]
    for token in re.findall(r'#\\d+(?:;\\d+){4}|#\\d+|![0-9]+[?-~]|[$\\-?-~]', body):
        if token[0] == "#":
            numbers = [int(number) for number in token[1:].split(";")]
            color = numbers[0]
            if len(numbers) == 5:
                assert numbers[1] == 2 and max(numbers[2:]) <= 100
                colors[color] = numbers[2:]
        elif token == "$":
            x = 0
        elif token == "-":
            x, top = 0, top + 6
        else:
            count = int(token[1:-1]) if token[0] == "!" else 1
            bits = ord(token[-1]) - 63
            for _ in range(count):
                for bit in range(6):
                    if bits >> bit & 1:
                        assert pixels[top + bit][x] is None, "painted twice"
                        pixels[top + bit][x] = colors[color]
                x += 1
    print(width, height)
    for row in pixels:
        for pixel in row:
            print(*(pixel or [-1, -1, -1]))
    """

  private func decoded(_ sequence: [UInt8]) throws -> [[Int]] {
    let text = try Program.withFile(Data(sequence), named: "picture") {
      try Python.run(Self.sixelDecoder, $0)
    }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Int($0) }
    }
  }

  @Test(arguments: [(1, 1), (7, 5), (6, 6), (13, 20)])
  func sixelsSayWhatThePixelsAre(_ width: Int, _ height: Int) throws {
    let palette: [UInt32] = [0x000000, 0xFFFFFF, 0xFF0080, 0x336699]
    var state: UInt32 = 1
    let pixels = (0..<width * height).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return state >> 24 < 200 ? UInt32(state >> 16 & 3) : Bitmap.clear
    }
    let bitmap = Bitmap(width: width, height: height, pixels: pixels)
    let lines = try decoded(
      SixelEncoder.sequence(bitmap, rows: 0..<height, columns: 0..<width, palette: palette))
    let expected = pixels.map { pixel -> [Int] in
      guard pixel != Bitmap.clear else { return [-1, -1, -1] }
      let color = palette[Int(pixel)]
      return [16, 8, 0].map { Int((Double(color >> $0 & 0xFF) / 2.55).rounded()) }
    }
    #expect(lines.first == [width, height])
    #expect(lines.dropFirst().map { $0 } == expected)
  }

  @Test func aPartIsAPictureOfItsOwn() throws {
    let bitmap = Bitmap(width: 3, height: 8, pixels: (0..<24).map { $0 % 2 })
    let lines = try decoded(
      SixelEncoder.sequence(bitmap, rows: 1..<8, columns: 1..<3, palette: [0, 0xFFFFFF]))
    #expect(lines.first == [2, 7])
    let expected = (1..<8).flatMap { row in (1..<3).map { (row * 3 + $0) % 2 * 100 } }
    #expect(lines.dropFirst().map { $0 } == expected.map { [$0, $0, $0] })
  }

  @Test func longRunsAreShort() {
    let bitmap = Bitmap(width: 1000, height: 6, pixels: Array(repeating: 0, count: 6000))
    let sequence = SixelEncoder.sequence(
      bitmap, rows: 0..<6, columns: 0..<1000, palette: [0xFF0000])
    let text = String(decoding: sequence, as: UTF8.self)
    #expect(text == "\u{1B}P0;1q\"1;1;1000;6#0;2;100;0;0#0!1000~\u{1B}\\")
  }

  /// Reads what kitty's protocol says, by zlib and base64 of Python.
  private static let kittyDecoder = """
    import base64, re, sys, zlib
    data = open(sys.argv[1], "rb").read()
    parts = re.findall(rb'\\x1b_G([^;\\x1b]*);([^\\x1b]*)\\x1b\\\\', data)
    assert b"".join(b"\\x1b_G" + a + b";" + b + b"\\x1b\\\\" for a, b in parts) == data
    keys = dict(pair.split(b"=") for pair in parts[0][0].split(b","))
    assert all(len(payload) <= 4096 for _, payload in parts)
    assert all(len(payload) % 4 == 0 for _, payload in parts)
    more = [dict(pair.split(b"=") for pair in head.split(b","))[b"m"] for head, _ in parts]
    assert more == [b"1"] * (len(parts) - 1) + [b"0"]
    payload = base64.b64decode(b"".join(payload for _, payload in parts), validate=True)
    pixels = zlib.decompress(payload)
    assert len(pixels) == 4 * int(keys[b"s"]) * int(keys[b"v"])
    print(len(parts), *(int(keys[key]) for key in (b"s", b"v", b"i", b"c", b"r", b"U", b"q", b"f")))
    print(*pixels)
    """

  @Test(arguments: [(2, 2, 1), (300, 40, 2)])
  func kittyIsSentWhatThePixelsAre(_ width: Int, _ height: Int, _ leastParts: Int) throws {
    var state: UInt32 = 7
    let pixels = (0..<width * height).map { index in
      state = state &* 1_664_525 &+ 1_013_904_223
      return index == 1 ? Bitmap.clear : state & 0xFFFFFF
    }
    let sequences = KittyProtocol.transmission(
      Bitmap(width: width, height: height, pixels: pixels), id: 3 << 24 | 200,
      cells: Size(columns: 4, rows: 3))
    let text = try Program.withFile(Data(sequences.joined()), named: "picture") {
      try Python.run(Self.kittyDecoder, $0)
    }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Int($0) }
    }
    #expect(lines[0] == [sequences.count, width, height, 3 << 24 | 200, 4, 3, 1, 2, 32])
    #expect(sequences.count >= leastParts)
    let expected = pixels.flatMap { pixel in
      pixel == Bitmap.clear
        ? [0, 0, 0, 0] : [Int(pixel >> 16), Int(pixel >> 8 & 0xFF), Int(pixel & 0xFF), 255]
    }
    #expect(lines[1] == expected)
  }

  /// The table is that of the protocol: as many marks, all above the letter by Unicode's classes, the
  /// first and the last ones known.
  @Test func placeholdersSayWhichCellOfWhichPictureTheyAre() throws {
    #expect(KittyProtocol.greatestExtent == 297)
    let marks = (0..<297).map { KittyProtocol.placeholder(row: $0, column: 0, id: 0)[1] }
    #expect(marks == marks.sorted() && Set(marks).count == 297)
    #expect(marks.prefix(3) == [0x0305, 0x030D, 0x030E] && marks.last == 0x1D244)
    for mark in marks {
      let properties = try #require(Unicode.Scalar(mark)).properties
      #expect(properties.canonicalCombiningClass.rawValue == 230)
    }
    #expect(
      KittyProtocol.placeholder(row: 1, column: 2, id: 2 << 24 | 42)
        == [0x10EEEE, 0x030D, 0x030E, 0x030E])
  }

  @Test func tmuxPassesOnWhatIsWrapped() {
    #expect(
      String(decoding: Array("\u{1B}[5n".utf8).throughTmux, as: UTF8.self)
        == "\u{1B}Ptmux;\u{1B}\u{1B}[5n\u{1B}\\")
  }
}

/// What a terminal answers, and what follows from it.
@Suite struct TerminalAnswerTests {
  private func read(_ parts: String...) -> (keys: [Key], answers: [TerminalAnswer]) {
    var decoder = KeyDecoder()
    var all: (keys: [Key], answers: [TerminalAnswer]) = ([], [])
    for part in parts {
      let decoded = decoder.decode(part.unicodeScalars.map { .character($0.value) })
      all = (all.keys + decoded.keys, all.answers + decoded.answers)
    }
    return all
  }

  @Test func answersAreNoKeys() {
    let (keys, answers) = read(
      "j\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.32.2)\u{1B}\\\u{1B}[6;19;8t\u{1B}[?62;4;22cq"
        + "\u{1B}[0n\u{1B}[?1;0;1024S\u{1B}[?2;0;800;480S")
    #expect(keys == [.character("j"), .character("q")])
    #expect(
      answers == [
        .kitty(isKnown: true), .name("kitty(0.32.2)"), .cell(PixelSize(width: 8, height: 19)),
        .attributes([62, 4, 22]), .ready, .colors(256),
        .largest(PixelSize(width: 800, height: 480)),
      ])
  }

  @Test func anAnswerThatComesInTwoPartsIsOne() {
    for text in ["\u{1B}_Gi=31;OK\u{1B}\\", "\u{1B}P>|foot(1.13)\u{1B}\\", "\u{1B}[?62;4c"] {
      // After the first three characters: before, it might be keys.
      for cut in 3..<text.unicodeScalars.count {
        let scalars = Array(text.unicodeScalars)
        let parts = [scalars[..<cut], scalars[cut...]].map {
          String(String.UnicodeScalarView($0))
        }
        let (keys, answers) = read(parts[0], parts[1] + "j")
        #expect(
          keys == [.character("j")] && answers.count == 1, "\(cut) of \(text.debugDescription)")
      }
    }
  }

  @Test func whatCannotBeIsNoAnswerAndNoKey() {
    for text in [
      "\u{1B}[6;0;8t", "\u{1B}[6;99999999999999999999;8t", "\u{1B}[6;;t", "\u{1B}[?1;0;1S",
      "\u{1B}[?1;3;0S", "\u{1B}[?2;0;-1;5S", "\u{1B}_Gi=32;OK\u{1B}\\", "\u{1B}P>q\u{1B}\\",
    ] {
      let (keys, answers) = read(text + "j")
      #expect(keys == [.character("j")] && answers.isEmpty, "\(text.debugDescription)")
    }
    #expect(read("\u{1B}_Gi=31;ENODATA:no\u{1B}\\").answers == [.kitty(isKnown: false)])
    // One that never ends takes what is read next along, and no more.
    #expect(
      read("\u{1B}_Gi=31;" + String(repeating: "x", count: 10_000), "j").keys == [.character("j")])
    #expect(read("\u{1B}P>|", "jj", "k").keys == [.character("k")])
    #expect(read("\u{1B}[?62;", "22c\u{1B}_Gi=31;", "no\u{1B}\\j").keys == [.character("j")])
    #expect(read("\u{1B}[?é").keys == [.character("é")])
  }

  private func inquiry(
    _ answers: [TerminalAnswer], forced: Graphics? = nil, isInTmux: Bool = false
  ) -> GraphicsInquiry {
    var inquiry = GraphicsInquiry(forced: forced, isInTmux: isInTmux)
    #expect(!inquiry.questions().isEmpty || forced == Graphics.none)
    for answer in answers { _ = inquiry.note(answer) }
    return inquiry
  }

  @Test func kittyNeedsATerminalWithPlaceholders() {
    for (name, graphics) in [
      ("kitty(0.28.0)", Graphics.kitty), ("kitty(1.0)", .kitty), ("ghostty 1.1.3", .kitty),
      ("kitty(0.27.1)", .none), ("WezTerm 20240203-110809", .none), ("Konsole 22.12.3", .none),
      ("", .none), ("kitty(x.y)", .none), ("kitty", .none),
    ] {
      let found = inquiry([.kitty(isKnown: true), .name(name), .attributes([62])])
      #expect(found.graphics == graphics, "\(name)")
      #expect(!found.isWaiting)
    }
    #expect(inquiry([.name("kitty(0.40.0)"), .attributes([62])]).graphics == .none)
    #expect(inquiry([], forced: .kitty).graphics == .kitty)
    #expect(inquiry([]).graphics == .none && inquiry([]).isWaiting)
    #expect(inquiry([], forced: Graphics.none).isWaiting == false)
  }

  @Test func sixelIsAskedForItsLimits() {
    var found = GraphicsInquiry(forced: nil, isInTmux: false)
    _ = found.questions()
    #expect(!found.note(.attributes([63, 1, 4])).isEmpty)
    #expect(found.graphics == .none && found.isWaiting)
    _ = found.note(.colors(16))
    _ = found.note(.largest(PixelSize(width: 500, height: 400)))
    _ = found.note(.attributes([63, 1, 4]))
    #expect(found.graphics == .sixel && !found.isWaiting)
    #expect(found.colors == 16 && found.largest == PixelSize(width: 500, height: 400))
  }

  /// tmux answers for itself at once, the terminal behind it later, if tmux lets it.
  @Test func behindTmuxTheTerminalIsAskedThroughIt() {
    let own: [TerminalAnswer] = [.attributes([1, 2])]
    let behind: [TerminalAnswer] = [.kitty(isKnown: true), .name("kitty(0.32.2)"), .ready]
    #expect(inquiry(own, isInTmux: true).graphics == .none)
    let found = inquiry(own + behind, isInTmux: true)
    #expect(found.graphics == .kitty && !found.isWaiting)
    let both = inquiry([.attributes([1, 4]), .attributes([1, 4])] + behind, isInTmux: true)
    #expect(both.graphics == .kitty)
    var asking = GraphicsInquiry(forced: nil, isInTmux: true)
    let text = String(decoding: asking.questions(), as: UTF8.self)
    #expect(text.hasPrefix("\u{1B}[c\u{1B}Ptmux;\u{1B}\u{1B}_G"))
  }
}
