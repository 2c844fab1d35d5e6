import System

/// Bytes that a model file holds, left where they are until someone looks at them.
enum StoredBytes: Sendable {
  /// A range of a mapped file, as it is.
  case mapped(MappedFile, Range<Int>)
  /// A deflated zip entry: its range in the file, the size and the checksum of what it stands for.
  case deflated(MappedFile, Range<Int>, count: Int, checksum: UInt32)
  /// Numbers of seven bits a byte (varints of protocol buffers): where they lie, how many there
  /// are, and of how many bytes each becomes.
  case varints(MappedFile, Range<Int>, count: Int, width: Int)
  /// Numbers of four bits, the lower half of a byte before the upper: where they lie, how many there
  /// are, and whether they have a sign. Each becomes a byte.
  case nibbles(MappedFile, Range<Int>, count: Int, isSigned: Bool)
  /// Deflated bytes that are read part by part.
  case seekable(SeekableInflater)
  /// Bytes that had to be decoded at opening.
  case owned([UInt8])
  /// The Floats of a weight that is stored as something else.
  case computed(Parametrization)
  /// Nothing that can be read, and why not.
  case refused(Failure)

  /// How many there are, once inflated and decoded.
  var count: Int {
    switch self {
    case .mapped(_, let range): range.count
    case .deflated(_, _, let count, _): count
    case .varints(_, _, let count, let width): count * width
    case .nibbles(_, _, let count, _): count
    case .seekable(let inflater): inflater.count
    case .owned(let bytes): bytes.count
    case .computed(let weight): weight.count * ElementType.float32.byteCount
    case .refused: 0
    }
  }

  /// The file that they lie in; nil when they lie in none.
  var file: MappedFile? {
    switch self {
    case .mapped(let file, _), .deflated(let file, _, _, _), .varints(let file, _, _, _),
      .nibbles(let file, _, _, _):
      file
    case .seekable(let inflater): inflater.file
    case .owned, .computed, .refused: nil
    }
  }

  /// Where they lie in their file, as they are there; nil when they lie in none.
  var range: Range<Int>? {
    switch self {
    case .mapped(_, let range), .deflated(_, let range, _, _), .varints(_, let range, _, _),
      .nibbles(_, let range, _, _):
      range
    case .seekable, .owned, .computed, .refused: nil
    }
  }

  /// The bytes of a range, without a copy unless they are deflated.
  /// - Parameters:
  ///   - range: The bytes wanted, from 0 to `count`.
  ///   - place: What is being read, for the error.
  ///   - body: Takes the bytes, as many as the range.
  /// - Returns: What the body gives.
  /// - Throws: ``Failure`` when they are refused, do not inflate to what the file declares, or
  ///   another program has written into the file.
  func withBytes<Value>(
    in range: Range<Int>, at place: Place, _ body: (Span<UInt8>) -> Value
  ) throws(Failure) -> Value {
    let outcome: Result<Value, Failure>
    do throws(Failure) {
      outcome = .success(try read(in: range, at: place, body))
    } catch {
      outcome = .failure(error)
    }
    guard file?.isUnchanged ?? true else {
      throw place.damaged(
        "another program has written into the file since it was opened", cure: "open it again")
    }
    return try outcome.get()
  }

  private func read<Value>(
    in range: Range<Int>, at place: Place, _ body: (Span<UInt8>) -> Value
  ) throws(Failure) -> Value {
    if case .refused(let error) = self { throw error }
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw place.damaged("bytes \(range) of \(count) are wanted")
    }
    switch self {
    case .mapped(let file, let whole):
      let start = whole.lowerBound
      return file.withBytes(in: start + range.lowerBound..<start + range.upperBound, body)
    case .owned(let bytes):
      return body(bytes.span.extracting(range))
    case .varints(let file, let encoded, _, let width):
      let bytes = file.withBytes(in: encoded) { Varint.bytes($0, width: width) }
      return body(bytes.span.extracting(range))
    case .nibbles(let file, let packed, _, let isSigned):
      let bytes = file.withBytes(in: packed) { Nibbles.bytes($0, in: range, isSigned: isSigned) }
      return body(bytes.span)
    case .computed(let weight):
      return unsafe try weight.values().withUnsafeBytes { bytes in
        let bytes = unsafe Span<UInt8>(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self))
        return body(bytes.extracting(range))
      }
    case .refused(let error): throw error
    case .seekable(let inflater):
      let bytes = try inflater.bytes(in: range, at: place)
      return body(bytes.span)
    case .deflated(let file, let compressed, let count, let checksum):
      let inflated = file.withBytes(in: compressed) { Inflate.bytes($0, count: count) }
      guard let inflated, inflated.isAll, Inflate.checksum(inflated.bytes.span) == checksum
      else {
        throw place.damaged("its compressed bytes are damaged")
      }
      return body(inflated.bytes.span.extracting(range))
    }
  }

  /// A copy of the first bytes, at most `count` of them; of deflated ones no more is inflated.
  func prefix(_ count: Int, at place: Place) throws(Failure) -> [UInt8] {
    let count = min(count, self.count)
    guard case .deflated(let file, let compressed, _, _) = self else {
      return try withBytes(in: 0..<count, at: place) { $0.values(of: UInt8.self) }
    }
    let inflated = file.withBytes(in: compressed) { Inflate.bytes($0, count: count) }
    guard let inflated else { throw place.damaged("its compressed bytes are damaged") }
    return inflated.bytes
  }
}
