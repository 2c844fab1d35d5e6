/// A format of picture files, and how it is decoded.
struct PictureFormat: Sendable {
  /// What it is called.
  let name: String
  /// How the names of its files end, in lower case.
  let endings: [String]
  /// What every file starts with; nil for a byte that differs from file to file.
  let magic: [UInt8?]
  /// Decodes a file into gray or RGB; throws when it is damaged or too large.
  let decode: @Sendable (Span<UInt8>) throws(PictureFault) -> Picture

  /// Those that are read.
  static let all = [PNGPicture.format, JPEGPicture.format, WebPPicture.format]

  /// The names of all, as a sentence has them.
  static let names =
    all.dropLast().map(\.name).joined(separator: ", ") + " or " + (all.last?.name ?? "")

  /// The format that a file's first bytes tell; nil for any other file.
  static func of(_ start: [UInt8]) -> PictureFormat? {
    all.first { format in
      start.count >= format.magic.count
        && zip(start, format.magic).allSatisfy { $1 == nil || $0 == $1 }
    }
  }

  /// Whether a file's name is that of a picture.
  static func isPicture(_ fileName: String) -> Bool {
    let name = fileName.lowercased()
    return all.contains { $0.endings.contains { name.hasSuffix($0) } }
  }
}
