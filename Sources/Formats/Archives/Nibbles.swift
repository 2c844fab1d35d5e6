/// Numbers of four bits, two a byte, the lower half first.
enum Nibbles {
  /// The numbers of a range, a byte each.
  /// - Parameters:
  ///   - packed: all bytes.
  ///   - range: the numbers wanted.
  ///   - isSigned: whether they are in two's complement.
  /// - Returns: the numbers.
  static func bytes(_ packed: Span<UInt8>, in range: Range<Int>, isSigned: Bool) -> [UInt8] {
    range.map { index in
      let nibble = index.isMultiple(of: 2) ? packed[index / 2] & 0xF : packed[index / 2] >> 4
      return isSigned && nibble > 7 ? nibble | 0xF0 : nibble
    }
  }
}
