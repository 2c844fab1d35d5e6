import System

/// A zip archive (PKWARE's APPNOTE 6.3.10): its entries by name, stored or deflated, zip64 too.
struct ZipArchive {
  /// One file in the archive.
  struct Entry {
    /// Its path in the archive.
    let name: String
    /// Its content, not looked at yet.
    let bytes: StoredBytes
    /// The checksum of its content, as the directory has it.
    let checksum: UInt32
  }

  /// The entries, in the order of the archive's directory; no two have the same name.
  let entries: [Entry]
  private let places: [String: Int]

  /// The entry of a name.
  subscript(name: String) -> Entry? {
    places[name].map { entries[$0] }
  }

  /// Reads the directory at the end of the file.
  ///
  /// Throws when it is missing (a file cut short), or names bytes that are not there.
  init(_ file: MappedFile) throws(Failure) {
    let (count, range) = try Self.directory(of: file)
    let place = Place(file: file.path, part: "zip directory")
    var cursor = ByteCursor(file.bytes(in: range), place: place)
    var entries: [Entry] = []
    var places: [String: Int] = [:]
    while !cursor.isAtEnd {
      let record = try ZipRecord(&cursor)
      let place = Place(file: file.path, part: "entry \(record.name)")
      guard places.updateValue(entries.count, forKey: record.name) == nil else {
        throw place.damaged("is there twice")
      }
      entries.append(
        Entry(
          name: record.name, bytes: try record.content(of: file, place: place),
          checksum: record.checksum))
    }
    guard entries.count == count else {
      throw place.damaged("lists \(entries.count) entries instead of \(count)")
    }
    self.entries = entries
    self.places = places
    try checkOverlap(in: file)
  }

  /// Checks that no two entries share bytes, which would make one byte stand for many.
  private func checkOverlap(in file: MappedFile) throws(Failure) {
    let parts = entries.compactMap { entry in entry.bytes.range.map { ($0, entry.name) } }
      .filter { !$0.0.isEmpty }.sorted { $0.0.lowerBound < $1.0.lowerBound }
    for (part, next) in zip(parts, parts.dropFirst())
    where part.0.upperBound > next.0.lowerBound {
      throw Place(file: file.path, part: "entry \(next.1)")
        .damaged("shares bytes with entry \(part.1)")
    }
  }

  /// How many entries the directory lists, and where it lies.
  private static func directory(
    of file: MappedFile
  ) throws(Failure) -> (count: Int, range: Range<Int>) {
    let place = Place(file: file.path)
    let recordSize = 22
    let tail = file.bytes(in: max(0, file.count - recordSize - 0xFFFF)..<file.count)
    var start = tail.count - recordSize
    // The record ends with a comment that ends the file, which tells it from chance bytes.
    while start >= 0,
      tail[start] != 0x50 || !tail[start...].starts(with: [0x50, 0x4B, 5, 6])
        || Int(tail[start + 20]) + Int(tail[start + 21]) << 8 != tail.count - start - recordSize
    {
      start -= 1
    }
    guard start >= 0 else {
      throw place.damaged("a zip archive without its end, or with bytes after it")
    }
    let recordStart = file.count - tail.count + start
    var cursor = ByteCursor(Array(tail[start...]), place: place.at("end of zip directory"))
    _ = try cursor.take(10)
    var count = try UInt64(cursor.take(UInt16.self))
    var size = try UInt64(cursor.take(UInt32.self))
    var offset = try UInt64(cursor.take(UInt32.self))
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF,
      let wide = try wideDirectory(of: file, before: recordStart)
    {
      (count, size, offset) = wide
    }
    let (end, overflow) = offset.addingReportingOverflow(size)
    guard !overflow, end <= recordStart else {
      throw place.damaged("its zip directory lies beyond its end")
    }
    return (Int(clamping: count), Int(offset)..<Int(end))
  }

  /// Count, size and offset as the zip64 records have them; nil without such records.
  private static func wideDirectory(
    of file: MappedFile, before end: Int
  ) throws(Failure) -> (UInt64, UInt64, UInt64)? {
    let place = Place(file: file.path, part: "zip64 directory")
    var locator = ByteCursor(file.bytes(in: max(0, end - 20)..<end), place: place)
    guard end >= 20, try locator.take(UInt32.self) == 0x0706_4B50 else { return nil }
    _ = try locator.take(4)
    let start = Int(clamping: try locator.take(UInt64.self))
    guard start <= end - 56 else { throw place.damaged("lies beyond its end") }
    var record = ByteCursor(file.bytes(in: start..<start + 56), place: place)
    guard try record.take(UInt32.self) == 0x0606_4B50 else {
      throw place.damaged("is not where the archive says")
    }
    _ = try record.take(28)
    return try (record.take(), record.take(), record.take())
  }
}
