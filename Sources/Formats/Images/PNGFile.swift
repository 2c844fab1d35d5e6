import CPNG

/// Writes PNG (ISO/IEC 15948), by libpng, and finds what is noted in it.
package enum PNGFile {
  /// The bytes of a file.
  /// - Parameters:
  ///   - width: the pixels of a row, at least 1.
  ///   - height: the rows, at least 1.
  ///   - channels: 1 for grey, 2 with opacity; 3 for red, green and blue, 4 with opacity.
  ///   - pixels: height x width x channels.
  ///   - texts: what is noted in it, by keyword.
  /// - Returns: nil for an image that PNG can't hold.
  package static func bytes(
    width: Int, height: Int, channels: Int, pixels: [UInt8],
    texts: [(keyword: String, text: String)] = []
  ) -> [UInt8]? {
    guard width > 0, height > 0, (1...4).contains(channels), let columns = UInt32(exactly: width),
      let rows = UInt32(exactly: height), pixels.count == width * height * channels
    else { return nil }
    var bytes: [UInt8] = []
    let notes = texts.flatMap { [$0.keyword, $0.text] }
      .flatMap { $0.utf8.filter { $0 != 0 }.map { CChar(bitPattern: $0) } + [0] }
    let isDone = unsafe withUnsafeMutablePointer(to: &bytes) { bytes in
      var target = unsafe png_target(
        take: { context, bytes, count in
          guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
          let part = unsafe UnsafeBufferPointer(start: bytes, count: count)
          unsafe context.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: part)
          return 1
        }, context: bytes)
      return unsafe pixels.withUnsafeBufferPointer { pixels in
        unsafe notes.withUnsafeBufferPointer { notes in
          unsafe png_encode(
            &target, pixels.baseAddress, columns, rows, Int32(channels), notes.baseAddress,
            Int32(texts.count))
        }
      }
    }
    return isDone == 1 ? bytes : nil
  }

  /// What is noted in a file, by keyword, as `bytes` writes it, and whether all of it is as it was written;
  /// nil for what is no such file.
  package static func notes(
    in bytes: [UInt8]
  ) -> (texts: [String: String], isWhole: Bool)? {
    var rest = bytes[...]
    guard rest.prefix(8).elementsEqual([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]) else { return nil }
    rest = rest.dropFirst(8)
    var (texts, isSound, hasEnd): ([String: String], Bool, Bool) = ([:], true, false)
    // Each chunk has a length, a name, its content and a checksum of the name and the content.
    while rest.count >= 12, !hasEnd {
      func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
      let length = number(rest.prefix(4))
      guard length <= rest.count - 12 else { break }
      let chunk = rest.dropFirst(4).prefix(4 + length)
      let name = String(decoding: chunk.prefix(4), as: UTF8.self)
      let checksum = number(rest.dropFirst(8 + length).prefix(4))
      isSound = isSound && Int(Inflate.checksum(chunk.span)) == checksum
      hasEnd = name == "IEND"
      if name == "iTXt" {
        // The keyword, two bytes of how it is compressed, two names of languages, and the text.
        let parts = chunk.dropFirst(4)
          .split(separator: 0, maxSplits: 5, omittingEmptySubsequences: false)
        if parts.count == 6 {
          texts[String(decoding: parts[0], as: UTF8.self)] = String(
            decoding: parts[5], as: UTF8.self)
        }
      }
      rest = rest.dropFirst(12 + length)
    }
    let isWhole = isSound && hasEnd && (try? PNGPicture.decodeLarge(bytes.span)) != nil
    return (texts, isWhole)
  }
}
