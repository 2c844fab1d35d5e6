import Foundation
import Testing

/// `svd` writes arrays that NumPy reads.
@Suite struct SVDTests {
  /// The arrays of an archive by name, as Python's zipfile unpacks them: it checks every checksum.
  private func arrays(_ archive: URL) throws -> [String: NumpyFile] {
    try Program.withFolder { folder in
      let python = Process()
      python.executableURL = URL(filePath: "/usr/bin/python3")
      python.arguments = ["-m", "zipfile", "-e", archive.path(), folder.path()]
      try python.run()
      python.waitUntilExit()
      #expect(python.terminationStatus == 0)
      var found: [String: NumpyFile] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
        found[name] = try NumpyFile(Data(contentsOf: folder.appending(path: name)))
      }
      return found
    }
  }

  private func numbers(_ file: NumpyFile?) -> [Double] {
    file?.patterns(UInt64.self).map { Double(bitPattern: $0) } ?? []
  }

  /// Runs the command on a convolution of 5 filters, 2 channels and a kernel of 2 x 2.
  @Test func theArraysMultiplyToTheWeights() throws {
    let weights = (0..<40).map { Float(($0 * 37) % 23) - 11 }
    try Program.withFile(NumpyFile.bytes(shape: [5, 2, 2, 2], weights), named: "w.npy") { model in
      try Program.withFolder { folder in
        let output = folder.appending(path: "w.npz")
        let text = try Program.answer("svd", model, "-o", output.path()).text
        #expect(text.contains("5x5") && text.contains("5x8"))
        let found = try arrays(output)
        let name = try #require(found.keys.first { $0.hasSuffix(".S.npy") }).dropLast(6)
        #expect(Set(found.keys) == ["\(name).U.npy", "\(name).S.npy", "\(name).Vt.npy"])
        #expect(found["\(name).U.npy"]?.header.contains("'<f8'") == true)
        #expect(found["\(name).U.npy"]?.header.contains("(5, 5,)") == true)
        #expect(found["\(name).Vt.npy"]?.header.contains("(5, 8,)") == true)
        let (left, values, right) = (
          numbers(found["\(name).U.npy"]), numbers(found["\(name).S.npy"]),
          numbers(found["\(name).Vt.npy"])
        )
        try #require(left.count == 25 && values.count == 5 && right.count == 40)
        #expect(values == values.sorted(by: >))
        for (place, weight) in weights.enumerated() {
          let product = (0..<5).reduce(0.0) {
            $0 + left[place / 8 * 5 + $1] * values[$1] * right[$1 * 8 + place % 8]
          }
          #expect(abs(product - Double(weight)) < 1e-12)
        }
        for vector in 0..<5 {
          let column = (0..<5).map { left[$0 * 5 + vector] }
          let largest = try #require(column.max { abs($0) < abs($1) })
          #expect(largest > 0)
        }
      }
    }
  }

  @Test func everyLayerOfTheSampleIsWritten() throws {
    try Program.withFolder { folder in
      let output = folder.appending(path: "mnist.npz")
      _ = try Program.answer("svd", Program.onnx, "-o", output.path())
      let found = try arrays(output)
      #expect(found.count == 12)
      let spectra = try Program.answer("spectrum", Program.onnx, "--values", "--format", "json")
      for layer in try spectra.json["layers"].array {
        let name = try #require(layer["name"].string)
        let values = numbers(found["\(name).S.npy"])
        #expect(values.count == layer["rank"].number.map(Int.init))
        for (value, exact) in zip(values, layer["singular_values"].array) {
          #expect(abs(value - (exact.number ?? 0)) < 1e-7 * values[0])
        }
      }
    }
  }

  @Test func nothingIsLeftWhereALayerHasNoVectors() throws {
    let weights = (0..<40).map { $0 == 7 ? Float.nan : Float($0) }
    try Program.withFile(NumpyFile.bytes(shape: [5, 8], weights), named: "w.npy") { model in
      let folder = URL(filePath: model).deletingLastPathComponent()
      let line = try Program.refusal(
        65, "svd", model, "-o", folder.appending(path: "w.npz").path())
      #expect(line.contains("not finite"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["w.npy"])
    }
  }

  /// The gap is relative to the value itself; behind the last value is none, behind the rank zero.
  @Test func gapsTellWhichDirectionsMix() throws {
    let weights: [Float] = [4, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3, 0]
    for (rows, gaps) in [(2, [0.25, nil]), (3, [0.25, 0, nil]), (4, [0.25, 0, 1])] {
      let padded = weights.prefix(4 * rows) + [Float](repeating: 0, count: max(0, 4 * rows - 12))
      try Program.withFile(NumpyFile.bytes(shape: [rows, 4], Array(padded)), named: "w.npy") {
        model in
        let json = try Program.answer("svd", model, "-o", "/dev/null", "--format", "json").json
        let layer = try #require(json["layers"].array.first)
        #expect(layer["singular_values"].numbers == Array([4, 3, 3].prefix(rows)))
        #expect(layer["gaps"].array.map { $0 == .null ? nil : $0.number } == gaps)
        #expect(layer["matrix_shape"].ints == [rows, 4])
      }
    }
  }

  @Test func whereThereIsNothingToWriteThatIsAFaultOfUse() throws {
    try Program.refusal(64, "svd", Program.onnx)
    let text = try Program.answer("svd", Program.onnx, "-o", "/dev/null").text
    #expect(text.contains("fc2"))
  }
}
