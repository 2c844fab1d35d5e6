import CZlib
import Synchronization
import System

/// Deflated bytes that are read from anywhere, however many they stand for: what was inflated is
/// not kept, only the state of the inflater every few megabytes.
///
/// States are gathered in reading forward, so a first pass inflates everything once, and a later
/// jump inflates no more than lies between two of them.
final class SeekableInflater: Sendable {
  /// What stands around the deflated bytes.
  enum Wrapping {
    /// Nothing: an entry of a zip archive, with the checksum of all that it stands for.
    case zip(checksum: UInt32)
    /// The header and trailer of a gzip file (RFC 1952).
    case gzip
  }

  /// How many bytes they stand for.
  let count: Int

  /// Where they lie.
  let file: MappedFile
  private let range: Range<Int>
  private let wrapping: Wrapping
  private let progress: Mutex<Progress>

  /// What is known at one time.
  private struct Progress {
    /// The state before each block, as far as it was reached.
    var states: [InflateState] = []
    /// The blocks used last, the latest at the end.
    var recent: [(index: Int, bytes: [UInt8])] = []
    /// The checksum of all blocks before the last state.
    var checksum: UInt32 = 0
  }

  /// The bytes between two states.
  private static let blockSize = 4 << 20
  /// How many blocks are kept: those that a batch is read from by several threads.
  private static let blocksKept = 4

  /// Takes deflated bytes of a file.
  /// - Parameters:
  ///   - file: The file.
  ///   - range: Where they lie in it.
  ///   - wrapping: What stands around them.
  ///   - count: How many bytes they are to stand for.
  init(_ file: MappedFile, in range: Range<Int>, wrapping: Wrapping, count: Int) {
    self.file = file
    self.range = range
    self.wrapping = wrapping
    self.count = count
    progress = Mutex(Progress())
  }

  /// The first bytes that a gzip file stands for, fewer if there are fewer; nil when it is damaged.
  static func start(ofGzip file: MappedFile, count: Int) -> [UInt8]? {
    guard let state = InflateState(isGzip: true) else { return nil }
    return file.withBytes(in: 0..<file.count) { state.inflate($0, count: count) }
  }

  /// The bytes of a range.
  ///
  /// Throws when the deflated bytes are damaged, or stand for fewer or more than `count`.
  func bytes(in wanted: Range<Int>, at place: Place) throws(Failure) -> [UInt8] {
    let found = progress.withLock { progress in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(wanted.count)
      while bytes.count < wanted.count {
        let position = wanted.lowerBound + bytes.count
        guard let block = block(position / Self.blockSize, &progress) else { return [UInt8]?.none }
        let start = position % Self.blockSize
        bytes += block[start..<min(block.count, start + wanted.count - bytes.count)]
      }
      return bytes
    }
    guard let found else { throw place.damaged("its compressed bytes are damaged") }
    return found
  }

  /// One block: kept, or inflated from the state before it; nil when that can't be done.
  private func block(_ index: Int, _ progress: inout Progress) -> [UInt8]? {
    if let kept = progress.recent.firstIndex(where: { $0.index == index }) {
      let block = progress.recent.remove(at: kept)
      progress.recent.append(block)
      return block.bytes
    }
    if progress.states.isEmpty {
      guard let first = InflateState(isGzip: isGzip) else { return nil }
      progress.states.append(first)
    }
    var block: [UInt8]?
    for next in min(index, progress.states.count - 1)...index {
      block = inflate(next, &progress)
      guard let block else { return nil }
      progress.recent.append((next, block))
      if progress.recent.count > Self.blocksKept { progress.recent.removeFirst() }
    }
    return block
  }

  private var isGzip: Bool { if case .gzip = wrapping { true } else { false } }

  /// Inflates a block whose state is known, and keeps the state behind it.
  private func inflate(_ index: Int, _ progress: inout Progress) -> [UInt8]? {
    let count = min(Self.blockSize, count - index * Self.blockSize)
    let isLast = index * Self.blockSize + count == self.count
    guard let state = progress.states[index].copy() else { return nil }
    // One byte too many would tell of bytes behind the last.
    let (block, rest) = file.withBytes(in: range) { input in
      (state.inflate(input, count: count), isLast ? state.inflate(input, count: 1) : [])
    }
    guard let block, block.count == count, rest?.isEmpty == true else { return nil }
    guard index == progress.states.count - 1 else { return block }
    if case .zip(let checksum) = wrapping {
      progress.checksum = Inflate.checksum(block.span, after: progress.checksum)
      if isLast, progress.checksum != checksum { return nil }
    }
    if !isLast { progress.states.append(state) }
    return block
  }
}

/// An inflater that stopped at some byte; zlib's own state, which must not move in memory.
@safe private final class InflateState {
  private let stream: UnsafeMutablePointer<z_stream>
  /// How much of the deflated bytes it has taken.
  private var position = 0
  private var isAtEnd = false
  private let isGzip: Bool

  /// A state before the first byte; nil when there is no memory.
  init?(isGzip: Bool) {
    self.isGzip = isGzip
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let bits = isGzip ? MAX_WBITS + 16 : -MAX_WBITS
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(stream, bits, ZLIB_VERSION, size) == Z_OK else { return nil }
  }

  private init?(copying other: InflateState) {
    isGzip = other.isGzip
    position = other.position
    isAtEnd = other.isAtEnd
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe inflateCopy(stream, other.stream) == Z_OK else { return nil }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The same state once more; nil when there is no memory.
  func copy() -> InflateState? { InflateState(copying: self) }

  /// The next bytes, fewer where they end; nil when the deflated ones are damaged or end too early.
  func inflate(_ deflated: Span<UInt8>, count: Int) -> [UInt8]? {
    var isSound = true
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, made in
      unsafe deflated.withUnsafeBufferPointer { input in
        while made < count, isSound, !isAtEnd {
          let taken = UInt32(clamping: input.count - position)
          let room = UInt32(clamping: count - made)
          unsafe stream.pointee.next_in =
            input.baseAddress.map { unsafe UnsafeMutablePointer(mutating: $0 + position) }
          unsafe stream.pointee.avail_in = taken
          unsafe stream.pointee.next_out = output.baseAddress.map { unsafe $0 + made }
          unsafe stream.pointee.avail_out = room
          let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
          unsafe position += Int(taken - stream.pointee.avail_in)
          unsafe made += Int(room - stream.pointee.avail_out)
          switch status {
          case Z_OK: break
          case Z_STREAM_END: endMember(deflated)
          default: isSound = false
          }
        }
      }
    }
    return isSound ? bytes : nil
  }

  /// Goes on with the next member, for a gzip file may consist of several.
  private func endMember(_ deflated: Span<UInt8>) {
    let goesOn =
      isGzip && position + 1 < deflated.count && deflated[position] == 0x1F
      && deflated[position + 1] == 0x8B
    isAtEnd = unsafe !(goesOn && inflateReset(stream) == Z_OK)
  }
}
