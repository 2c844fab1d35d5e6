import CNcurses
import Explorer
import Foundation
import System
import Testing

@testable import ddp_tui

@Suite struct KeyDecoderTests {
  private func characters(_ text: String) -> [KeyDecoder.Input] {
    text.unicodeScalars.map { .character($0.value) }
  }

  private func keys(_ inputs: [KeyDecoder.Input]) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.decode(inputs).keys
  }

  /// Nothing is read while the rest of an answer is on its way, and keys are looked for all the same.
  @Test func anAnswerInPiecesIsNoKeys() {
    var decoder = KeyDecoder()
    #expect(decoder.decode(characters("\u{1B}[?62;")).keys.isEmpty)
    for _ in 0..<3 { #expect(decoder.decode([]).keys.isEmpty) }
    let decoded = decoder.decode(characters("22cj"))
    #expect(decoded.keys == [.character("j")] && decoded.answers == [.attributes([62, 22])])
  }

  @Test func charactersAndFunctionKeysAreKeys() {
    #expect(keys(characters("aZ[é字")) == "aZ[é字".map { .character($0) })
    #expect(
      keys([.code(KEY_UP), .code(KEY_NPAGE), .code(KEY_BTAB), .code(KEY_F0 + 5)])
        == [.up, .pageDown, .backTab])
    #expect(
      keys(characters("\t\r\n\u{7F}\u{8}\u{1B}\u{3}\u{1A}"))
        == [
          .tab, .enter, .enter, .backspace, .backspace, .escape, .control("c"), .control("z"),
        ])
    #expect(keys([.character(0), .character(0xD800), .character(0x11_0000)]).isEmpty)
  }

  @Test func aControlSequenceThatIsNoKeyIsPassedOverWhole() {
    for sequence in ["\u{1B}[1;5B", "\u{1B}[I", "\u{1B}[24~", "\u{1B}OP", "\u{1B}[?1;2c"] {
      #expect(
        keys(characters(sequence + "j")) == [.character("j")], "\(sequence.dropFirst())")
    }
    // Cut short, it takes nothing else along.
    #expect(keys(characters("\u{1B}[1;")) == [])
    #expect(keys(characters("\u{1B}j")) == [.escape, .character("j")])
    #expect(keys(characters("\u{1B}\u{1B}")) == [.escape, .escape])
    #expect(keys(characters("\u{1B}[")) == [.escape, .character("[")])
  }
}

extension KeyDecoder.Decoded {
  var keys: [Key] { events.compactMap { if case .key(let key) = $0 { key } else { nil } } }
}

@Suite struct MouseAndPasteTests {
  private func decode(_ pieces: String...) -> KeyDecoder.Decoded {
    var decoder = KeyDecoder()
    return pieces.reduce(into: KeyDecoder.Decoded()) { all, piece in
      let decoded = decoder.decode(piece.unicodeScalars.map { .character($0.value) })
      all.events += decoded.events
      all.answers += decoded.answers
    }
  }

  /// What is pasted is text, whatever keys its characters are, and in however many pieces it comes.
  @Test func whatIsPastedIsNoKeys() throws {
    let decoded = decode("j\u{1B}[200~q:\u{3}uit\r", "\u{1B}[1;2Anow\u{1B}[201~k")
    try #require(decoded.events.count == 3)
    guard case .pasted(let text) = decoded.events[1] else {
      Issue.record("\(decoded.events)")
      return
    }
    #expect(text == "q:\u{3}uit\rnow" && decoded.keys == [.character("j"), .character("k")])
  }

  @Test(arguments: [
    ("\u{1B}[<0;3;5M", MouseGesture(kind: .press, row: 4, column: 2)),
    ("\u{1B}[<0;3;5m", MouseGesture(kind: .release, row: 4, column: 2)),
    ("\u{1B}[<32;300;1M", MouseGesture(kind: .drag, row: 0, column: 299)),
    ("\u{1B}[<64;1;1M", MouseGesture(kind: .wheelUp, row: 0, column: 0)),
    ("\u{1B}[<69;1;1M", MouseGesture(kind: .wheelDown, row: 0, column: 0)),
  ]) func theMouseIsReported(_ sequence: String, _ gesture: MouseGesture) {
    let events = decode(sequence).events
    guard case .mouse(gesture)? = events.first, events.count == 1 else {
      Issue.record("\(events)")
      return
    }
  }

  @Test(arguments: ["\u{1B}[<0;0;5M", "\u{1B}[<0;3M", "\u{1B}[<2;3;5M"])
  func whatIsNoReportIsPassedOver(_ sequence: String) {
    #expect(decode(sequence).events.isEmpty)
  }

  @Test func theBackgroundIsLightOrDark() {
    #expect(decode("\u{1B}]11;rgb:ffff/fafa/f0f0\u{7}").answers == [.background(isLight: true)])
    #expect(decode("\u{1B}]11;rgb:10/20/", "30\u{1B}\\").answers == [.background(isLight: false)])
    #expect(decode("\u{1B}]11;rgb:x/y\u{7}").answers.isEmpty)
  }
}

@Suite struct TerminalDescriptionTests {
  /// What one of ncurses' own programs prints when it uses the entry.
  private func output(_ program: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ["TERMINFO": TerminalDescription.variable, "PATH": "/usr/bin:/bin"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  @Test func ncursesReadsTheEntry() throws {
    let entry = try output("infocmp", "-1", "-x", TerminalDescription.name)
      .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    for capability in [
      "RGB,", "am,", "xenl,", "colors#0x1000000,", "cup=\\E[%i%p1%d;%p2%dH,", "smcup=\\E[?1049h,",
      "rmcup=\\E[?1049l,", "kcuu1=\\EOA,", "kend=\\EOF,", "kcbt=\\E[Z,", "op=\\E[39;49m,",
      "civis=\\E[?25l,", "rmam=\\E[?7l,", "sgr0=\\E[m,", "kpp=\\E[5~,",
    ] {
      #expect(entry.contains(capability), "\(capability)")
    }
  }

  @Test func coloursAreNamedOrOfThePaletteOrDirect() throws {
    let deep = TerminalDescription.number(red: 16, green: 32, blue: 48)
    let darkBlue = TerminalDescription.number(red: 0, green: 0, blue: 7)
    for (number, foreground, background) in [
      (1, "31", "41"), (9, "91", "101"), (200, "38;5;200", "48;5;200"),
      (Int(deep), "38;2;16;32;48", "48;2;16;32;48"), (Int(darkBlue), "38;2;0;1;7", "48;2;0;1;7"),
    ] {
      let name = TerminalDescription.name
      #expect(try output("tput", "-T", name, "setaf", "\(number)") == "\u{1B}[\(foreground)m")
      #expect(try output("tput", "-T", name, "setab", "\(number)") == "\u{1B}[\(background)m")
    }
  }
}

@Suite struct MailboxTests {
  @Test func aBurstWakesOnce() throws {
    let mailbox = Mailbox(pipe: try #require(WakePipe()))
    #expect(!mailbox.collect())
    for _ in 0..<1000 { mailbox.wake() }
    #expect(mailbox.collect())
    #expect(!mailbox.collect())
    mailbox.wake()
    #expect(mailbox.collect())
  }
}
