import System

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

  /// What else is there and is left out, in words.
  private(set) var omissions: [String] = []

  /// Lists a folder; no picture is looked at.
  ///
  /// Classes, and the pictures of each, come in torchvision's order: by the path of the folder, then
  /// by the name of the file, both by their bytes. Throws when there are none.
  init(_ folder: Folder) throws(Failure) {
    path = folder.path
    classNames = folder.entries.filter(\.isFolder).map(\.name)
    let place = Place(file: path)
    guard !classNames.isEmpty else {
      let isFlat = folder.entries.contains(where: \.isPicture)
      throw place.unsupported(
        isFlat ? "holds pictures, but no folder for each class" : "holds no images",
        cure:
          "give a folder with a folder of \(PictureFormat.names) files for each class, or a file "
          + "of images")
    }
    var empty: [String] = []
    var strangers: [String] = []
    for (label, name) in classNames.enumerated() {
      var found: [(path: String, names: [String])] = []
      try Self.list(name, in: path, above: [folder.identity], &found, &strangers)
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
          ? "its folders hold no \(PictureFormat.names) files"
          : "there is no \(PictureFormat.names) file of the class \(names)",
        cure: (strangers.first.map { "make pictures such as \($0) one of these, " } ?? "")
          + "put pictures into each class's folder, or move those folders away")
    }
    let flat = folder.entries.filter(\.isPicture).map(\.name)
    omissions = [
      Self.omission(strangers, "no \(PictureFormat.names)"),
      Self.omission(flat, "in no class's folder"),
    ].compactMap { $0 }
  }

  /// The pictures' files, as seen from `path`.
  var names: [String] { files.map { folders[$0.folder] + "/" + $0.name } }

  /// Finds the pictures in a folder and in all below it, but not in one that is above it again.
  private static func list(
    _ name: String, in root: String, above: Set<Folder.Identity>,
    _ found: inout [(path: String, names: [String])], _ strangers: inout [String]
  ) throws(Failure) {
    let folder = try Folder(path: root + "/" + name)
    guard !above.contains(folder.identity) else { return }
    let names = folder.entries.filter(\.isPicture).map(\.name)
    if !names.isEmpty { found.append((name, names)) }
    strangers += folder.entries.filter { !$0.isFolder && !$0.isPicture }
      .map { name + "/" + $0.name }
    for entry in folder.entries where entry.isFolder {
      try list(
        name + "/" + entry.name, in: root, above: above.union([folder.identity]), &found,
        &strangers)
    }
  }

  /// What is said of files that are left out; nil when there are none.
  private static func omission(_ files: [String], _ fault: String) -> String? {
    guard let first = files.first else { return nil }
    return files.count == 1
      ? "the file \(first) is \(fault)" : "\(files.count) files are \(fault), the first \(first)"
  }

  /// Some pictures made to fit.
  /// - Parameters:
  ///   - range: Which ones.
  ///   - fit: How they are made to fit.
  /// - Returns: Which of them could be read, their bytes one behind the other, as
  ///   images x channels x height x width, and why the others could not.
  func pictures(
    in range: Range<Int>, fitting fit: PictureFit
  ) -> (images: [Int], planes: [Float], leftOut: [LeftOutImage]) {
    var images: [Int] = []
    var planes: [Float] = []
    planes.reserveCapacity(range.count * fit.channels * fit.height * fit.width)
    var leftOut: [LeftOutImage] = []
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
        leftOut.append(LeftOutImage(image: image, file: file, reason: error.reason))
      }
    }
    return (images, planes, leftOut)
  }
}

extension Folder.Entry {
  /// Whether it is a file with the name of a picture.
  fileprivate var isPicture: Bool { !isFolder && PictureFormat.isPicture(name) }
}
