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
