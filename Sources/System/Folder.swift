import Glibc

/// A folder on disk: what is in it, by name.
package struct Folder {
  /// Something in a folder.
  package struct Entry {
    /// Its name.
    package let name: String
    /// Whether it is a folder, or a link to one.
    package let isFolder: Bool
  }

  /// What tells a folder from every other, whatever path leads to it.
  package struct Identity: Hashable {
    fileprivate let device: dev_t
    fileprivate let number: ino_t
  }

  /// The path, as given.
  package let path: String
  /// Which one it is.
  package let identity: Identity
  /// What is in it, ordered by the bytes of the names; what is hidden is left out.
  package let entries: [Entry]

  /// Makes a folder, unless it is there.
  /// - Throws: `FileFault` where it can't be made, or something else has its name.
  package static func make(path: String) throws(FileFault) {
    guard !path.isEmpty else { throw FileFault(.unmade, "\"\"", code: ENOENT) }
    if unsafe mkdir(path, 0o777) == 0 { return }
    let fault = errno
    if !exists(path: path) { throw FileFault(.unmade, path, code: fault) }
  }

  /// Whether a path leads to a folder.
  package static func exists(path: String) -> Bool { isFolder(status(path)) }

  /// What a folder is called, whatever path leads to it; an empty path is the one that the program is in.
  package static func name(of path: String) -> String? {
    guard let real = unsafe realpath(path.isEmpty ? "." : path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real).split(separator: "/").last.map(String.init)
  }

  /// Reads the names in a folder.
  ///
  /// Throws when there is no such folder or it may not be read.
  package init(path: String) throws(Failure) {
    guard let directory = unsafe opendir(path) else {
      throw MappedFile.openingError(errno, path: path)
    }
    defer { unsafe closedir(directory) }
    var entries: [Entry] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      let isKnown = unsafe [DT_DIR, DT_REG].contains(Int(entry.pointee.d_type))
      let isFolder =
        unsafe isKnown
        ? Int(entry.pointee.d_type) == DT_DIR : Self.isFolder(Self.status(path + "/" + name))
      entries.append(Entry(name: name, isFolder: isFolder))
    }
    let status = Self.status(path)
    self.path = path
    self.identity = Identity(device: status.st_dev, number: status.st_ino)
    self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func status(_ path: String) -> stat {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return stat() }
    return status
  }

  private static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }
}
