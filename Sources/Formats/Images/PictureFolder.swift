/// A folder with a folder of pictures for each class, as torchvision's `ImageFolder` takes it.
struct PictureFolder: Sendable {
  /// The path, as given.
  let path: String
  /// The names of the classes, which are those of the folders, in order.
  let classNames: [String]
  /// The class of each picture.
  private(set) var labels: [Int] = []

  /// The folders that pictures are in, as seen from `path`.
  private var folders: [String] = []
  /// For each picture its folder and its name there.
  private var files: [(folder: Int, name: String)] = []

  private static let endings = [".png", ".jpg", ".jpeg"]

  /// Lists a folder; no picture is looked at.
  ///
  /// Classes, and the pictures of each, come in torchvision's order: by the path of the folder, then
  /// by the name of the file, both by their bytes. Throws when there are none.
  init(_ folder: Folder) throws(FormatError) {
    path = folder.path
    classNames = folder.entries.filter(\.isFolder).map(\.name)
    let place = Place(file: path)
    guard !classNames.isEmpty else {
      let isFlat = folder.entries.contains(where: Self.isPicture)
      throw place.unsupported(
        isFlat ? "holds pictures, but no folder for each class" : "holds no images",
        cure: "give a folder with a folder of PNG or JPEG files for each class, or a file of images"
      )
    }
    var empty: [String] = []
    for (label, name) in classNames.enumerated() {
      var found: [(path: String, names: [String])] = []
      try Self.list(name, in: path, above: [folder.identity], &found)
      found.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      for (path, names) in found {
        files += names.map { (folders.count, $0) }
        labels += names.map { _ in label }
        folders.append(path)
      }
      if labels.last != label { empty.append(name) }
    }
    guard empty.isEmpty else {
      let names = empty.prefix(3).joined(separator: ", ") + (empty.count > 3 ? ", ..." : "")
      throw place.unsupported(
        empty.count == classNames.count
          ? "its folders hold no PNG or JPEG files"
          : "there is no PNG or JPEG file of the class \(names)",
        cure: "put pictures into each class's folder, or move those folders away")
    }
  }

  /// Finds the pictures in a folder and in all below it, but not in one that is above it again.
  private static func list(
    _ name: String, in root: String, above: Set<Folder.Identity>,
    _ found: inout [(path: String, names: [String])]
  ) throws(FormatError) {
    let folder = try Folder(path: root + "/" + name)
    guard !above.contains(folder.identity) else { return }
    let names = folder.entries.filter(isPicture).map(\.name)
    if !names.isEmpty { found.append((name, names)) }
    for entry in folder.entries where entry.isFolder {
      try list(name + "/" + entry.name, in: root, above: above.union([folder.identity]), &found)
    }
  }

  private static func isPicture(_ entry: Folder.Entry) -> Bool {
    let name = entry.name.lowercased()
    return !entry.isFolder && endings.contains { name.hasSuffix($0) }
  }

  /// Some pictures made to fit.
  /// - Parameters:
  ///   - range: Which ones.
  ///   - fit: How they are made to fit.
  /// - Returns: Which of them could be read, their bytes one behind the other, as
  ///   images x channels x height x width, and why the others could not.
  func pictures(
    in range: Range<Int>, fitting fit: PictureFit
  ) -> (images: [Int], planes: [Float], unreadable: [UnreadableImage]) {
    var images: [Int] = []
    var planes: [Float] = []
    planes.reserveCapacity(range.count * fit.channels * fit.height * fit.width)
    var unreadable: [UnreadableImage] = []
    for image in range {
      let file = folders[files[image].folder] + "/" + files[image].name
      do throws(PictureFault) {
        let pixels = fit(try Picture.read(path: path + "/" + file, channels: fit.channels))
        for channel in 0..<fit.channels {
          for place in stride(from: channel, to: pixels.count, by: fit.channels) {
            planes.append(Float(pixels[place]))
          }
        }
        images.append(image)
      } catch {
        unreadable.append(UnreadableImage(image: image, file: file, reason: error.reason))
      }
    }
    return (images, planes, unreadable)
  }
}
