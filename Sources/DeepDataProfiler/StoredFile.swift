private import Glibc

/// Files that another process may write or remove at any time.
enum StoredFile {
  /// A file of a folder.
  struct Entry {
    let name: String
    let size: Int
    /// When it was last written or touched, in seconds.
    let used: Double
  }

  /// Writes a file so that it appears whole or not at all; false when that failed.
  static func write(_ bytes: [UInt8], to path: String, replacing: Bool) -> Bool {
    let draft = "\(path).\(getpid()).\(UInt64.random(in: 0 ... .max))"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { unsafe unlink(draft) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    guard close(descriptor) == 0, rest.isEmpty else { return false }
    // A link fails where there is a file, a rename takes its place.
    return unsafe replacing ? rename(draft, path) == 0 : link(draft, path) == 0
  }

  /// The bytes of a regular file; nil when it is missing, larger or not to be read.
  static func read(_ path: String, atMost limit: Int) -> [UInt8]? {
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
  static func touch(_ path: String) { unsafe utimensat(AT_FDCWD, path, nil, 0) }

  static func remove(_ path: String) { unsafe unlink(path) }

  /// The bytes that are free on a folder's disk.
  static func space(in folder: String) -> Int {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { return 0 }
    return Int(
      clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue)
  }

  /// The regular files of a folder.
  static func list(_ folder: String) -> [Entry] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var entries: [Entry] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      var status = stat()
      guard unsafe lstat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      entries.append(
        Entry(
          name: name, size: Int(status.st_size),
          used: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9))
    }
    return entries
  }
}
