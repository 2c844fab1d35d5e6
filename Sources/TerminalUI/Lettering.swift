import Foundation
import System

/// Draws characters in cells of pixels, with the font of the system for monospaced text, and for what that
/// lacks with the next best.
final class Lettering {
  private let cell: PixelSize
  private let regular, bold: FontList
  /// Pixels an em, and the row of a cell on which letters stand.
  private let size: Double
  private let baseline: Int

  private struct Key: Hashable {
    let scalar: Unicode.Scalar
    let columns: Int
    let isBold: Bool
  }

  private var masks: [Key: GlyphMask?] = [:]

  /// - Parameter cell: how large a cell is.
  /// - Throws: `Failure` where there is no font.
  init(cell: PixelSize) throws(Failure) {
    guard let regular = FontList(isBold: false), let bold = FontList(isBold: true),
      let typeface = regular.typeface(for: "0"),
      let fit = typeface.fit(width: cell.width, height: cell.height)
    else {
      throw Failure(
        kind: .unmade, problem: "there is no font to draw its letters with",
        cure: "install fonts-dejavu-core, or any other that fontconfig finds")
    }
    self.cell = cell
    (self.regular, self.bold) = (regular, bold)
    (size, baseline) = fit
  }

  /// The row of a cell below its letters in which a line underlines them.
  var underline: Int { min(cell.height - 2, baseline + 3) }

  /// Draws text, each character in its cells.
  func draw(
    _ words: Drawing.Words, on raster: inout Raster, row: Int, column: Int, _ ink: UInt32
  ) {
    let opacity = words.emphasis.contains(.dim) ? Drawing.dimOpacity : 1
    var column = column
    for character in words.text.precomposedStringWithCanonicalMapping {
      let columns = character.columns
      let width = columns * cell.width
      for (index, scalar) in character.unicodeScalars.enumerated() {
        if index > 0, !scalar.isMark { continue }
        let key = Key(
          scalar: scalar, columns: columns, isBold: words.emphasis.contains(.bold))
        guard let mask = mask(key) else { continue }
        // A mark stands over its letter whatever a font thinks of its pen.
        let left = index > 0 ? (width - mask.width) / 2 : Self.left(mask, width)
        raster.paint(
          mask, row: row + baseline - mask.top, column: column + left,
          within: column..<column + width, row..<row + cell.height, ink, opacity: opacity)
      }
      column += width
    }
  }

  /// Where a character begins that has its advance in the middle of its cells.
  private static func left(_ mask: GlyphMask, _ width: Int) -> Int {
    Int(((Double(width) - mask.advance) / 2).rounded()) + mask.left
  }

  private func mask(_ key: Key) -> GlyphMask? {
    if let known = masks[key] { return known }
    let fonts = key.isBold ? [bold, regular] : [regular]
    let width = max(1, key.columns) * cell.width
    let drawn = fonts.lazy.compactMap { $0.typeface(for: key.scalar) }.first
      .flatMap { $0.mask(of: key.scalar, size: self.size, width: width) }
    let mask = drawn ?? (key.scalar.isMark ? nil : missing(width))
    masks[key] = .some(mask)
    return mask
  }

  /// What stands for a character that no font has: an empty box.
  private func missing(_ width: Int) -> GlyphMask {
    let (columns, rows) = (width - 4, baseline - 4)
    let coverage = (0..<columns * rows).map { place -> UInt8 in
      let (x, y) = (place % columns, place / columns)
      return min(x, y, columns - 1 - x, rows - 1 - y) < 2 ? 255 : 0
    }
    return GlyphMask(
      width: columns, height: rows, left: 2, top: rows, advance: Double(width), coverage: coverage)
  }
}

extension Unicode.Scalar {
  /// Whether it is drawn over the letter before it.
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    // Those that choose how a character looks are seen nowhere.
    case .nonspacingMark, .enclosingMark: !(0xFE00...0xFE0F).contains(value)
    default: false
    }
  }
}
