import Foundation
import LinearAlgebra
import Testing

/// What the program does where OpenBLAS chooses kernels far below the processor, as `strange.c` has it.
@Suite struct BLASCoreTests {
  private static let better = OpenBLAS.betterCore(than: "Prescott", with: .present)
  private static let whereBetter = ConditionTrait.enabled(
    if: better != nil, "the processor can do more than Prescott's kernels ask for")

  @Test func theVersionTellsProcessorCoreThreadsAndKernels() throws {
    let lines = try Program.answer("--version").lines
    #expect(lines.count == 4)
    #expect(lines[0] == "0.1.0")
    #if arch(x86_64)
      #expect(lines[1] == "processor: x86-64 \(ProcessorFeatures.present)")
    #else
      #expect(lines[1] == "processor: aarch64")
    #endif
    let core = Self.better == nil ? OpenBLAS.core : "\\w+"
    let threads = try Regex(
      "BLAS: OpenBLAS \(OpenBLAS.version), \(core) kernels.*, threads: [1-9][0-9]*")
    #expect(try threads.wholeMatch(in: lines[2]) != nil, "\(lines[2])")
    #expect(lines[3].wholeMatch(of: /own kernels: (AVX-512|AVX2|baseline)/) != nil, "\(lines[3])")
  }

  @Test(whereBetter) func aCoreFarBelowTheProcessorIsReplaced() throws {
    let better = try #require(Self.better)
    #expect(try strangeBLAS() == "\(better) kernels (it chose Prescott)")
  }

  @Test(whereBetter, arguments: ["Nehalem", "prescott", "none", ""])
  func whatTheUserSetStays(_ core: String) throws {
    let told = try strangeBLAS(["OPENBLAS_CORETYPE": core])
    #expect(told.hasSuffix(" (OPENBLAS_CORETYPE is \(core))"), "\(told)")
    if core == "Nehalem" { #expect(told.hasPrefix("Nehalem kernels")) }
  }

  @Test(whereBetter) func aCoreThatComputesWrongProductsIsLeft() throws {
    let better = try #require(Self.better)
    #expect(
      try strangeBLAS(["WRONG_CORES": better])
        == "Prescott kernels (others that fit the processor compute wrong products)")
  }

  /// Of the core that the user set, or of OpenBLAS's own where none was set.
  @Test(whereBetter, arguments: ["Nehalem", nil])
  func noAnswerComesFromWrongProducts(_ core: String?) throws {
    let better = try #require(Self.better)
    var environment = ["WRONG_CORES": "Prescott Nehalem \(better)"]
    environment["OPENBLAS_CORETYPE"] = core
    let run = try run(["layers", Program.onnx], environment: environment)
    #expect(run.endedByItself && run.status == 70)
    #expect(run.output.isEmpty)
    let blas = "OpenBLAS \(OpenBLAS.version), \(core ?? "Prescott") kernels"
    #expect(run.error.hasPrefix("ddp-tui: \(blas)"), "\(run.error)")
    #expect(run.error.contains("compute wrong products of matrices; name another core"))
    #expect(run.error.count { $0.isNewline } == 1, "\(run.error)")
  }

  /// It is the same command that goes on: arguments, environment, through a link, and its status.
  @Test(whereBetter) func theCommandGoesOnAsItWasGiven() throws {
    try Program.withFolder { folder in
      let link = folder.appending(path: "strange name")
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: URL(filePath: Program.path))
      let model = folder.appending(path: "modèle \u{7}*$HOME.onnx")
      try FileManager.default.copyItem(at: URL(filePath: Program.onnx), to: model)
      let arguments = ["layers", model.path(percentEncoded: false), "--format", "json"]
      let plain = try Program.answer(arguments)
      let strange = try run(arguments, as: link.path(percentEncoded: false))
      #expect(strange.status == 0 && strange.error.isEmpty, "\(strange.error)")
      #expect(strange.output == plain.output)
    }
    let plain = try Program.run(["layers", "no such file"])
    let strange = try run(["layers", "no such file"])
    #expect(strange.status == plain.status && strange.error == plain.error)
  }

  /// What `--version` tells of the core in use.
  private func strangeBLAS(_ environment: [String: String] = [:]) throws -> String {
    let run = try run(["--version"], environment: environment)
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    let line = try #require(run.lines.dropFirst(2).first)
    let match = try #require(line.wholeMatch(of: /BLAS: OpenBLAS \S+, (.*), threads: \d+/))
    return String(match.1)
  }

  private func run(
    _ arguments: [String], as name: String? = nil, environment: [String: String] = [:]
  ) throws -> Program.Run {
    try Program.withFolder { folder in
      let library = folder.appending(path: "strange.so").path()
      let compiler = Process()
      compiler.executableURL = URL(filePath: "/usr/bin/env")
      compiler.arguments = ["clang", "-shared", "-fPIC", Program.strangeBLAS, "-o", library]
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0)
      return try Program.run(
        arguments, as: name, environment: environment.merging(["LD_PRELOAD": library]) { $1 })
    }
  }
}
