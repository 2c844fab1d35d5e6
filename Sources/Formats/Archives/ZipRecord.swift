import System

/// What a zip archive's directory says about one entry (APPNOTE 4.3.12).
struct ZipRecord {
  /// The entry's path in the archive.
  let name: String
  /// The checksum of its content.
  let checksum: UInt32

  private let flags: UInt16
  private let method: UInt16
  private var compressedCount: UInt64
  private var count: UInt64
  private var offset: UInt64

  /// Reads the next record of the directory.
  init(_ cursor: inout ByteCursor) throws(Failure) {
    guard try cursor.take(UInt32.self) == 0x0201_4B50 else {
      throw cursor.here.damaged("has no entry where one should be")
    }
    _ = try cursor.take(4)
    flags = try cursor.take()
    method = try cursor.take()
    _ = try cursor.take(4)
    checksum = try cursor.take()
    compressedCount = try UInt64(cursor.take(UInt32.self))
    count = try UInt64(cursor.take(UInt32.self))
    let nameCount = try Int(cursor.take(UInt16.self))
    let extraCount = try Int(cursor.take(UInt16.self))
    let commentCount = try Int(cursor.take(UInt16.self))
    _ = try cursor.take(8)
    offset = try UInt64(cursor.take(UInt32.self))
    name = try cursor.here.name(cursor.take(nameCount))
    let extra = Array(try cursor.take(extraCount))
    _ = try cursor.take(commentCount)
    try widen(ByteCursor(extra, place: cursor.place.at("entry \(name)")))
  }

  /// Takes from the zip64 extra field the numbers that did not fit into 32 bits (APPNOTE 4.5.3).
  private mutating func widen(_ extra: ByteCursor) throws(Failure) {
    var extra = extra
    while extra.bytes.count - extra.position >= 4 {
      let kind = try extra.take(UInt16.self)
      let size = try Int(extra.take(UInt16.self))
      let content = try Array(extra.take(size))
      guard kind == 1 else { continue }
      var wide = ByteCursor(content, place: extra.place)
      if count == 0xFFFF_FFFF { count = try wide.take() }
      if compressedCount == 0xFFFF_FFFF { compressedCount = try wide.take() }
      if offset == 0xFFFF_FFFF { offset = try wide.take() }
    }
  }

  /// The entry's bytes, found through its local header (APPNOTE 4.3.7).
  func content(of file: MappedFile, place: Place) throws(Failure) -> StoredBytes {
    guard flags & 1 == 0 else {
      throw place.unsupported("is encrypted", cure: "pack it again without a password")
    }
    let offset = Int(clamping: self.offset)
    guard offset < file.count else { throw place.damaged("lies beyond the end of the file") }
    var header = ByteCursor(file.bytes(in: offset..<min(file.count, offset + 30)), place: place)
    guard try header.take(UInt32.self) == 0x0403_4B50 else {
      throw place.damaged("is not where the zip directory says")
    }
    _ = try header.take(22)
    let nameCount = try Int(header.take(UInt16.self))
    let start = try offset + 30 + nameCount + Int(header.take(UInt16.self))
    guard start <= file.count, compressedCount <= UInt64(file.count - start) else {
      throw place.damaged("lies beyond the end of the file")
    }
    let range = start..<start + Int(compressedCount)
    switch method {
    case 0:
      guard count == compressedCount else {
        throw place.damaged("has two sizes, \(count) and \(compressedCount)")
      }
      return .mapped(file, range)
    case 8:
      guard count <= UInt64(range.count) * UInt64(Inflate.greatestRatio) else {
        throw place.damaged("claims \(count) bytes, more than \(range.count) can be inflated to")
      }
      guard count <= Inflate.greatestCount, compressedCount <= Inflate.greatestCount else {
        throw place.unsupported(
          "is compressed and larger than 4 GB", cure: "save it without compression")
      }
      return .deflated(file, range, count: Int(count), checksum: checksum)
    default:
      throw place.unsupported(
        "is compressed by method \(method)", cure: "pack it again with deflate or none")
    }
  }
}
