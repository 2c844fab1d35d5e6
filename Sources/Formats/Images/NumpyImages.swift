import LinearAlgebra
import System

/// Images in a NumPy archive, with the arrays `images` and `labels`.
///
/// The array `images` is n x h x w, n x h x w x c or n x c x h x w. Of four axes the second one is
/// the channels when its extent is 1, 3 or 4, else the last one if that is; else the second. The
/// array `labels` has n whole numbers, or n texts, which are classes in the order of their code points.
enum NumpyImages {
  static func open(_ arrays: NumpyArchive, path: String) throws(Failure) -> ImageSet {
    guard let images = try arrays.array(named: "images"),
      arrays.names.contains("labels")
    else {
      let missing = arrays.names.contains("images") ? "labels" : "images"
      throw Place(file: path).unsupported(
        "has no array \(missing)", cure: "give a .npz file with the arrays images and labels")
    }
    let place = Place(file: path, part: "array images")
    guard images.elementType == .uint8 || images.elementType.isFloatingPoint else {
      throw place.unsupported(
        "holds \(images.elementType.rawValue)", cure: "store pixels as uint8 or float32")
    }
    let (count, channelsFirst) = (images.shape.extents.first, try channelsFirst(images, at: place))
    guard let count, images.shape.count > 0 else {
      throw place.damaged("of shape \(images.shape) it is empty", cure: "store at least one image")
    }
    let (labels, names) = try labels(in: arrays)
    guard labels.count == count else {
      throw place.damaged(
        "\(count) images have \(labels.count) labels", cure: "store one label an image")
    }
    return ImageSet(
      path: path, labels: labels, classNames: names ?? [], isNamed: names != nil,
      pixels: .stored([try channelsFirst.seekable()]), in: [arrays.file])
  }

  /// The labels, and where they are texts these in order, of which a label is the place.
  private static func labels(
    in arrays: NumpyArchive
  ) throws(Failure) -> (labels: [Int], names: [String]?) {
    guard let texts = try arrays.texts(named: "labels") else {
      return (try arrays.array(named: "labels")?.integers() ?? [], nil)
    }
    let names = Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    return (texts.compactMap { places[$0] }, names)
  }

  /// The array as n x c x h x w.
  private static func channelsFirst(
    _ images: StoredTensor, at place: Place
  ) throws(Failure) -> StoredTensor {
    let extents = images.shape.extents
    let channelCounts = [1, 3, 4]
    switch extents.count {
    case 3: return try images.addingChannelAxis()
    case 4 where !channelCounts.contains(extents[1]) && channelCounts.contains(extents[3]):
      return try images.permuting([0, 3, 1, 2])
    case 4: return images
    default:
      throw place.unsupported(
        "is \(images.shape)", cure: "store n x h x w, n x h x w x c or n x c x h x w")
    }
  }
}
