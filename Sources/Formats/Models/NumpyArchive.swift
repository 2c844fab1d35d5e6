import LinearAlgebra
package import System

/// The arrays of a `.npz` file, each an entry `NAME.npy` of a zip archive.
package struct NumpyArchive {
  private let archive: ZipArchive
  let file: MappedFile
  private static let suffix = ".npy"

  /// Takes an archive for arrays, or gives nil when it holds none.
  init?(_ archive: ZipArchive, file: MappedFile) {
    guard archive.entries.contains(where: { $0.name.hasSuffix(Self.suffix) }) else { return nil }
    self.archive = archive
    self.file = file
  }

  /// Opens a file of arrays.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - cure: What to do where it holds none.
  /// - Throws: ``Failure`` when there is no such file, or it is damaged or holds no arrays.
  package init(path: String, cure: String) throws(Failure) {
    let file = try MappedFile(path: path)
    guard case .zip = try FileKind(of: file, cure: cure),
      let arrays = NumpyArchive(try ZipArchive(file), file: file)
    else { throw Place(file: path).unsupported("holds no arrays by name", cure: cure) }
    self = arrays
  }

  /// The names of its arrays, in the archive's order.
  package var names: [String] {
    archive.entries.filter { $0.name.hasSuffix(Self.suffix) }.map(name(of:))
  }

  /// Checks the bytes of arrays against their checksums; deflated ones are checked as they are read.
  /// - Throws: ``Failure`` for the first array whose checksum is another.
  package func checkSums() throws(Failure) {
    for entry in archive.entries where entry.name.hasSuffix(Self.suffix) {
      guard case .mapped = entry.bytes else { continue }
      let place = place(of: entry)
      let checksum = try entry.bytes.withBytes(in: 0..<entry.bytes.count, at: place) {
        Inflate.checksum($0)
      }
      guard checksum == entry.checksum else {
        throw place.damaged("its bytes have another CRC-32 than the archive says")
      }
    }
  }

  private func name(of entry: ZipArchive.Entry) -> String {
    String(entry.name.dropLast(Self.suffix.count))
  }

  private func place(of entry: ZipArchive.Entry) -> Place {
    Place(file: file.path, part: "array \(name(of: entry))")
  }

  /// The array of a name, or nil when there is none.
  package func array(named name: String) throws(Failure) -> StoredTensor? {
    guard let entry = archive[name + Self.suffix] else { return nil }
    let tensor = try Self.tensor(
      name: name, entry.bytes, place: place(of: entry))
    if let refusal = tensor.refusal { throw refusal }
    return tensor
  }

  /// The texts of an array, row-major; nil when there is none of that name, or it is not of texts.
  package func texts(named name: String) throws(Failure) -> [String]? {
    guard let entry = archive[name + Self.suffix] else { return nil }
    let place = place(of: entry)
    let header = try NumpyHeader(
      entry.bytes.prefix(NumpyHeader.greatestCount, at: place), place: place)
    guard let text = header.text else { return nil }
    guard let shape = Shape(header.shape.extents + [text.count]) else {
      throw place.damaged("of shape \(header.shape) it has texts of \(text.count)")
    }
    let units = try StoredTensor(
      name: name, elementType: text.unit, shape: shape,
      strides: header.strides.map { $0 * text.count } + [1], storage: entry.bytes,
      offset: header.offset, place: place
    ).integers()
    return try (0..<header.shape.count).map { index throws(Failure) in
      let unit = units[index * text.count..<(index + 1) * text.count]
      let end = unit.lastIndex { $0 != 0 }.map { $0 + 1 } ?? unit.startIndex
      guard let string = Self.string(unit[..<end], of: text.unit) else {
        throw place.damaged("its text \(index) is of no characters", cure: "save it again")
      }
      return string
    }
  }

  private static func string(_ units: ArraySlice<Int>, of unit: ElementType) -> String? {
    if unit == .uint8 {
      return String(validating: units.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }
    let scalars = units.compactMap { UInt32(exactly: $0).flatMap(Unicode.Scalar.init) }
    guard scalars.count == units.count else { return nil }
    return String(String.UnicodeScalarView(scalars))
  }

  /// All arrays as the tensors of a model; one that holds no numbers is refused when it is used.
  ///
  /// Throws when one is damaged, or they are images instead of weights.
  func tensors() throws(Failure) -> [StoredTensor] {
    if archive["signals" + Self.suffix] != nil {
      throw Place(file: file.path).unsupported(
        "holds signals, not a network's weights",
        cure: "give it to hypergraph or hierarchy with --signals, after the model")
    }
    if archive["images" + Self.suffix] != nil {
      throw Place(file: file.path).unsupported(
        "holds images, not a network's weights", cure: "give it with --data, after a model")
    }
    var tensors: [StoredTensor] = []
    for entry in archive.entries where entry.name.hasSuffix(Self.suffix) {
      tensors.append(
        try Self.tensor(name: name(of: entry), entry.bytes, place: place(of: entry)))
    }
    return tensors
  }

  /// The array of a `.npy` file, under the file's name.
  static func tensor(of file: MappedFile) throws(Failure) -> StoredTensor {
    let fileName = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let name = fileName.hasSuffix(suffix) ? String(fileName.dropLast(suffix.count)) : fileName
    return try tensor(name: name, .mapped(file, 0..<file.count), place: Place(file: file.path))
  }

  private static func tensor(
    name: String, _ bytes: StoredBytes, place: Place
  ) throws(Failure) -> StoredTensor {
    let start = try bytes.prefix(NumpyHeader.greatestCount, at: place)
    let header = try NumpyHeader(start, place: place)
    guard let elementType = header.elementType else {
      return StoredTensor(name: name, shape: header.shape, refused: header.refusal(at: place))
    }
    let tensor = try StoredTensor(
      name: name, elementType: elementType, shape: header.shape, strides: header.strides,
      storage: bytes, offset: header.offset, place: place)
    let end = header.offset + header.shape.count * elementType.byteCount
    guard end == bytes.count else {
      throw place.damaged("has \(bytes.count - end) bytes after its last element")
    }
    return tensor
  }
}
