import Formats
import Foundation
import LinearAlgebra
import System
import Testing

@Suite struct NumpyTests {
  @Test(
    arguments: [
      "arrays.npz", "deflated.npz", "zip64.npz", "zip64_deflated.npz", "commented.npz",
      "single.npy", "version2.npy", "version3.npy",
    ])
  func arraysOfEveryTypeOrderAndVersionAreRead(name: String) throws {
    try Fixture.check(name, format: .npz)
  }

  @Test func aNumberTooLargeForIntIsRefusedAsAnInteger() throws {
    let model = try StoredModel.open(path: Fixture.path("arrays.npz"))
    let largest = try #require(model.tensors.first { $0.name == "largest" })
    #expect(throws: Failure.self) { try largest.integers() }
  }

  /// The weight of a file of two whole numbers of this type.
  private func weight(_ type: String, width: Int, _ numbers: [UInt64]) throws -> WeightElements {
    let dictionary = "{'descr': '\(type)', 'fortran_order': False, 'shape': (1, 2)}"
    let header = dictionary + String(repeating: " ", count: 117 - dictionary.utf8.count) + "\n"
    let bytes = numbers.flatMap { number in
      (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    let file = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + bytes
    return try Fixture.withFile(file, named: "w.npy") { path in
      try #require(StoredModel.open(path: path).tensors.first).weight().elements
    }
  }

  /// 2^24 + 1 is the first whole number that a Float can't hold.
  @Test(arguments: [("<i4", 4), ("<u4", 4), ("<i8", 8), ("<u8", 8)])
  func wholeNumbersKeepTheirDigitsAsWeights(type: String, width: Int) throws {
    #expect(try weight(type, width: width, [1 << 24 | 1, 7]) == .doubles([16_777_217, 7]))
  }

  @Test func theHighestBitIsASignOrANumber() throws {
    #expect(try weight("<u8", width: 8, [1 << 63, 1]) == .doubles([0x1p63, 1]))
    #expect(try weight("<i8", width: 8, [1 << 63, 1]) == .doubles([-0x1p63, 1]))
    #expect(try weight("<u4", width: 4, [1 << 31, 1]) == .doubles([0x1p31, 1]))
    #expect(try weight("<i4", width: 4, [1 << 31, 1]) == .doubles([-0x1p31, 1]))
  }

  @Test(
    arguments: [
      ("big_endian.npz", "big-endian (>f4)"), ("objects.npz", "Python objects"),
      ("text.npz", "type <U2"), ("complex.npz", "type <c8"),
    ])
  func otherElementTypesAreRefusedByName(name: String, problem: String) throws {
    let error = try #require(Fixture.error(Fixture.path(name)))
    #expect(error.kind == .unsupported)
    #expect(error.place == "array w")
    #expect(error.problem.contains(problem), "\(error)")
  }

  /// There are 1.0, 2.0 and 3.0 (NEP 1).
  @Test(arguments: [(0, 0), (1, 1), (2, 1), (4, 0), (255, 255)] as [(UInt8, UInt8)])
  func anotherVersionIsRefusedByItsNumber(major: UInt8, minor: UInt8) throws {
    var bytes = try Array(Data(contentsOf: URL(filePath: Fixture.path("single.npy"))))
    (bytes[6], bytes[7]) = (major, minor)
    try Fixture.withFile(bytes, named: "w.npy") { path in
      let error = try #require(Fixture.error(path))
      #expect(error.kind == .unsupported)
      #expect(error.problem == "is of NumPy format \(major).\(minor)")
    }
  }

  @Test func recordsAreRefused() throws {
    let path = Fixture.path("record.npz")
    #expect(
      Fixture.error(path)?.description
        == "\(path): array w: holds records; save each of their fields as an array")
  }

  @Test func arraysWithoutNumbersCloseNoFile() throws {
    let model = try StoredModel.open(path: Fixture.path("mixed.npz"))
    let problems = [
      "big": "is big-endian (>f4)", "objects": "holds Python objects, which are never loaded",
      "record": "holds records",
    ]
    for tensor in model.tensors { #expect(tensor.refusal?.problem == problems[tensor.name]) }
    let plain = try #require(model.tensors.first { $0.name == "w" })
    #expect(try plain.integers() == [0, 1, 2, 3, 4, 5])
  }

  @Test func imagesAreNoModel() throws {
    let error = try #require(Fixture.error(Fixture.path("images_nchw.npz")))
    #expect(error.cure?.contains("--data") == true)
  }
}
