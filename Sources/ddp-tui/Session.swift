import DeepDataProfiler
import Explorer
import Foundation
private import Glibc
import LinearAlgebra
import System
import TerminalUI

/// The explorer on a terminal: takes events in, shows pictures, and does what the explorer asks for.
struct Session {
  private var explorer: Explorer
  private var scheduler: Scheduler
  private let terminal: Terminal
  private let mailbox: Mailbox
  private let signals: WakePipe
  private let began = ContinuousClock.now
  /// When a picture that has become stale is to look like it.
  private var deadline: ContinuousClock.Instant?
  /// How long a successor may take before that.
  private static let patience = Duration.milliseconds(150)
  /// Until when what is found waits for the next picture; a key does not.
  private var nextPicture = ContinuousClock.now
  /// The least time between two pictures that no key asks for.
  private static let pace = Duration.milliseconds(16)
  /// Until when what is found may be what a key asked for, and does not wait.
  private var answersEnd = ContinuousClock.now
  /// How long that is: what comes later is seen to come later.
  private static let attention = Duration.milliseconds(100)

  /// Opens something in place of what is open; throws what is wrong with it.
  ///
  /// The memory is what was kept of it the last time, if anything.
  typealias Opener = (Opened, String) throws -> (
    profiler: Profiler, warnings: [String], memory: Memory?
  )
  private let open: Opener
  /// Keeps what of the explorer is worth it.
  private let keep: (Explorer) -> Void

  /// Takes over the terminal.
  /// - Parameters:
  ///   - profiler: what works on the questions about the model, and about the one beside it.
  ///   - themes: the themes to choose from.
  ///   - warnings: what is wrong with others, or beside the model.
  ///   - configuration: what the person wants of the terminal and of keys.
  ///   - selection: what is selected at the start.
  ///   - followsBackground: whether the theme is that of the terminal's background.
  ///   - memory: what was kept the last time.
  ///   - open: opens something else.
  ///   - keep: keeps what of the explorer is worth it, before it ends or something else is opened.
  /// - Throws: `Failure` where there is none.
  init(
    _ profiler: Profiler, themes: [Theme], warnings: [String],
    configuration: Configuration, selection: Selection, followsBackground: Bool,
    memory: Memory, open: @escaping Opener, keep: @escaping (Explorer) -> Void
  ) throws {
    guard let signals = WakePipe(), let mail = WakePipe() else {
      throw Failure(
        kind: .usage, problem: "no file descriptors are left: close some, or raise ulimit -n")
    }
    TerminalSignals.receive(in: signals)
    let mailbox = Mailbox(pipe: mail)
    let terminal = try Terminal(
      colors: configuration.colors, graphics: configuration.graphics,
      hasMouse: configuration.hasMouse)
    self.signals = signals
    self.mailbox = mailbox
    self.terminal = terminal
    self.open = open
    self.keep = keep
    scheduler = profiler.scheduler
    explorer = Explorer(
      findings: scheduler.findings, size: terminal.size,
      themes: themes.map { $0.adapted(to: terminal.display) }, keys: configuration.keys,
      selection: selection)
    explorer.followsBackground = followsBackground
    explorer.recall(memory)
    scheduler.onChange { mailbox.wake() }
    computeBehindMainThread()
    if let first = warnings.first {
      // The others are seen when the screen is the shell's again.
      for warning in warnings.dropFirst() { complain(warning) }
      let rest = warnings.count - 1
      let more = rest == 0 ? "" : "; \(rest.counted("other")) told at the end"
      _ = explorer.handle(.notified(first + more, isError: true))
    }
  }

  /// Says something until the next key, unless something else is said.
  mutating func say(_ words: String) {
    if !explorer.hasMessage { _ = explorer.handle(.notified(words, isError: false)) }
  }

  /// Shows a pane, and gives it the keys.
  mutating func show(_ pane: PaneID) { explorer.openPage(of: pane) }

