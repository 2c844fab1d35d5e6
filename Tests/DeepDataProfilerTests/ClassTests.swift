import DeepDataProfiler
import Foundation
import Testing

/// The classes of a data set are matched to the outputs of a network by name, not by place.
@Suite struct ClassTests {
  private static let digits = fixtures.appending(path: "faults/digits")

  /// The data set of the sample network, of pictures of digits in folders of given names, with a card.
  private func dataSet(
    _ folders: [String: Int], card: String, list: String? = nil
  ) throws -> Findings.DataSet {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let data = root.appending(path: "data")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, digit) in folders {
      try FileManager.default.copyItem(
        at: Self.digits.appending(path: String(digit)), to: data.appending(path: name))
    }
    if let list { try Data(list.utf8).write(to: root.appending(path: "names.txt")) }
    let path = root.appending(path: "card.toml")
    try Data("[input]\nmean = [0.1307]\nstd = [0.3081]\n[data]\n\(card)\n".utf8).write(to: path)
    let profiler = try Profiler(
      model: samples.appending(path: "mnist.onnx").path(), card: path.path(), data: data.path())
    return try #require(profiler.findings.dataSet)
  }

  /// The labels of the classes, each once.
  private func labels(_ dataSet: Findings.DataSet) -> [Int] {
    dataSet.labels.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  private static let words = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
  ]
  private static let stated = "outputs = [\(words.map { "\"\($0)\"" }.joined(separator: ", "))]"
  private static let classes = stated.replacing("outputs", with: "classes")

  @Test func foldersNamedByNumbersAreOutputs() throws {
    let set = try dataSet(["9": 9, "2": 2, "007": 7], card: "")
    #expect(labels(set) == [7, 2, 9] && set.mismatch == nil && !set.isMatchedByOrder)
    #expect(set.name(ofClass: 7) == "007" && set.name(ofClass: 3) == "3")
    let named = try dataSet(["9": 9, "2": 2], card: Self.classes)
    #expect(labels(named) == [2, 9] && named.name(ofClass: 9) == "nine")
    // 10 is no output of ten, and the order of two folders says nothing.
    #expect(try dataSet(["10": 9, "2": 2], card: "").mismatch != nil)
    // These are one number.
    #expect(try dataSet(["07": 7, "7": 2], card: "").mismatch != nil)
  }

  @Test(arguments: [stated, classes])
  func foldersNamedAsInTheCardAreThoseOutputs(card: String) throws {
    let set = try dataSet(["nine": 9, "two": 2, "zero": 0], card: card)
    #expect(labels(set) == [9, 2, 0] && set.mismatch == nil)
    #expect(set.classNames == Self.words && set.name(ofOutput: 5) == "five")
  }

  @Test func namesStatedOfOutputsComeBeforeNumbers() throws {
    let outputs = "outputs = [\((0..<10).reversed().map { "\"\($0)\"" }.joined(separator: ", "))]"
    #expect(labels(try dataSet(["9": 9, "2": 2], card: outputs)) == [7, 0])
  }

  @Test func aFileMayNameTheOutputs() throws {
    let card = "outputs = \"names.txt\""
    let plain = Self.words.joined(separator: "\n")
    #expect(labels(try dataSet(["nine": 9, "two": 2], card: card, list: plain)) == [9, 2])
    // As ImageNet's lists do, a line may begin with what folders are called by.
    let synsets = Self.words.enumerated().map { "n0\(5 * $0) \($1), a digit" }
    let set = try dataSet(
      ["n010": 2, "n045": 9], card: card, list: synsets.joined(separator: "\r\n") + "\r\n")
    #expect(labels(set) == [2, 9] && set.name(ofClass: 2) == "n010 two, a digit")
    let nine = Self.words.dropLast().joined(separator: "\n")
    let short = try dataSet(["two": 2], card: card, list: nine)
    #expect(short.mismatch?.reason.contains("names 9 outputs") == true)
  }

  @Test func asManyFoldersAsOutputsAreTakenInTheirOrder() throws {
    let folders = (0..<10).map { ("class \($0)", $0 == 8 ? 9 : $0) }
    let set = try dataSet(Dictionary(uniqueKeysWithValues: folders), card: "")
    #expect(set.isMatchedByOrder && labels(set) == Array(0..<10) && set.mismatch == nil)
    #expect(set.name(ofClass: 4) == "class 4")
  }

  @Test func whatCanNotBeMatchedStaysAsItIs() throws {
    let set = try dataSet(["nine": 9, "two": 2], card: "")
    #expect(labels(set) == [0, 1] && set.classNames == ["nine", "two"])
    #expect(set.mismatch?.isNamed == true && set.outputNames == [])
    #expect(set.name(ofClass: 0) == "nine" && set.name(ofOutput: 0) == "0")
    #expect(
      set.mismatch?.reason
        == "state [data] outputs in the card, a list of names or a file of them: "
        + "which of the 10 outputs each of the 2 classes is can't be told")
    let stranger = try dataSet(["nine": 9, "dos": 2], card: Self.stated)
    #expect(stranger.mismatch?.reason.contains("\"dos\"") == true)
    #expect(stranger.name(ofClass: 0) == "dos" && stranger.name(ofOutput: 0) == "zero")
    // A name that stands for two outputs says nothing.
    let double = Self.stated.replacing("\"two\"", with: "\"nine\"")
    #expect(try dataSet(["nine": 9], card: double).mismatch?.reason.contains("\"nine\"") == true)
  }

  @Test func classesMayNameTheFoldersAndOutputsTheNetworks() throws {
    let card = Self.stated + "\nclasses = [\"nine\", \"two\"]"
    let set = try dataSet(["a": 9, "b": 2], card: card)
    #expect(labels(set) == [9, 2])
  }

  /// The labels and the data set of arrays with the sample network.
  private func numbers(_ card: String, data: String) throws -> Findings.DataSet {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".toml")
    try Data("[data]\n\(card)\n".utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let profiler = try Profiler(
      model: fixtures.appending(path: "outputs/logit.onnx").path(), card: path.path(),
      data: fixtures.appending(path: "outputs/\(data).npz").path())
    return try #require(profiler.findings.dataSet)
  }

  @Test func aSingleNumberTellsTwoClasses() throws {
    #expect(labels(try numbers("", data: "images")) == [0, 1])
    let named = try numbers("", data: "names")
    #expect(labels(named) == [0, 1] && named.isMatchedByOrder)
    let turned = try numbers("outputs = [\"light\", \"dark\"]", data: "bytes")
    #expect(labels(turned) == [1, 0] && turned.classNames == ["light", "dark"])
  }

  @Test func numbersAreOutputsUnlessNamesSayOtherwise() throws {
    let plain = try numbers("classes = [\"dark\", \"light\"]", data: "images")
    #expect(labels(plain) == [0, 1] && plain.name(ofClass: 1) == "light")
    let turned = try numbers(
      "classes = [\"dark\", \"light\"]\noutputs = [\"light\", \"dark\"]", data: "images")
    #expect(labels(turned) == [1, 0] && turned.name(ofClass: 1) == "dark")
    let strange = try numbers(
      "classes = [\"dark\", \"light\"]\noutputs = [\"day\", \"night\"]", data: "images")
    #expect(strange.mismatch?.reason.contains("\"dark\"") == true)
    #expect(strange.mismatch?.isNamed == false && labels(strange) == [0, 1])
    let model = fixtures.appending(path: "faults/binary_sigmoid.onnx").path()
    let many = try Profiler(
      model: model, data: fixtures.appending(path: "outputs/labels.npz").path())
    let reason = many.findings.dataSet?.mismatch?.reason
    #expect(reason?.contains("the label 2 is none of the 2 classes") == true)
  }
}
