import System

/// Files that another one names as parts of itself, such as shards of its weights; each mapped once.
///
/// The names come from outside, so they may lead only to where the naming file lies: a model that
/// was downloaded must not make other files of this computer part of itself.
struct NeighbourFiles {
  private var opened: [String: MappedFile] = [:]

  /// Those that were wanted so far, in the order of their names.
  var all: [MappedFile] { opened.sorted { $0.key < $1.key }.map(\.value) }

  /// The file of a name, seen from the folder of the file that names it.
  /// - Parameters:
  ///   - name: The name.
  ///   - place: What names it, for errors.
  /// - Returns: The file.
  /// - Throws: ``Failure`` when there is no such file, or it lies elsewhere.
  mutating func file(named name: String, place: Place) throws(Failure) -> MappedFile {
    try place.checkName(name.utf8.count)
    if let file = opened[name] { return file }
    let file = try MappedFile(path: Self.path(name, place: place))
    opened[name] = file
    return file
  }

  /// The path that a name means.
  ///
  /// A link may lead to the folder where the naming file really lies, as it does where downloads
  /// are kept once and linked.
  private static func path(_ name: String, place: Place) throws(Failure) -> String {
    let steps = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !steps.contains(where: { $0.isEmpty || $0 == ".." }), !name.contains("\0") else {
      throw outside(name, place)
    }
    let folder = folder(of: place.file)
    guard let real = MappedFile.realPath(folder + name) else {
      throw Failure(
        kind: .notFound, subject: place.file, place: place.part,
        problem: "its numbers are in \(name), which is not there",
        cure: "put that file beside this one")
    }
    let here = MappedFile.realPath(folder).map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    let home = MappedFile.realPath(place.file).map { Self.folder(of: $0) }
    let homes = [here, home].compactMap { $0 }
    guard homes.contains(where: { real.utf8.starts(with: $0.utf8) }) else {
      throw outside(name, place)
    }
    return folder + name
  }

  /// A path up to its last slash.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
  }

  private static func outside(_ name: String, _ place: Place) -> Failure {
    place.unsupported(
      "names the file \(name), which is not below its folder and is not opened",
      cure: "put that file beside this one")
  }
}
