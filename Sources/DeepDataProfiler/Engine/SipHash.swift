/// SipHash-2-4 with 128 bits of output, one word at a time (Aumasson, Bernstein, 2012).
///
/// Whoever does not know the key can't make two inputs of one hash.
struct SipHash {
  private var v0, v1, v2, v3: UInt64
  private var count: UInt64 = 0

  /// An empty input.
  init(key: (UInt64, UInt64)) {
    v0 = key.0 ^ 0x736f_6d65_7073_6575
    v1 = key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
    v2 = key.0 ^ 0x6c79_6765_6e65_7261
    v3 = key.1 ^ 0x7465_6462_7974_6573
  }

  private mutating func round() {
    v0 &+= v1
    v2 &+= v3
    v1 = (v1 << 13 | v1 >> 51) ^ v0
    v3 = (v3 << 16 | v3 >> 48) ^ v2
    v0 = v0 << 32 | v0 >> 32
    v2 &+= v1
    v0 &+= v3
    v1 = (v1 << 17 | v1 >> 47) ^ v2
    v3 = (v3 << 21 | v3 >> 43) ^ v0
    v2 = v2 << 32 | v2 >> 32
  }

  /// Takes eight more bytes, the first of which is the lowest.
  mutating func append(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
    count &+= 8
  }

  /// The hash of what was taken, as the first and the last eight of its bytes.
  func finished() -> (UInt64, UInt64) {
    var state = self
    // The last word holds the bytes that are left over, here none, and the length.
    state.append(count << 56)
    state.v2 ^= 0xee
    for _ in 0..<4 { state.round() }
    let first = state.v0 ^ state.v1 ^ state.v2 ^ state.v3
    state.v1 ^= 0xdd
    for _ in 0..<4 { state.round() }
    return (first, state.v0 ^ state.v1 ^ state.v2 ^ state.v3)
  }
}
