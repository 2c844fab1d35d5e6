import TerminalUI

/// The pictures that a terminal was sent by kitty's protocol.
struct KittyScreen {
  /// One that the terminal has.
  private struct Sent {
    let picture: Canvas.Picture
    let theme: String
    let id: UInt32
  }

  /// So many stay in the terminal, more only while all are shown.
  private static let greatestCount = 64

  /// The size of a cell.
  private let cell: PixelSize
  /// The highest byte of every number, to tell two programs in one terminal apart.
  private let prefix: UInt32
  /// Those that were looked at last are last.
  private var sent: [Sent] = []
  /// Numbers that are free.
  ///
  /// The lowest byte is a colour of the palette, of those that are the same in every terminal.
  private var free: [UInt32]

  /// - Parameters:
  ///   - cell: the size of a cell.
  ///   - prefix: 1 to 255.
  init(cell: PixelSize, prefix: UInt32 = UInt32.random(in: 1...255)) {
    self.cell = cell
    self.prefix = prefix
    free = (16...255).reversed().map { prefix << 24 | $0 }
  }

  /// What a terminal is to be sent so that it has pictures.
  /// - Returns: sequences, and the numbers of pictures by the keys given; none for one that is too
  ///   large.
  mutating func send(
    _ showings: [Int: Canvas.Showing], theme: Theme
  ) -> (sequences: [[UInt8]], ids: [Int: UInt32]) {
    var sequences: [[UInt8]] = []
    var ids: [Int: UInt32] = [:]
    var missing: [(key: Int, picture: Canvas.Picture)] = []
    for (key, showing) in showings.sorted(by: { $0.key < $1.key }) {
      let picture = showing.picture
      guard max(picture.size.rows, picture.size.columns) <= KittyProtocol.greatestExtent else {
        continue
      }
      if let place = sent.firstIndex(where: { $0.theme == theme.name && $0.picture == picture }) {
        let known = sent.remove(at: place)
        sent.append(known)
        ids[key] = known.id
      } else {
        missing.append((key, picture))
      }
    }
    for (key, picture) in missing {
      let isShown = Set(ids.values)
      if free.isEmpty || sent.count >= Self.greatestCount,
        let oldest = sent.firstIndex(where: { !isShown.contains($0.id) })
      {
        let id = sent.remove(at: oldest).id
        sequences.append(KittyProtocol.deletion(of: id))
        free.append(id)
      }
      guard let id = free.popLast() else { break }
      sequences += KittyProtocol.transmission(
        pixels(of: picture, theme), id: id, cells: picture.size)
      sent.append(Sent(picture: picture, theme: theme.name, id: id))
      ids[key] = id
    }
    return (sequences, ids)
  }

  private func pixels(of picture: Canvas.Picture, _ theme: Theme) -> Bitmap {
    let (width, height) = (
      picture.size.columns * cell.width, picture.halfRows * cell.height / 2
    )
    return picture.bitmap(width: width, height: height, theme: theme)
      .enlarged(width: width, height: height)
      .padded(height: picture.size.rows * cell.height)
  }

  /// What makes the terminal forget every picture, and nothing else.
  mutating func forget() -> [[UInt8]] {
    defer { self = KittyScreen(cell: cell, prefix: prefix) }
    return sent.map { KittyProtocol.deletion(of: $0.id) }
  }

  /// What makes it forget every picture that there can be.
  var deletions: [[UInt8]] { (16...255).map { KittyProtocol.deletion(of: prefix << 24 | $0) } }
}
