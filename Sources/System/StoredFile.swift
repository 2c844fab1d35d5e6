private import Glibc

/// Files that another process may write or remove at any time.
package enum StoredFile {
  /// A file of a folder.
  package struct Entry {
    package let name: String
    package let size: Int
    /// When it was last written or touched, in seconds.
    package let used: Double
  }

  /// Writes a file so that it appears whole or not at all; false when that failed.
  package static func write(
    _ bytes: [UInt8], to path: String, existing: NewFile.Existing
  ) -> Bool {
    var status = stat()
    // A pipe that nobody reads from would be waited for.
    if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return false }
    return (try? NewFile.write(bytes, to: path, existing: existing, permissions: 0o600)) != nil
  }

  /// The bytes of a regular file; nil when it is missing, larger or not to be read.
  package static func read(_ path: String, atMost limit: Int) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= limit
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(
          descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
      guard count > 0 else { return nil }
      start += count
    }
    return bytes
  }

  /// Notes that a file was used now.
  package static func touch(_ path: String) { unsafe utimensat(AT_FDCWD, path, nil, 0) }

  package static func remove(_ path: String) { unsafe unlink(path) }

  /// The bytes that are free on a folder's disk.
  package static func space(in folder: String) -> Int {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { return 0 }
    return Int(
      clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue)
  }

  /// The regular files of a folder.
  package static func list(_ folder: String) -> [Entry] {
    ((try? Folder(path: folder))?.entries ?? []).compactMap { entry in
      var status = stat()
      guard unsafe lstat(folder + "/" + entry.name, &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else { return nil }
      return Entry(
        name: entry.name, size: Int(status.st_size),
        used: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9)
    }
  }
}