  /// Runs until the person, or a signal, ends it.
  mutating func run() {
    while true {
      // Others find what is missing while this thread draws.
      scheduler.want(explorer.wanted, keeping: explorer.kept, watching: explorer.watched)
      let theme = explorer.theme
      terminal.present(explorer.render(size: explorer.size, theme: theme), theme: theme)
      nextPicture = ContinuousClock.now + (ContinuousClock.now < answersEnd ? .zero : Self.pace)
      deadline = explorer.hasNewlyStale ? deadline ?? ContinuousClock.now + Self.patience : nil
      guard waitForEvents() else { return leave(by: SIGHUP) }
      if let deadline, deadline <= ContinuousClock.now { _ = explorer.handle(.waited) }
      for request in TerminalSignals.requests(in: signals) {
        switch request {
        case .resize: resize()
        case .suspend: suspend()
        case .resume: resume()
        case .end(let signal): return leave(by: signal)
        }
      }
      let hasFound = mailbox.collect()
      let display = terminal.display
      explorer.clock = ContinuousClock.now - began
      let typed = terminal.events()
      if terminal.display != display { _ = explorer.handle(.adapted(to: terminal.display)) }
      if !typed.isEmpty { answersEnd = ContinuousClock.now + Self.attention }
      for event in typed {
        switch explorer.handle(event) {
        case nil: break
        case .redraw: redraw()
        case .write(let path, let contents, let mayReplace):
          _ = explorer.handle(
            PersonalFile.write(contents, to: path, mayReplace: mayReplace))
        case .complete(let text):
          _ = explorer.handle(.completed(PersonalFile.names(beginning: text)))
        case .open(let opened, let path): reopen(opened, path)
        case .copy(let text): copy(text)
        case .suspend: suspend()
        case .quit:
          keep(explorer)
          return terminal.leave()
        }
      }
      // Of what is open by now: a key may have opened something else.
      if hasFound { _ = explorer.handle(.found(scheduler.findings)) }
    }
  }

  /// Waits until there is something to do, or the deadline; false when the terminal is gone.
  private func waitForEvents() -> Bool {
    var descriptors = [STDIN_FILENO, signals.reader, mailbox.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    // What is found comes last.
    unsafe poll(&descriptors, nfds_t(descriptors.count - 1), Self.milliseconds(until: nextPicture))
    unsafe poll(&descriptors, nfds_t(descriptors.count), deadline.map(Self.milliseconds) ?? -1)
    return descriptors[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) == 0
  }

  private static func milliseconds(until instant: ContinuousClock.Instant) -> Int32 {
    max(0, Int32(((instant - ContinuousClock.now) / .milliseconds(1)).rounded(.up)))
  }

  /// Opens something in place of what is open, which stays where that can't be.
  private mutating func reopen(_ opened: Opened, _ path: String) {
    do {
      keep(explorer)
      let (profiler, warnings, memory) = try open(opened, path)
      scheduler.onChange {}
      scheduler.want([], keeping: [], watching: [])
      scheduler = profiler.scheduler
      explorer = explorer.reopened(
        with: scheduler.findings, recalling: memory ?? explorer.memory)
      let mailbox = mailbox
      scheduler.onChange { mailbox.wake() }
      _ = explorer.handle(
        .notified(warnings.first ?? "opened \(path)", isError: !warnings.isEmpty))
    } catch {
      _ = explorer.handle(.notified("\(error)", isError: true))
    }
  }

  private mutating func resize() {
    terminal.resize()
    _ = explorer.handle(.resized(terminal.size))
    _ = explorer.handle(.adapted(to: terminal.display))
  }

  private mutating func redraw() {
    terminal.redraw()
    _ = explorer.handle(.adapted(to: terminal.display))
  }

  private mutating func suspend() {
    terminal.leave()
    TerminalSignals.stop()
    resume()
  }

  private mutating func resume() {
    terminal.resume()
    _ = explorer.handle(.resized(terminal.size))
    _ = explorer.handle(.adapted(to: terminal.display))
  }

  private func leave(by signal: Int32) {
    keep(explorer)
    terminal.leave()
    TerminalSignals.end(by: signal)
  }

  private mutating func copy(_ text: String) {
    terminal.copy(text)
    let lines = text.split(separator: "\n").count
    _ = explorer.handle(
      .notified(
        "copied \(lines) lines, if the terminal lets programs copy (OSC 52)", isError: false))
  }
}
