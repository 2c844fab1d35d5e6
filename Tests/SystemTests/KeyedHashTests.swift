import System
import Testing

/// Hashes beside those of Python's package `cryptography`, made by
/// `AESGCM(bytes(range(16))).encrypt(number.to_bytes(8, "little") + bytes(4), b"", data)`, `data` being the
/// numbers 0 to 250 again and again.
@Suite struct KeyedHashTests {
  private static let key = (0..<16).map { UInt8($0) }

  private func hash(_ parts: [[UInt8]], number: UInt64 = 0) -> String? {
    guard let hash = KeyedHash(key: Self.key, number: number) else { return nil }
    for part in parts { hash.add(part.span) }
    return hash.finished()?.hexadecimal
  }

  private func bytes(_ range: Range<Int>) -> [UInt8] { range.map { UInt8($0 % 251) } }

  @Test(
    arguments: [
      (0, 0, "7346139595c0b41e497bbde365f42d0a"), (0, 16, "4d1f06b70f92ca320f8d91cee03e379e"),
      (1, 16, "41bff2d8f15581354b5758ea5203e9f6"), (7, 200, "6c96e2161fcf22eda1eaa547c4133e62"),
      (.max, 33, "0a0b3d88e1c2462120c385148997c251"),
    ] as [(UInt64, Int, String)])
  func itIsGMAC(_ number: UInt64, _ count: Int, _ expected: String) {
    #expect(hash([bytes(0..<count)], number: number) == expected)
    for cut in stride(from: 0, to: count, by: 7) {
      #expect(
        hash([bytes(0..<cut), bytes(cut..<count)], number: number) == expected, "\(cut)")
    }
  }

  @Test(arguments: [0, 15, 17]) func aKeyOfAnotherSizeIsNone(_ count: Int) {
    let isThere = KeyedHash(key: Array(repeating: 1, count: count)) != nil
    #expect(!isThere)
  }
}
