package import System

extension ImageSet {
  /// The formats of pictures that are read, as a sentence has them.
  package static var pictureFormats: String { PictureFormat.names }

  private static let cure =
    "give a folder with a folder of \(PictureFormat.names) files for each class, an IDX file, CIFAR "
    + "batches, or a .npz file with the arrays images and labels"

  /// Opens images, recognised by their content: a NumPy archive, an IDX pair, CIFAR's batches, or a
  /// folder of these batches or of pictures.
  /// - Parameter path: The file or folder.
  /// - Returns: The images.
  /// - Throws: ``Failure`` when there is no such file, or it is damaged or holds no images.
  package static func open(path: String) throws(Failure) -> ImageSet {
    if Folder.exists(path: path) {
      let folder = try Folder(path: path)
      if let images = try CIFARImages.open(folder) { return images }
      let pictures = try PictureFolder(folder)
      return ImageSet(
        path: path, labels: pictures.labels, classNames: pictures.classNames, isNamed: true,
        omissions: pictures.omissions, pixels: .pictures(pictures))
    }
    let file = try MappedFile(path: path)
    let place = Place(file: path)
    do throws(Failure) {
      if let array = try IDXArray(file) { return try IDXImages.open(array) }
    } catch {
      // A batch of CIFAR may begin as an IDX file does: with a picture of class 0 and dark pixels.
      if let images = try CIFARImages.open(file) { return images }
      throw error
    }
    if let images = try CIFARImages.open(file) { return images }
    switch try FileKind(of: file, cure: cure) {
    case .zip:
      guard let arrays = NumpyArchive(try ZipArchive(file), file: file) else {
        throw place.unsupported("holds no images", cure: cure)
      }
      return try NumpyImages.open(arrays, path: path)
    case .numpyArray:
      throw place.unsupported(
        "is one array, without labels", cure: "save it as images, beside labels, with numpy.savez")
    default: throw place.unsupported("holds no images", cure: cure)
    }
  }
}
