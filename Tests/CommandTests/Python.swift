import Foundation
import Testing

/// What Python's standard library makes of the program's files.
enum Python {
  /// Runs a script; it must end well.
  /// - Returns: what it prints.
  @discardableResult
  static func run(_ script: String, _ arguments: String...) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return bytes
  }

  /// The rows of comma-separated values, as the module `csv` reads them.
  static func rows(ofCSV text: Data) throws -> [[String]] {
    try Program.withFile(text, named: "rows.csv") { file in
      let rows = try run(
        """
        import csv, json, sys
        with open(sys.argv[1], newline="", encoding="utf-8") as file:
            print(json.dumps(list(csv.reader(file, strict=True))))
        """, file)
      return try JSONDecoder().decode([[String]].self, from: rows)
    }
  }
}
