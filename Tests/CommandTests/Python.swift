import Foundation
import Testing

/// What Python's standard library makes of the program's files.
enum Python {
  /// Runs a script; it must end well.
  /// - Returns: what it prints.
  @discardableResult
  static func run(_ script: String, _ arguments: String...) throws -> Data {
    try run(script, arguments)
  }

  @discardableResult
  static func run(_ script: String, _ arguments: [String]) throws -> Data {
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

  /// The rows of a file of PNG in grey, a byte a pixel.
  static func pixels(ofPNG file: String) throws -> [[UInt8]] {
    let rows = try run(
      """
      import sys, zlib
      bytes, data, place = open(sys.argv[1], "rb").read(), b"", 8
      width = int.from_bytes(bytes[16:20], "big")
      while place < len(bytes):
        size = int.from_bytes(bytes[place:place + 4], "big")
        if bytes[place + 4:place + 8] == b"IDAT": data += bytes[place + 8:place + 8 + size]
        place += size + 12
      rows, last = zlib.decompress(data), bytearray(width)
      for start in range(0, len(rows), width + 1):
        kind, row = rows[start], bytearray(rows[start + 1:start + 1 + width])
        for i in range(width):
          a, b, c = (row[i - 1] if i else 0), last[i], (last[i - 1] if i else 0)
          p = a + b - c
          paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
          row[i] = (row[i] + [0, a, b, (a + b) // 2, paeth][kind]) % 256
        print(*row)
        last = row
      """, file)
    return String(decoding: rows, as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: " ").compactMap { UInt8($0) } }
  }
}
