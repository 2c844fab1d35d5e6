private import Glibc
import System

/// Numbers that may be too many for memory: they lie there, or in a file without a name, which is
/// mapped.
///
/// Such a file can't be opened by others, and goes when nobody uses it, however the program ends. It has
/// its room on the disk from the start; where it can't be made, or the disk is full, the numbers lie in
/// memory.
///
/// Copies share the numbers: one of them writes, and what others read has been written before.
@safe struct FloatStorage: @unchecked Sendable {
  /// How many numbers there are.
  let count: Int
  private var block: Block
  /// Where they begin, as long as the block is there.
  private var start: UnsafePointer<Float>

  /// Room for numbers in memory.
  /// - Parameters:
  ///   - count: how many; each is to be written before it is read.
  ///   - folder: where their file is to be; nil for memory.
  init(count: Int, in folder: String? = nil) {
    self.count = count
    block = folder.flatMap { Block(count: count, in: $0) } ?? Block(count: count)
    unsafe start = block.start
  }

  /// The bytes that they take in memory; none in a file.
  var memory: Int { block.isFile ? 0 : 4 * count }
  /// The bytes that they take in a file.
  var fileSize: Int { block.isFile ? 4 * count : 0 }

  /// The numbers.
  var span: Span<Float> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: start, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Whether the numbers are those of another.
  func isEqual(to other: FloatStorage) -> Bool {
    let (numbers, others) = (span, other.span)
    return count == other.count && numbers.indices.allSatisfy { numbers[$0] == others[$0] }
  }

  /// Writes some of the numbers.
  /// - Precondition: there are so many from the first on.
  mutating func write(_ numbers: Span<Float>, at first: Int) {
    precondition(first >= 0 && numbers.count <= count - first, "numbers are written where they fit")
    if block.write(numbers, at: first) { return }
    // The disk is full.
    let memory = Block(count: count)
    memory.write(span, at: 0)
    block = memory
    unsafe start = memory.start
    block.write(numbers, at: first)
  }

  /// What the name of a file ends in, which it has for a moment: one that is there later is of a program
  /// that was ended then.
  static let suffix = ".signals"

  /// What owns the numbers.
  @safe private final class Block: @unchecked Sendable {
    let start: UnsafePointer<Float>
    private let size: Int
    /// The file; -1 where they lie in memory.
    private let descriptor: Int32

    var isFile: Bool { descriptor >= 0 }

    /// Room in memory that is the block's own: it goes back to the system with it, and takes none as
    /// long as nothing is written.
    init(count: Int) {
      (size, descriptor) = (max(1, 4 * count), -1)
      guard
        let map = unsafe mmap(
          nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
        unsafe map != MAP_FAILED
      else {
        preconditionFailure("there are addresses for \(count) numbers")
      }
      unsafe start = UnsafePointer(map.bindMemory(to: Float.self, capacity: count))
    }

    /// A file of a folder; nil where it can't be made, or there is no room for it.
    init?(count: Int, in folder: String) {
      let (size, overflows) = count.multipliedReportingOverflow(by: 4)
      // What is told to have no room is not tried: it would fill the disk for a moment.
      guard size > 0, !overflows, size <= StoredFile.space(in: folder) else { return nil }
      let path = "\(folder)/\(getpid()).\(UInt64.random(in: 0 ... .max))\(FloatStorage.suffix)"
      let descriptor = unsafe open(
        path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return nil }
      unsafe unlink(path)
      guard Self.reserve(size, of: descriptor),
        let map = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0),
        unsafe map != MAP_FAILED
      else {
        close(descriptor)
        return nil
      }
      (self.size, self.descriptor) = (size, descriptor)
      unsafe start = UnsafePointer(map.bindMemory(to: Float.self, capacity: count))
    }

    /// Takes room on the disk for a file; false where there is none.
    ///
    /// Where the disk is full, a look at a part of a file that was never written would end the program on
    /// some file systems.
    private static func reserve(_ size: Int, of descriptor: Int32) -> Bool {
      while true {
        let fault = posix_fallocate(descriptor, 0, size)
        if fault != EINTR { return fault == 0 }
      }
    }

    deinit {
      unsafe munmap(UnsafeMutableRawPointer(mutating: start), size)
      if isFile { close(descriptor) }
    }

    /// Writes numbers; false where there is no room on the disk.
    @discardableResult func write(_ numbers: Span<Float>, at first: Int) -> Bool {
      unsafe numbers.withUnsafeBytes { bytes in
        guard isFile else {
          let target = unsafe UnsafeMutableRawPointer(mutating: start + first)
          if let source = bytes.baseAddress {
            unsafe target.copyMemory(from: source, byteCount: bytes.count)
          }
          return true
        }
        var done = 0
        while done < bytes.count {
          // Written as to any file: a disk that is full would end a program that writes to its map.
          let written = unsafe pwrite(
            descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done,
            4 * first + done)
          if written < 0, errno == EINTR { continue }
          guard written > 0 else { return false }
          done += written
        }
        return true
      }
    }
  }
}
