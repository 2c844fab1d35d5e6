private import Synchronization

/// A character in four bytes, as a canvas has thousands of them, which are copied time and again.
struct Grapheme: Hashable, Sendable {
  /// The scalar that it is; of several, their place in `Joined` after the last scalar.
  private let code: UInt32

  init(_ character: Character) {
    let scalars = character.unicodeScalars
    code =
      if let only = scalars.first, scalars.count == 1 { only.value } else {
        Self.firstJoined + Joined.place(of: character)
      }
  }

  /// A character of ASCII.
  init(ascii: UInt8) { code = UInt32(ascii) }

  var character: Character {
    Unicode.Scalar(code).map(Character.init) ?? Joined.character(at: code - Self.firstJoined)
  }

  private static let firstJoined: UInt32 = 0x110000
}

/// The characters of several scalars that were met.
private enum Joined {
  private struct Table {
    var characters: [Character] = []
    var places: [Character: UInt32] = [:]
  }

  private static let table = Mutex(Table())

  static func place(of character: Character) -> UInt32 {
    table.withLock { table in
      if let place = table.places[character] { return place }
      let place = UInt32(table.characters.count)
      table.characters.append(character)
      table.places[character] = place
      return place
    }
  }

  static func character(at place: UInt32) -> Character {
    table.withLock { $0.characters[Int(place)] }
  }
}
