private import Glibc

/// A file on its way: it stands under its name once it is whole, and until then in one beside it.
///
/// A file that has the name is never replaced, and when this one does not become whole, nothing is left.
/// A device, such as `/dev/null`, or a pipe is written itself.
struct NewFile: ~Copyable {
  /// Where bytes go, from any thread.
  struct Bytes: Sendable {
    fileprivate let descriptor: Int32
    fileprivate let path: String
    /// Whether they may be written in any order, as a pipe does not let them.
    let isSeekable: Bool

    /// Writes elements as they lie in memory.
    /// - Parameters:
    ///   - elements: what is written.
    ///   - offset: where in the file, in bytes; a pipe takes them one after the other.
    /// - Throws: `OutputError` when they can't be written.
    func write(_ elements: Span<some BitwiseCopyable>, at offset: Int) throws {
      let fault = unsafe elements.withUnsafeBytes { bytes in
        var done = 0
        while done < bytes.count {
          let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
          let count =
            unsafe isSeekable
            ? pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
            : Glibc.write(descriptor, rest.baseAddress, rest.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return errno }
          done += count
        }
        return 0
      }
      if fault != 0 { throw OutputError(.unwritten, path, code: fault) }
    }
  }

  let bytes: Bytes
  /// Where it stands until it is whole; nil for a device.
  private let partial: String?

  /// The name under which a file stands that is not whole, for the handler of an interrupt.
  nonisolated(unsafe) private static var unfinished: UnsafeMutablePointer<CChar>?

  /// Begins a file.
  /// - Throws: `OutputError` when it can't be made.
  init(path: String) throws {
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFREG || kind == S_IFDIR {
      throw OutputError(.unmade, path, code: kind == S_IFREG ? EEXIST : EISDIR)
    }
    // Its own name for each process, so that two that write one file do not write into each other's.
    let beside = exists ? nil : "\(path).\(getpid()).partial"
    unsafe Self.unfinished = beside.flatMap { unsafe strdup($0) }
    let descriptor = unsafe open(
      beside ?? path, O_WRONLY | (exists ? 0 : O_CREAT | O_EXCL) | O_CLOEXEC, 0o666)
    let fault = errno
    guard descriptor >= 0 else {
      unsafe Self.unfinished = nil
      throw OutputError(.unmade, path, code: fault)
    }
    partial = beside
    bytes = Bytes(
      descriptor: descriptor, path: path, isSeekable: lseek(descriptor, 0, SEEK_CUR) >= 0)
  }

  deinit {
    close(bytes.descriptor)
    if let partial { unsafe unlink(partial) }
    unsafe Self.unfinished = nil
  }

  /// Gives the file its name.
  /// - Throws: `OutputError` when it can't have it.
  consuming func finish() throws {
    if let partial, unsafe rename(partial, bytes.path) != 0 {
      throw OutputError(.unwritten, bytes.path, code: errno)
    }
  }

  /// Takes away what is not whole; safe in the handler of a signal.
  static func removeUnfinished() {
    if let name = unsafe unfinished { unsafe unlink(name) }
  }
}
