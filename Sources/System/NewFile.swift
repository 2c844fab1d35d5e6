private import Glibc
private import Synchronization

/// A file on its way: it stands under its name once it is whole.
///
/// Until then it has none, or, where the disk has no files without a name, one beside it. When it does not
/// become whole, nothing is left. A device, such as `/dev/null`, or a pipe is written itself.
package struct NewFile: ~Copyable {
  /// What becomes of a file that has the name.
  package enum Existing: Sendable {
    /// It stays, and the new one can't be made.
    case kept
    /// The new one takes its place.
    case replaced
  }

  /// Where bytes go, from any thread.
  package struct Bytes: Sendable {
    fileprivate let descriptor: Int32
    fileprivate let path: String
    /// Whether they may be written in any order, as a pipe does not let them.
    package let isSeekable: Bool

    /// Writes elements as they lie in memory.
    /// - Parameters:
    ///   - elements: what is written.
    ///   - offset: where in the file, in bytes; a pipe takes them one after the other.
    /// - Throws: `FileFault` when they can't be written.
    package func write(
      _ elements: Span<some BitwiseCopyable>, at offset: Int
    ) throws(FileFault) {
      let fault: Int32 = unsafe elements.withUnsafeBytes { bytes in
        var done = 0
        while done < bytes.count {
          let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
          let count =
            unsafe isSeekable
            ? pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
            : Glibc.write(descriptor, rest.baseAddress, rest.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return count < 0 ? errno : EIO }
          done += count
        }
        return 0
      }
      if fault != 0 { throw FileFault(.unwritten, path, code: fault) }
    }
  }

  package let bytes: Bytes
  private let existing: Existing
  /// Where it stands until it is whole.
  private enum Standing {
    /// Where it will be, as a device does.
    case itself
    /// Nowhere: whatever ends the program, the system takes it away.
    case unnamed
    /// Under another name.
    case partial(String)
  }

  private let standing: Standing

  /// Tells files apart that one process writes at the same time.
  private static let number = Atomic(0)
  /// The name under which a file stands that is not whole, for the handler of an interrupt.
  nonisolated(unsafe) private static var unfinished: UnsafeMutablePointer<CChar>?
  /// Whether a file is there that was not to be written over, or a device or a pipe is open.
  nonisolated(unsafe) package private(set) static var hasWritten = false

  /// Begins a file.
  /// - Parameters:
  ///   - path: its name.
  ///   - existing: what becomes of a file that has the name.
  ///   - permissions: who may do what with it, less what the person's mask takes away.
  /// - Throws: `FileFault` when it can't be made.
  package init(
    path: String, existing: Existing = .kept, permissions: UInt32 = 0o666
  ) throws(FileFault) {
    guard !path.isEmpty else { throw FileFault(.unmade, "\"\"", code: ENOENT) }
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    let fault = errno
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR || kind == S_IFREG && existing == .kept {
      throw FileFault(.unmade, path, code: kind == S_IFREG ? EEXIST : EISDIR)
    }
    if !exists, fault != ENOENT { throw FileFault(.unmade, path, code: fault) }
    (standing, bytes) =
      exists && kind != S_IFREG
      ? (.itself, try Bytes(opening: path, O_WRONLY, permissions, for: path))
      : try Self.begin(path, existing, permissions)
    self.existing = existing
    if case .itself = standing { unsafe Self.hasWritten = true }
  }

  /// Finds out whether a file can be made; a device or a pipe, which may be waited for, stays closed.
  /// - Throws: `FileFault` when it can't.
  package static func check(path: String) throws(FileFault) {
    var status = stat()
    let isThere = unsafe stat(path, &status) == 0
    guard !isThere || [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return }
    _ = try NewFile(path: path)
  }

  private static func begin(
    _ path: String, _ existing: Existing, _ permissions: UInt32
  ) throws(FileFault) -> (Standing, Bytes) {
    if existing == .kept, let bytes = Bytes(unnamedFor: path, permissions) {
      return (.unnamed, bytes)
    }
    let partial = "\(path).\(getpid()).\(number.add(1, ordering: .relaxed).newValue).partial"
    // What is written over again, as in a cache, may stay behind.
    if existing == .kept { unsafe unfinished = unsafe strdup(partial) }
    do throws(FileFault) {
      let bytes = try Bytes(opening: partial, O_WRONLY | O_CREAT | O_EXCL, permissions, for: path)
      return (.partial(partial), bytes)
    } catch {
      if existing == .kept { unsafe unfinished = nil }
      throw error
    }
  }

  deinit {
    close(bytes.descriptor)
    guard case .partial(let partial) = standing else { return }
    unsafe unlink(partial)
    if existing == .kept { unsafe Self.unfinished = nil }
  }

  /// Gives the file its name.
  /// - Throws: `FileFault` when it can't have it.
  package consuming func finish() throws(FileFault) {
    if existing == .kept { unsafe Self.hasWritten = true }
    let partial: String
    switch standing {
    case .itself: return
    case .unnamed: return try bytes.link()
    case .partial(let name): partial = name
    }
    if existing == .kept {
      // A link fails where there is a file by now, a rename would take its place.
      if unsafe link(partial, bytes.path) == 0 { return }
      if errno == EEXIST { throw FileFault(.unmade, bytes.path, code: EEXIST) }
      // There are disks without links.
    }
    if unsafe rename(partial, bytes.path) != 0 {
      throw FileFault(.unwritten, bytes.path, code: errno)
    }
  }

  /// Writes a file at once.
  /// - Throws: `FileFault` when it can't be made or written.
  package static func write(
    _ contents: [UInt8], to path: String, existing: Existing = .kept, permissions: UInt32 = 0o666
  ) throws(FileFault) {
    let file = try NewFile(path: path, existing: existing, permissions: permissions)
    try file.bytes.write(contents.span, at: 0)
    try file.finish()
  }

  /// Takes away what is not whole; safe in the handler of a signal.
  package static func removeUnfinished() {
    if let name = unsafe unfinished { unsafe unlink(name) }
  }
}

extension NewFile.Bytes {
  /// Where the system has a file that is open.
  private var place: String { "/proc/self/fd/\(descriptor)" }

  fileprivate init(
    opening name: String, _ flags: Int32, _ permissions: UInt32, for path: String
  ) throws(FileFault) {
    let descriptor = unsafe open(name, flags | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { throw FileFault(.unmade, path, code: errno) }
    self.init(
      descriptor: descriptor, path: path, isSeekable: lseek(descriptor, 0, SEEK_CUR) >= 0)
  }

  /// A file without a name, on the disk that it will have one on; nil where that has no such files.
  fileprivate init?(unnamedFor path: String, _ permissions: UInt32) {
    // `O_TMPFILE`, which Swift does not import.
    let flags = O_WRONLY | O_DIRECTORY | 0o20000000
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
    guard let bytes = try? Self(opening: folder, flags, permissions, for: path) else { return nil }
    self = bytes
    guard unsafe access(place, F_OK) == 0 else {
      close(descriptor)
      return nil
    }
  }

  /// Gives a file without a name its own.
  fileprivate func link() throws(FileFault) {
    guard unsafe linkat(AT_FDCWD, place, AT_FDCWD, path, AT_SYMLINK_FOLLOW) != 0 else { return }
    throw FileFault(errno == EEXIST ? .unmade : .unwritten, path, code: errno)
  }
}
