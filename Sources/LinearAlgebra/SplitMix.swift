/// The generator SplitMix64, whose numbers follow from its seed (Steele, Lea, Flood 2014).
package struct SplitMix: RandomNumberGenerator, Equatable, Sendable {
  /// What the numbers that come follow from: the seed of a generator that goes on from here.
  package private(set) var state: UInt64

  /// A generator that gives the same numbers for the same seed.
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
