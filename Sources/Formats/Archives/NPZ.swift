private import Glibc
import LinearAlgebra
import System

/// Writes arrays into a NumPy archive: a zip file of uncompressed `.npy` files, which may have any size
/// (zip64, APPNOTE 6.3.10).
///
/// Parts of an array are made, checked and written side by side, so that none need be held as a whole.
package struct NPZ: ~Copyable {
  private let file: NewFile
  private var offset = 0
  /// What the directory at the end says of each entry.
  private var directory: [UInt8] = []
  private var count = 0

  /// How many elements a part has, as far as rows allow it: up to 4 MB.
  private static let part = 1 << 19
  /// The fewest rows of a part: to make fewer may take as long.
  private static let fewestRows = 256

  /// Begins an archive.
  /// - Throws: `FileFault` when it can't be made, as for a pipe, which parts can't be written into side by
  ///   side.
  package init(path: String) throws {
    let file = try NewFile(path: path)
    guard file.bytes.isSeekable else { throw FileFault(.unmade, path, code: ESPIPE) }
    self.file = file
  }

  /// Adds an array.
  /// - Parameters:
  ///   - name: its name in the archive.
  ///   - shape: its extents.
  ///   - elements: makes the elements of some of its rows, row-major.
  /// - Throws: `FileFault` when it can't be written, and whatever `elements` throws.
  package mutating func add<Value: NPY.Element>(
    _ name: String, shape: [Int], rows elements: @Sendable (Range<Int>) throws -> [Value]
  ) throws {
    let width = shape.dropFirst().reduce(1, *)
    try add(
      name, header: NPY.header(Value.type, shape), rows: shape.first ?? 1, width: width, elements)
  }

  /// Adds an array of whole numbers, row-major.
  /// - Throws: `FileFault` when it can't be written.
  package mutating func add(_ name: String, _ numbers: [Int], shape: [Int]) throws {
    let width = shape.dropFirst().reduce(1, *)
    try add(name, shape: shape) { Array(numbers[$0.lowerBound * width..<$0.upperBound * width]) }
  }

  /// Adds a text, as an array without axes.
  /// - Throws: `FileFault` when it can't be written.
  package mutating func add(_ name: String, _ text: String) throws {
    try add(name, [text], shape: [])
  }

  /// Adds an array of texts of one axis.
  /// - Throws: `FileFault` when it can't be written.
  package mutating func add(_ name: String, _ texts: [String]) throws {
    try add(name, texts, shape: [texts.count])
  }

  /// Texts are of one length: shorter ones have zeros at their ends.
  private mutating func add(_ name: String, _ texts: [String], shape: [Int]) throws {
    let length = max(1, texts.map(\.unicodeScalars.count).max() ?? 0)
    try add(name, header: NPY.header("<U\(length)", shape), rows: texts.count, width: length) {
      texts[$0].flatMap { text -> [UInt32] in
        let scalars = text.unicodeScalars.map(\.value)
        return scalars + Array(repeating: 0, count: length - scalars.count)
      }
    }
  }

  /// Adds rows of `width` values each.
  private mutating func add<Value: BitwiseCopyable & Sendable>(
    _ name: String, header: [UInt8], rows count: Int, width: Int,
    _ elements: @Sendable (Range<Int>) throws -> [Value]
  ) throws {
    let rowSize = width * MemoryLayout<Value>.size
    let entry = Entry(
      name: Array("\(name).npy".utf8), offset: offset, header: header,
      byteCount: count * rowSize)
    try write(entry.localHeader)
    try write(entry.header)
    let (bytes, start) = (file.bytes, offset)
    let rows = max(Self.fewestRows, Self.part / max(1, width))
    let parts = try concurrently(count, inPiecesOf: rows) { rows in
      let part = try elements(rows)
      try bytes.write(part.span, at: start + rows.lowerBound * rowSize)
      return (checksum: Inflate.checksum(part.span), bytes: rows.count * rowSize)
    }
    offset += count * rowSize
    let checksum = parts.reduce(Inflate.checksum(entry.header.span)) {
      Inflate.checksum($0, joinedBy: $1.checksum, ofBytes: $1.bytes)
    }
    try write(entry.descriptor(checksum))
    directory += entry.directoryHeader(checksum)
    self.count += 1
  }

  /// Ends the archive with its directory.
  /// - Throws: `FileFault` when it can't be written.
  package consuming func finish() throws {
    let start = offset
    try write(directory)
    let end = offset
    let ending =
      NPY.littleEndian(0x0606_4b50, 4) + NPY.littleEndian(44, 8) + Entry.version + Entry.version
      + Array(repeating: 0, count: 8) + NPY.littleEndian(count, 8) + NPY.littleEndian(count, 8)
      + NPY.littleEndian(end - start, 8) + NPY.littleEndian(start, 8)
    let locator =
      NPY.littleEndian(0x0706_4b50, 4) + NPY.littleEndian(0, 4) + NPY.littleEndian(end, 8)
      + NPY.littleEndian(1, 4)
    // All that this record can't hold stands in the one above.
    let oldEnding =
      NPY.littleEndian(0x0605_4b50, 4) + Array(repeating: 0, count: 4)
      + Array(repeating: 0xff, count: 12) + [0, 0]
    try write(ending + locator + oldEnding)
    try file.finish()
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    try file.bytes.write(bytes.span, at: offset)
    offset += bytes.count
  }

  /// One file of the archive.
  private struct Entry {
    static let version = NPY.littleEndian(45, 2)

    let name: [UInt8]
    let offset: Int
    let header: [UInt8]
    let byteCount: Int

    private var size: [UInt8] { NPY.littleEndian(header.count + byteCount, 8) }
    /// The checksum follows the data, and the name is UTF-8; stored; 1 January 1980.
    private var facts: [UInt8] { [0x08, 0x08, 0, 0, 0, 0, 0x21, 0] }
    private var unknownSizes: [UInt8] { Array(repeating: 0xff, count: 8) }

    var localHeader: [UInt8] {
      NPY.littleEndian(0x0403_4b50, 4) + Self.version + facts + NPY.littleEndian(0, 4)
        + unknownSizes + NPY.littleEndian(name.count, 2) + NPY.littleEndian(20, 2) + name
        + NPY.littleEndian(1, 2) + NPY.littleEndian(16, 2) + size + size
    }

    func descriptor(_ checksum: UInt32) -> [UInt8] {
      NPY.littleEndian(0x0807_4b50, 4) + NPY.littleEndian(Int(checksum), 4) + size + size
    }

    func directoryHeader(_ checksum: UInt32) -> [UInt8] {
      NPY.littleEndian(0x0201_4b50, 4) + Self.version + Self.version + facts
        + NPY.littleEndian(Int(checksum), 4) + unknownSizes + NPY.littleEndian(name.count, 2)
        + NPY.littleEndian(28, 2) + Array(repeating: 0, count: 10)
        + Array(repeating: 0xff, count: 4) + name + NPY.littleEndian(1, 2)
        + NPY.littleEndian(24, 2) + size + size + NPY.littleEndian(offset, 8)
    }
  }
}
