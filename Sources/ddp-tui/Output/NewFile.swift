private import Glibc

/// A file on its way: it stands under its name once it is whole, and until then in one beside it.
///
/// Until then what had the name before keeps it, and when the file does not become whole, nothing is
/// left. A device, such as `/dev/null`, is written itself.
struct NewFile: ~Copyable {
  /// Where bytes go, from any thread.
  struct Bytes: Sendable {
    fileprivate let descriptor: Int32
    fileprivate let path: String

    /// Writes elements as they lie in memory.
    /// - Parameters:
    ///   - elements: what is written.
    ///   - offset: where in the file, in bytes.
    /// - Throws: `UsageError` when they can't be written.
    func write(_ elements: Span<some BitwiseCopyable>, at offset: Int) throws {
      let fault = unsafe elements.withUnsafeBytes { bytes in
        var done = 0
        while done < bytes.count {
          let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
          let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return errno }
          done += count
        }
        return 0
      }
      if fault != 0 { throw Output.error(fault, path) }
    }
  }

  let bytes: Bytes
  /// Where it stands until it is whole; nil for a device.
  private let partial: String?

  /// Begins a file.
  /// - Throws: `UsageError` when it can't be written.
  init(path: String) throws {
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    let isDevice = exists && status.st_mode & S_IFMT != S_IFREG
    // Its own name for each process, so that two that write one file do not write into each other's.
    partial = isDevice ? nil : "\(path).\(getpid()).partial"
    let descriptor = unsafe open(partial ?? path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Output.error(errno, path) }
    bytes = Bytes(descriptor: descriptor, path: path)
  }

  deinit {
    close(bytes.descriptor)
    if let partial { unsafe unlink(partial) }
  }

  /// Gives the file its name.
  /// - Throws: `UsageError` when it can't have it.
  consuming func finish() throws {
    if let partial, unsafe rename(partial, bytes.path) != 0 {
      throw Output.error(errno, bytes.path)
    }
  }
}
