import LinearAlgebra
import System

/// An array in an IDX file, plain or inside gzip (as described at MNIST's own page).
struct IDXArray {
  /// The extents of its axes.
  let extents: [Int]
  /// The file it is in.
  let file: MappedFile

  private let type: UInt8
  private let isGzip: Bool

  private static let types: [UInt8: String] = [
    8: "uint8", 9: "int8", 0xB: "int16", 0xC: "int32", 0xD: "float32", 0xE: "float64",
  ]
  private static let gzipMagic: [UInt8] = [0x1F, 0x8B]

  /// Reads the header; nil when the file is of another kind.
  ///
  /// Throws when the file is gzip around something else, or the header is damaged.
  init?(_ file: MappedFile) throws(Failure) {
    let place = Place(file: file.path)
    let greatestHeader = 4 + 4 * 255
    var header = file.bytes(in: 0..<greatestHeader)
    isGzip = header.starts(with: Self.gzipMagic)
    if isGzip {
      guard let inflated = SeekableInflater.start(ofGzip: file, count: 4) else {
        throw place.damaged("its compressed bytes are damaged")
      }
      header = inflated
    }
    guard header.count >= 4, header[0] == 0, header[1] == 0, Self.types[header[2]] != nil,
      (1...4).contains(header[3])
    else {
      guard isGzip else { return nil }
      throw place.unsupported(
        "is gzip around something else than IDX", cure: "unpack it with gunzip")
    }
    let rank = Int(header[3])
    if isGzip { header = SeekableInflater.start(ofGzip: file, count: 4 + 4 * rank) ?? [] }
    guard header.count >= 4 + 4 * rank else { throw place.damaged("its header ends too early") }
    extents = (0..<rank).map { axis in
      header[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
    }
    type = header[2]
    self.file = file
  }

  /// The elements, which must be bytes.
  func tensor() throws(Failure) -> StoredTensor {
    let place = Place(file: file.path)
    guard type == 8 else {
      throw place.unsupported(
        "holds \(Self.types[type] ?? "")", cure: "store pixels and labels as unsigned bytes")
    }
    let start = 4 + 4 * extents.count
    guard let shape = Shape(extents), shape.count < Int.max - start else {
      throw place.damaged("has an impossible shape in its header")
    }
    let count = start + shape.count
    if isGzip, count / Inflate.greatestRatio > file.count {
      throw place.damaged("claims \(count) bytes, more than it can be inflated to")
    }
    if !isGzip, count != file.count {
      throw place.damaged("of shape \(shape) it has \(file.count) bytes instead of \(count)")
    }
    let whole = 0..<file.count
    return try StoredTensor(
      name: "", elementType: .uint8, shape: shape,
      storage: isGzip
        ? .seekable(SeekableInflater(file, in: whole, wrapping: .gzip, count: count))
        : .mapped(file, whole),
      offset: start, place: place)
  }
}

/// Images in a pair of IDX files, as MNIST and its kin have them: either names the other.
enum IDXImages {
  static func open(_ array: IDXArray) throws(Failure) -> ImageSet {
    let other = try partner(of: array)
    let (images, labels) = array.extents.count == 1 ? (other, array) : (array, other)
    let place = Place(file: images.file.path)
    guard images.extents.count == 3, labels.extents.count == 1 else {
      throw place.unsupported(
        "is of \(images.extents.count) axes, and its labels of \(labels.extents.count)",
        cure: "store images as n x h x w and labels as n")
    }
    let pixels = try images.tensor().addingChannelAxis()
    guard pixels.shape.count > 0 else {
      throw place.damaged("of shape \(pixels.shape) it is empty", cure: "store at least one image")
    }
    let numbers = try labels.tensor().integers()
    guard numbers.count == pixels.shape[0] else {
      throw place.damaged(
        "\(pixels.shape[0]) images have \(numbers.count) labels in \(labels.file.path)",
        cure: "take both files from the same data set")
    }
    return ImageSet(
      path: array.file.path, labels: numbers, pixels: .stored([pixels]),
      in: [images.file, labels.file])
  }

  /// The other file of the pair.
  private static func partner(of array: IDXArray) throws(Failure) -> IDXArray {
    let place = Place(file: array.file.path)
    let isLabels = array.extents.count == 1
    let names = partnerPaths(of: array.file.path, isLabels: isLabels)
    let kind = isLabels ? "images" : "labels"
    guard let path = names.first(where: { MappedFile.exists(path: $0) }) else {
      throw place.unsupported(
        "its \(kind) are not beside it",
        cure: names.first.map { "put them there as \($0)" }
          ?? "name the pair as in t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte")
    }
    guard let partner = try IDXArray(MappedFile(path: path)) else {
      throw Place(file: path).unsupported("is no IDX file", cure: "put the \(kind) there")
    }
    return partner
  }

  /// Where the other file may be; first where it is most likely.
  private static func partnerPaths(of path: String, isLabels: Bool) -> [String] {
    let (own, other) =
      isLabels
      ? (["labels", "idx1"], ["images", "idx3"]) : (["images", "idx3"], ["labels", "idx1"])
    let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    var name = String(path[start...])
    for (own, other) in zip(own, other) {
      if let found = name.ranges(of: own).last { name.replaceSubrange(found, with: other) }
    }
    guard name != path[start...] else { return [] }
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    let spellings = [
      plain, plain.replacing("-idx", with: ".idx"), plain.replacing(".idx", with: "-idx"),
    ]
    let all = [name] + spellings.flatMap { [$0, $0 + ".gz"] }
    return all.filter { $0 != path[start...] }.map { path[..<start] + $0 }
  }
}
