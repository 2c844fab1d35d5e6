/// A kind of file that is not read, so that an error can name it and say what to do.
struct ForeignFile {
  /// What it is, as the problem of an error.
  let name: String
  /// What to do about it; nil when nothing helps but another file.
  let cure: String?

  private let offset: Int
  private let magic: [UInt8]

  private init(_ magic: [UInt8], at offset: Int = 0, _ name: String, cure: String? = nil) {
    self.magic = magic
    self.offset = offset
    self.name = name
    self.cure = cure
  }

  private init(_ magic: String, at offset: Int = 0, _ name: String, cure: String? = nil) {
    self.init(Array(magic.utf8), at: offset, name, cure: cure)
  }

  private static let resave = "load it in Python and save it again with torch.save or numpy.savez"
  private static let unpack = "unpack it first"

  /// The kind that a file's first bytes tell, or nil when it is none of these.
  static func of(_ start: [UInt8]) -> ForeignFile? {
    let known = all.first { start.dropFirst($0.offset).starts(with: $0.magic) }
    if let known { return known }
    // A safetensors file starts with the length of its JSON header.
    if start.dropFirst(8).starts(with: Array("{\"".utf8)), start[5..<8].allSatisfy({ $0 == 0 }) {
      return ForeignFile("", "a safetensors file, which is not read yet", cure: resave)
    }
    return text(start)
  }

  private static let all = [
    ForeignFile(
      [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19],
      "a PyTorch file older than version 1.6, which is not read yet",
      cure: "load it in Python and save it again with a newer torch.save"),
    ForeignFile([0x80, 2], "a Python pickle, not a file of torch.save", cure: resave),
    ForeignFile([0x80, 3], "a Python pickle, not a file of torch.save", cure: resave),
    ForeignFile([0x80, 4], "a Python pickle, not a file of torch.save", cure: resave),
    ForeignFile([0x80, 5], "a Python pickle, not a file of torch.save", cure: resave),
    ForeignFile([0x89, 0x48, 0x44, 0x46], "an HDF5 file (Keras)", cure: "export it to ONNX"),
    ForeignFile([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
    ForeignFile([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    ForeignFile("GIF8", "a GIF picture"),
    ForeignFile("WEBP", at: 8, "a WebP picture"),
    ForeignFile("%PDF", "a PDF document"),
    ForeignFile([0x1F, 0x8B], "compressed with gzip", cure: "unpack it with gunzip"),
    ForeignFile("BZh", "compressed with bzip2", cure: "unpack it with bunzip2"),
    ForeignFile([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz", cure: "unpack it with unxz"),
    ForeignFile([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd", cure: "unpack it with unzstd"),
    ForeignFile([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive", cure: unpack),
    ForeignFile("Rar!", "a RAR archive", cure: unpack),
    ForeignFile("ustar", at: 257, "a tar archive", cure: unpack),
    ForeignFile([0x7F, 0x45, 0x4C, 0x46], "a program (ELF)"),
    ForeignFile("GGUF", "a GGUF file of a language model"),
    ForeignFile("TFL3", at: 4, "a TensorFlow Lite model", cure: "convert it to ONNX with tf2onnx"),
    ForeignFile("SQLite format 3", "a SQLite database"),
    ForeignFile(
      "version https://git-lfs", "a Git LFS pointer, not the file itself",
      cure: "fetch it with git lfs pull"),
  ]

  /// The kind of text that a file starts with, or nil when it is none.
  private static func text(_ start: [UInt8]) -> ForeignFile? {
    let text = String(decoding: start, as: UTF8.self)
    let isPlain = start.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (9...13).contains($0) }
    // The last character may be cut through.
    let isText = isPlain && !text.unicodeScalars.dropLast(3).contains("\u{FFFD}")
    guard isText else { return nil }
    let lines = text.split(whereSeparator: \.isNewline)
    let pythonStarts = ["import ", "from ", "def ", "class ", "#!/usr/bin/env python"]
    let isPython = lines.contains { pythonStarts.contains(where: $0.hasPrefix) }
    let first = (lines.first ?? "").drop(while: \.isWhitespace).lowercased()
    let name =
      if first.hasPrefix("<!doctype html") || first.hasPrefix("<html") {
        "a web page; a download may have gone wrong"
      } else if isPython {
        "Python source"
      } else if first.hasPrefix("{") {
        "JSON text"
      } else {
        "a text file"
      }
    return ForeignFile("", name)
  }
}
