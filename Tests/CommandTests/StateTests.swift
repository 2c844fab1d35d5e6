import DeepDataProfiler
import Explorer
import Foundation
import Testing

@testable import ddp_tui

/// What is kept from one time to the next.
@Suite struct StateTests {
  private static var memory: Memory {
    var shares = Shares()
    (shares.layers, shares.upper) = (0.25, 0.6)
    return Memory(
      theme: "light", layer: "conv2 \"a\\b\"\u{1}\u{7F}",
      parameters: .init(quantile: 0.9, majority: 0.5, polarity: .both), shares: shares,
      typed: ["filter": ["v1", "\"\n\\"], "open-model": ["~/a b"]])
  }

  @Test func whatIsWrittenIsRead() {
    var state = State()
    state.take(Self.memory, of: "/models/a.onnx")
    state.take(Memory(layer: "fc1"), of: "/models/b.onnx")
    state.typed = Self.memory.typed
    let read = State(state.text)
    #expect(read == state)
    #expect(read.memory(of: "/models/x/../a.onnx") == Self.memory)
    #expect(read.memory(of: "/models/b.onnx").layer == "fc1")
    #expect(read.model("/models/c.onnx") == nil)
    #expect(read.memory(of: "/models/c.onnx").theme == "light")
  }

  @Test func theLatestHundredModelsAreKept() {
    var state = State()
    for number in 0..<150 { state.take(Memory(layer: "l\(number)"), of: "/\(number)") }
    state.take(Memory(layer: "again"), of: "/60")
    #expect(state.models.count == 100)
    #expect(state.models.first?.path == "/60" && state.models.first?.layer == "again")
    #expect(state.models.last?.path == "/50")
  }

  @Test func ofTwoExplorersBothAreKept() {
    var before = State()
    before.take(
      Memory(theme: "dark", typed: ["filter": ["a", "b"], "pane": ["1"]]), of: "/models/a.onnx")
    var state = before
    state.take(
      Memory(theme: "light", typed: ["filter": ["a", "b", "first"], "pane": ["1"]]),
      since: before, of: "/models/a.onnx")
    state.take(
      Memory(theme: "dark", typed: ["filter": ["b", "second", "a"], "pane": ["1", "2"]]),
      since: before, of: "/models/b.onnx")
    #expect(state.theme == "light", "the second one did not choose another")
    #expect(state.typed == ["filter": ["b", "first", "second", "a"], "pane": ["1", "2"]])
    let many = (0..<Memory.mostLines).map(String.init)
    state.take(Memory(typed: ["filter": many]), since: state, of: "/models/a.onnx")
    #expect(state.typed["filter"] == many)
  }

  @Test(arguments: [
    "", "=", "theme = 1", "typed = 3", "[[model]]\npath = 1", "[model]\npath = \"/a\"",
    "[typed]\nfilter = \"v\"", "\u{0}", "[[model]]\npath = \"/a\"\nquantile = 7\nshares = 2",
  ])
  func whatIsDamagedIsPassedOver(_ text: String) {
    let state = State(text)
    #expect(state.theme == nil)
    #expect(state.memory(of: "/a").parameters == .init())
  }
}
