import Foundation
import Testing

/// The real program, run as a person or a script would run it.
enum Program {
  /// What a run left behind.
  struct Run {
    let status: Int32
    /// Whether it ended by itself, not by a signal.
    let endedByItself: Bool
    let output: Data
    let error: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
    /// The answer, which is one JSON value on one line.
    var json: JSONValue {
      get throws { try JSONDecoder().decode(JSONValue.self, from: output) }
    }
    /// The answer as rows of cells; no cell of the sample has a comma.
    var csv: [[String]] {
      lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let samples = root.appending(path: "SampleModels").path() + "/"
  static let onnx = samples + "mnist.onnx"
  static let pytorch = samples + "mnist.bin"
  /// 47 of the sample's images, a few of each class.
  static let digits = root.appending(path: "Tests/Fixtures/commands/digits.npz").path()
  static let fixtures = root.appending(path: "Tests/Fixtures/formats").path() + "/"
  /// A library that makes OpenBLAS choose as it does on a processor that it does not know.
  static let strangeBLAS = root.appending(path: "Tests/Fixtures/blas/strange.c").path()
  /// Small files, each of something that is easily got wrong.
  static let faults = root.appending(path: "Tests/Fixtures/faults").path() + "/"
  /// Narrow networks of torchvision's, without a graph.
  static let architectures = root.appending(path: "Tests/Fixtures/architectures").path() + "/"
  /// One network in several layouts, without a graph.
  static let layouts = root.appending(path: "Tests/Fixtures/layouts").path() + "/"

  /// The program that the variable names, which is the optimised one in `make test`, or else the one beside the
  /// tests' own binary.
  private static let binary =
    ProcessInfo.processInfo.environment["DDPTUI_PROGRAM"].map { URL(filePath: $0) }
    ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "ddp-tui")
  static let path = binary.path()

  /// Runs the program, with nothing on standard input and no terminal; by another path than its own, and
  /// with more in its environment than places and the language, where these are given.
  static func run(
    _ arguments: [String], as name: String? = nil, environment: [String: String] = [:]
  ) throws -> Run {
    try withFolder { folder in
      let streams = try ["output", "error"].map { name in
        let file = folder.appending(path: name)
        try Data().write(to: file)
        return (file: file, handle: try FileHandle(forWritingTo: file))
      }
      let process = Process()
      process.executableURL = name.map { URL(filePath: $0) } ?? binary
      process.arguments = arguments
      process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path(), "LANG": "C.UTF-8"]
        .merging(environment) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = streams[0].handle
      process.standardError = streams[1].handle
      try process.run()
      process.waitUntilExit()
      return Run(
        status: process.terminationStatus, endedByItself: process.terminationReason == .exit,
        output: try Data(contentsOf: streams[0].file),
        error: String(decoding: try Data(contentsOf: streams[1].file), as: UTF8.self))
    }
  }

  /// Runs the program and gives its answer; it must end well and say nothing else.
  static func answer(
    _ arguments: String..., at location: SourceLocation = #_sourceLocation
  ) throws -> Run {
    try answer(arguments, at: location)
  }

  static func answer(
    _ arguments: [String], at location: SourceLocation = #_sourceLocation
  ) throws -> Run {
    let run = try run(arguments)
    #expect(run.status == 0, "\(arguments) \(run.error)", sourceLocation: location)
    #expect(run.error.isEmpty, "\(arguments) \(run.error)", sourceLocation: location)
    return run
  }

  /// Runs the program, which must refuse with a status and one line on standard error alone.
  /// - Returns: the line.
  @discardableResult
  static func refusal(
    _ status: Int32, _ arguments: String..., at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    try refusal(status, arguments, at: location)
  }

  @discardableResult
  static func refusal(
    _ status: Int32, _ arguments: [String], at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let run = try run(arguments)
    #expect(run.endedByItself, "\(arguments) \(run.error)", sourceLocation: location)
    #expect(run.status == status, "\(arguments) \(run.error)", sourceLocation: location)
    #expect(run.output.isEmpty, "\(arguments)", sourceLocation: location)
    #expect(run.error.hasPrefix("ddp-tui: "), "\(run.error)", sourceLocation: location)
    #expect(run.error.hasSuffix("\n"), "\(run.error)", sourceLocation: location)
    #expect(run.error.count { $0.isNewline } == 1, "\(run.error)", sourceLocation: location)
    return run.error
  }

  /// Runs the program and sends it a signal, which must end it with that signal's status.
  ///
  /// It is sent when the program is where it is to be; what it says on standard error is the result.
  static func end(
    by number: Int32, _ arguments: [String], output: Any = FileHandle.nullDevice,
    at location: SourceLocation = #_sourceLocation, when isReady: (Process) throws -> Bool
  ) throws -> String {
    let process = Process()
    process.executableURL = binary
    process.arguments = arguments
    // Swift's own handler tells where a program that was built for tests is, and lets it go on.
    process.environment = [
      "XDG_CACHE_HOME": "/dev/null", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
    ]
    process.standardOutput = output
    let error = Pipe()
    process.standardError = error
    // The threads that tests run on hold signals back, and a program inherits that.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    try process.run()
    while process.isRunning, try !isReady(process) { usleep(1000) }
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    let ended: (Process.TerminationReason, Int32) =
      number == SIGINT ? (.exit, 130) : (.uncaughtSignal, number)
    #expect(
      (process.terminationReason, process.terminationStatus) == ended, sourceLocation: location)
    return String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// A folder that is there while `body` runs.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// A file of these bytes while `body` runs.
  static func withFile<Result>(
    _ bytes: some Sequence<UInt8>, named name: String, _ body: (String) throws -> Result
  ) throws -> Result {
    try withFolder { folder in
      let file = folder.appending(path: name)
      try Data(bytes).write(to: file)
      return try body(file.path())
    }
  }
}
