private import Glibc
import System

/// What weights are read from, told by what the system knows of files and not by their bytes, which may take
/// long to read: the model's files, its card, the state dictionary, and the program that reads them.
struct WeightOrigin: Sendable {
  /// Equal for the same weights alone.
  let words: [Int]

  /// A file that was changed later than so many seconds before it was opened may be changed again and keep
  /// its times, which are as coarse as that on some file systems.
  private static let coarsestTime = 2

  /// The origin of the weights of a model; nil where a change of its files might not be seen.
  /// - Parameters:
  ///   - files: the model's files and its card's.
  ///   - weights: the state dictionary, where one was named.
  ///   - now: when they were opened, in seconds since 1970.
  init?(files: [MappedFile], weights: String?, now: Int = time(nil)) {
    guard let program = try? MappedFile(path: "/proc/self/exe") else { return nil }
    let all = files + [program]
    guard all.allSatisfy({ $0.lastChange + Self.coarsestTime < now }) else { return nil }
    words = [files.count] + all.flatMap(\.identity) + (weights ?? "").utf8.map(Int.init)
  }
}
