import DeepDataProfiler
import Explorer
import Foundation
import System
import TerminalUI

/// The explorer without a terminal: keys of a file are pressed, and what they ask for is awaited.
struct Replay {
  private(set) var explorer: Explorer
  let profiler: Profiler

  /// Presses the keys of a script, until it is at its end or a key leaves.
  mutating func run(_ script: KeyScript) throws {
    try settle()
    for keys in script.lines {
      for key in keys {
        guard press(key) else { return }
      }
      try settle()
    }
  }

  /// Presses a key; false when it leaves.
  private mutating func press(_ key: Key) -> Bool {
    var effect = explorer.handle(.key(key))
    while let asked = effect {
      effect = nil
      switch asked {
      case .write(let path, let contents, let mayReplace):
        effect = explorer.handle(
          PersonalFile.write(contents, to: path, mayReplace: mayReplace))
      case .complete(let text):
        effect = explorer.handle(.completed(PersonalFile.names(beginning: text)))
      case .open(_, let path):
        effect = explorer.handle(
          .notified("\(path): keys of a file open nothing", isError: true))
      case .copy: effect = explorer.handle(.notified("copied", isError: false))
      case .redraw, .suspend: break
      case .quit: return false
      }
    }
    return true
  }

  /// Waits for what is on the screen; what can't be found out is shown as such.
  private mutating func settle() throws {
    try profiler.answer(&explorer, \.needed.first) { question in
      do {
        _ = try profiler.wait { try await $0.find(question, progress: ProgressBar.of("keys")) }
      } catch is Failure {}
    }
  }
}

extension KeyScript {
  /// The script of a file.
  init(file: String) throws {
    let mapped = try MappedFile(path: file)
    let bytes = mapped.bytes(in: 0..<mapped.count)
    do throws(KeyScript.Fault) {
      try self.init(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Failure(
        kind: .damaged, subject: file, place: "line \(error.line)",
        problem: "\"\(error.word)\" \(error.reason)")
    }
  }
}
