/// A kind of file that is not read, so that an error can name it and say what to do.
struct ForeignFile {
  /// What it is, as the problem of an error.
  let name: String
  /// What to do about it; nil when nothing helps but another file.
  let cure: String?

  private let offset: Int
  private let magic: [UInt8]

  init(_ magic: [UInt8], at offset: Int = 0, _ name: String, cure: String? = nil) {
    self.magic = magic
    self.offset = offset
    self.name = name
    self.cure = cure
  }

  init(_ magic: String, at offset: Int = 0, _ name: String, cure: String? = nil) {
    self.init(Array(magic.utf8), at: offset, name, cure: cure)
  }

  /// The kind that a file's first bytes tell, or nil when it is none of these.
  static func of(_ start: [UInt8]) -> ForeignFile? {
    if let picture = PictureFormat.of(start) {
      return ForeignFile("", "a \(picture.name) picture")
    }
    let known = all.first { start.dropFirst($0.offset).starts(with: $0.magic) }
    return known ?? pickle(start) ?? text(start)
  }

  /// The kind of pickle that a file starts with, or nil when it starts with none.
  private static func pickle(_ start: [UInt8]) -> ForeignFile? {
    guard start.count > 2, start[0] == 0x80, (2...5).contains(start[1]) else { return nil }
    let resave = "load it in Python and save it again with torch.save or numpy.savez"
    let text = String(decoding: start, as: UTF8.self)
    let kinds = [
      ("sklearn", "a pickled scikit-learn model"), ("xgboost", "a pickled XGBoost model"),
      ("StructuredToParameterName@@", "weights of PaddlePaddle"),
    ]
    let kind = kinds.first { text.contains($0.0) }?.1
    return ForeignFile("", kind ?? "a Python pickle, not a file of torch.save", cure: resave)
  }

  /// The kind of text that a file starts with, or nil when it is none.
  private static func text(_ start: [UInt8]) -> ForeignFile? {
    let text = String(decoding: start, as: UTF8.self)
    let isPlain = start.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (9...13).contains($0) }
    // The last character may be cut through.
    let isText = isPlain && !text.unicodeScalars.dropLast(3).contains("\u{FFFD}")
    guard isText else { return nil }
    // JSON may be the index of files of weights.
    guard start.first(where: { !$0.isSpace }) != UInt8(ascii: "{") else { return nil }
    let lines = text.split(whereSeparator: \.isNewline)
    let pythonStarts = ["import ", "from ", "def ", "class ", "#!/usr/bin/env python"]
    let isPython = lines.contains { pythonStarts.contains(where: $0.hasPrefix) }
    let first = (lines.first ?? "").drop(while: \.isWhitespace).lowercased()
    let name =
      if first.hasPrefix("<!doctype html") || first.hasPrefix("<html") {
        "a web page; a download may have gone wrong"
      } else if isPython {
        "Python source"
      } else {
        "a text file"
      }
    return ForeignFile("", name)
  }
}
