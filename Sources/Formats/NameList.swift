import System

/// A text that names the classes of a network in the order of its outputs, one in each line, as
/// ImageNet's `synset_words.txt` and CIFAR's `batches.meta.txt` do.
enum NameList {
  /// The most bytes that a list may have.
  private static let greatestCount = 1 << 24

  /// The names; lines that are empty are passed over.
  ///
  /// Throws when there is no such file, or it is no text of names.
  static func read(path: String) throws(Failure) -> [String] {
    let file = try MappedFile(path: path)
    let place = Place(file: path)
    guard file.count <= greatestCount,
      let text = String(validating: file.bytes(in: 0..<file.count), as: UTF8.self),
      !text.utf8.contains(0)
    else {
      throw place.unsupported("is no list of names", cure: "give a text with a name in each line")
    }
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      String(line.drop { $0 == "\u{FEFF}" || $0.isWhitespace }.trimmedEnd)
    }.filter { !$0.isEmpty }
    guard !lines.isEmpty else {
      throw place.damaged("names no class", cure: "give a text with a name in each line")
    }
    return lines
  }
}

extension Substring {
  fileprivate var trimmedEnd: Substring {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return self[...last]
  }
}
