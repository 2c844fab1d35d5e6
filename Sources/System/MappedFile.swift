import Glibc

/// A file mapped into memory, read-only.
///
/// Nothing is read until it is looked at, so opening gigabytes is immediate. All reads are checked
/// against the file's length at opening. Where another program has shortened the file meanwhile,
/// zeros are read; whoever takes bytes for numbers asks afterwards whether it ``isUnchanged``.
@safe package final class MappedFile: Sendable {
  /// The path, as given.
  package let path: String
  /// The number of bytes; never 0.
  package let count: Int
  private nonisolated(unsafe) let memory: UnsafeRawBufferPointer
  private let descriptor: Int32
  private let version: Version
  private let slot: Int

  /// What another program changes when it writes into the file.
  private struct Version: Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init(_ status: stat) {
      size = Int(status.st_size)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }
  }

  /// Maps a file.
  ///
  /// Throws when there is none, or when it may not be read, is empty, or is no ordinary file.
  package init(path: String) throws(Failure) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.openingError(errno, path: path) }
    var isOpen = false
    defer { if !isOpen { close(descriptor) } }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw Self.openingError(errno, path: path)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR:
      throw Failure(
        kind: .unsupported, subject: path, problem: "is a folder, not a file",
        cure: "name a file in it")
    default:
      throw Failure(
        kind: .unsupported, subject: path, problem: "is a pipe or a device",
        cure: "copy its content to a file")
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      throw Failure(
        kind: .damaged, subject: path, problem: "the file is empty",
        cure: "write or download it again")
    }
    let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      throw Self.openingError(errno, path: path)
    }
    isOpen = true
    self.path = path
    self.count = count
    self.descriptor = descriptor
    version = Version(status)
    unsafe self.memory = UnsafeRawBufferPointer(start: start, count: count)
    unsafe slot = MappedPages.add(memory)
  }

  deinit {
    MappedPages.remove(slot)
    close(descriptor)
    unsafe _ = munmap(UnsafeMutableRawPointer(mutating: memory.baseAddress), count)
  }

  /// The bytes of a range, without a copy; what lies past the end of the file is left out.
  package func withBytes<Result, Fault>(
    in range: Range<Int>, _ body: (Span<UInt8>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let range = range.clamped(to: 0..<count)
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: memory[range])
    return try unsafe body(Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self)))
  }

  /// How many bytes are worth giving back.
  private static let greatestKept = 1 << 20

  /// Gives back the memory of whole pages of a range; their bytes are read anew when they are wanted.
  package func letGo(of range: Range<Int>) {
    let range = range.clamped(to: 0..<count)
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let (first, end) = ((range.lowerBound + page - 1) / page * page, range.upperBound / page * page)
    guard end - first >= Self.greatestKept, let base = unsafe memory.baseAddress else { return }
    unsafe madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, MADV_DONTNEED)
  }

  /// A copy of the bytes of a range; what lies past the end of the file is left out.
  package func bytes(in range: Range<Int>) -> [UInt8] {
    withBytes(in: range) { $0.values(of: UInt8.self) }
  }

  /// One byte, or nil past the end.
  package func byte(at offset: Int) -> UInt8? {
    offset >= 0 && offset < count ? unsafe memory[offset] : nil
  }

  /// Whether no other program has written into the file since it was opened; one that puts another
  /// file in its place does not matter.
  package var isUnchanged: Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && Version(status) == version
  }

  /// A file's name, without its folder.
  package static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Whether there is a file of that name.
  package static func exists(path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Where a file or folder really lies, all links followed; nil when there is none.
  package static func realPath(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// The error for a file or folder that the system does not open.
  static func openingError(_ code: Int32, path: String) -> Failure {
    let reason = unsafe String(cString: strerror(code)).lowercased()
    switch code {
    case ENOENT, ENOTDIR:
      return Failure(
        kind: .notFound, subject: path, problem: "no such file", cure: "check the name")
    case EACCES, EPERM:
      return Failure(
        kind: .notReadable, subject: path, problem: reason, cure: "allow reading with chmod +r")
    case ENOMEM:
      return Failure(
        kind: .notReadable, subject: path, problem: reason, cure: "free memory, or raise ulimit -v")
    case EMFILE, ENFILE:
      return Failure(
        kind: .notReadable, subject: path, problem: reason, cure: "close others, or raise ulimit -n"
      )
    default:
      return Failure(
        kind: .notReadable, subject: path, problem: reason, cure: "check the name and the disk")
    }
  }
}
