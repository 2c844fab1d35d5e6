import Foundation
import Formats
import TerminalUI

/// The sequences of kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol).
///
/// A picture is sent once, under a number, and drawn wherever characters stand that say: here is that
/// cell of that picture. So whatever moves or hides characters, tmux too, does so with the picture.
enum KittyProtocol {
  /// The most bytes of a picture in one sequence.
  private static let greatestChunk = 4096

  /// Sends a picture.
  /// - Parameters:
  ///   - pixels: colours, and places that are clear.
  ///   - id: its number.
  ///   - cells: those that it is to fill.
  /// - Returns: sequences, to be sent one after the other.
  static func transmission(_ pixels: Bitmap, id: UInt32, cells: Size) -> [[UInt8]] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * pixels.pixels.count)
    for pixel in pixels.pixels {
      let isClear = pixel == Bitmap.clear
      bytes.append(isClear ? 0 : UInt8(pixel >> 16 & 0xFF))
      bytes.append(isClear ? 0 : UInt8(pixel >> 8 & 0xFF))
      bytes.append(isClear ? 0 : UInt8(pixel & 0xFF))
      bytes.append(isClear ? 0 : 255)
    }
    let stream = Deflate.zlibStream(of: bytes)
    let data = Array(Data(stream ?? bytes).base64EncodedData())
    let keys =
      "a=T,U=1,q=2,f=32,s=\(pixels.width),v=\(pixels.height),i=\(id)"
      + ",c=\(cells.columns),r=\(cells.rows)" + (stream == nil ? "" : ",o=z")
    let starts = Array(stride(from: 0, to: data.count, by: greatestChunk))
    return starts.map { start in
      let isLast = start == starts.last
      let head = (start == 0 ? keys : "q=2") + ",m=\(isLast ? 0 : 1)"
      return sequence(head, data[start..<min(start + greatestChunk, data.count)])
    }
  }

  /// Makes the terminal forget a picture.
  static func deletion(of id: UInt32) -> [UInt8] { sequence("a=d,d=I,q=2,i=\(id)") }

  /// Asks whether the protocol is known, by a picture of one pixel that is not kept.
  static let query = sequence("a=q,i=\(queryID),s=1,v=1,t=d,f=24", Array("AAAA".utf8)[...])
  static let queryID = 31

  private static func sequence(_ keys: String, _ payload: ArraySlice<UInt8> = []) -> [UInt8] {
    Array("\u{1B}_G\(keys)".utf8) + (payload.isEmpty ? [] : Array(";".utf8) + payload)
      + Array("\u{1B}\\".utf8)
  }

  /// The character for a cell of a picture, whose number its colour, of the palette, and its last mark
  /// give: their 8 lowest and 8 highest bits.
  static func placeholder(row: Int, column: Int, id: UInt32) -> [UInt32] {
    [0x10EEEE, diacritics[row], diacritics[column], diacritics[Int(id >> 24)]]
  }

  /// The most rows or columns of cells of a picture.
  static var greatestExtent: Int { diacritics.count }

  /// The marks that stand for 0, 1, 2 ...: those above a letter that no letter ever merges with.
  private static let diacritics: [UInt32] = diacriticRanges.flatMap(Array.init)
  private static let diacriticRanges: [ClosedRange<UInt32>] = [
    0x0305...0x0305, 0x030D...0x030E, 0x0310...0x0310, 0x0312...0x0312, 0x033D...0x033F,
    0x0346...0x0346, 0x034A...0x034C, 0x0350...0x0352, 0x0357...0x0357, 0x035B...0x035B,
    0x0363...0x036F, 0x0483...0x0487, 0x0592...0x0595, 0x0597...0x0599, 0x059C...0x05A1,
    0x05A8...0x05A9, 0x05AB...0x05AC, 0x05AF...0x05AF, 0x05C4...0x05C4, 0x0610...0x0617,
    0x0657...0x065B, 0x065D...0x065E, 0x06D6...0x06DC, 0x06DF...0x06E2, 0x06E4...0x06E4,
    0x06E7...0x06E8, 0x06EB...0x06EC, 0x0730...0x0730, 0x0732...0x0733, 0x0735...0x0736,
    0x073A...0x073A, 0x073D...0x073D, 0x073F...0x0741, 0x0743...0x0743, 0x0745...0x0745,
    0x0747...0x0747, 0x0749...0x074A, 0x07EB...0x07F1, 0x07F3...0x07F3, 0x0816...0x0819,
    0x081B...0x0823, 0x0825...0x0827, 0x0829...0x082D, 0x0951...0x0951, 0x0953...0x0954,
    0x0F82...0x0F83, 0x0F86...0x0F87, 0x135D...0x135F, 0x17DD...0x17DD, 0x193A...0x193A,
    0x1A17...0x1A17, 0x1A75...0x1A7C, 0x1B6B...0x1B6B, 0x1B6D...0x1B73, 0x1CD0...0x1CD2,
    0x1CDA...0x1CDB, 0x1CE0...0x1CE0, 0x1DC0...0x1DC1, 0x1DC3...0x1DC9, 0x1DCB...0x1DCC,
    0x1DD1...0x1DE6, 0x1DFE...0x1DFE, 0x20D0...0x20D1, 0x20D4...0x20D7, 0x20DB...0x20DC,
    0x20E1...0x20E1, 0x20E7...0x20E7, 0x20E9...0x20E9, 0x20F0...0x20F0, 0x2CEF...0x2CF1,
    0x2DE0...0x2DFF, 0xA66F...0xA66F, 0xA67C...0xA67D, 0xA6F0...0xA6F1, 0xA8E0...0xA8F1,
    0xAAB0...0xAAB0, 0xAAB2...0xAAB3, 0xAAB7...0xAAB8, 0xAABE...0xAABF, 0xAAC1...0xAAC1,
    0xFE20...0xFE26, 0x10A0F...0x10A0F, 0x10A38...0x10A38, 0x1D185...0x1D189, 0x1D1AA...0x1D1AD,
    0x1D242...0x1D244,
  ]
}
