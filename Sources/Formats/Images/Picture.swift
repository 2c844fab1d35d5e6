import LinearAlgebra
import System

/// A decoded picture: rows of pixels, each of interleaved channels.
struct Picture: Equatable {
  /// Columns of pixels.
  let width: Int
  /// Rows of pixels.
  let height: Int
  /// 1 for gray, 3 for red, green and blue.
  let channels: Int
  /// The bytes: height x width x channels.
  let pixels: [UInt8]

  /// The most pixels that a picture may have, so that a small file can't ask for all memory.
  static let greatestCount = 1 << 26

  /// Decodes a file, whose content tells its format, into as many channels as are wanted.
  ///
  /// Colours become gray by the luma of ITU-R 601-2, as Pillow's `convert("L")` has it.
  /// - Parameters:
  ///   - path: The file.
  ///   - channels: 1 or 3.
  /// - Returns: The picture.
  /// - Throws: ``PictureFault`` when there is no such file, or it is damaged or of another kind.
  static func read(path: String, channels: Int) throws(PictureFault) -> Picture {
    let file: MappedFile
    do throws(Failure) {
      file = try MappedFile(path: path)
    } catch {
      throw PictureFault(error.problem)
    }
    let start = file.bytes(in: 0..<512)
    guard let format = PictureFormat.of(start) else {
      let kind = ForeignFile.of(start)?.name ?? "a file of unknown kind"
      throw PictureFault("\(kind), not \(PictureFormat.names)")
    }
    return try file.withBytes(in: 0..<file.count, format.decode).converted(to: channels)
  }

  /// Throws when a picture of this size has no pixels, or more than are read.
  static func check(width: Int, height: Int) throws(PictureFault) {
    guard width > 0, height > 0 else { throw PictureFault("it has no pixels") }
    guard width <= greatestCount / height else {
      throw PictureFault("\(width)x\(height) pixels are more than \(greatestCount)")
    }
  }

  /// The same with another number of channels.
  private func converted(to wanted: Int) -> Picture {
    guard wanted != channels else { return self }
    let count = width * height
    let source = pixels.span
    let converted = [UInt8](capacity: count * wanted) { output in
      for pixel in 0..<count {
        if wanted == 1 {
          let red = UInt32(source[3 * pixel])
          let green = UInt32(source[3 * pixel + 1])
          let blue = UInt32(source[3 * pixel + 2])
          let luma = 19595 * red + 38470 * green + 7471 * blue + 0x8000
          output.append(UInt8(truncatingIfNeeded: luma >> 16))
        } else {
          for _ in 0..<3 { output.append(source[pixel]) }
        }
      }
    }
    return Picture(width: width, height: height, channels: wanted, pixels: converted)
  }
}

/// Why a picture can't be read.
struct PictureFault: Error, Equatable {
  /// What is wrong, in a few words.
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
