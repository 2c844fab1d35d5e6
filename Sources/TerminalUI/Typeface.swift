import CFreeType

/// A font in a file, of which FreeType draws characters.
@safe final class Typeface {
  private let library: FT_Library
  private let face: FT_Face
  private let isEmboldened: Bool

  /// Opens a font; nil where FreeType can't read it.
  /// - Parameters:
  ///   - path: the file.
  ///   - index: the font's place in it.
  ///   - isEmboldened: whether it is drawn bolder than it is.
  init?(path: String, index: Int, isEmboldened: Bool) {
    var library: FT_Library?
    guard unsafe FT_Init_FreeType(&library) == 0, let library = unsafe library else { return nil }
    var face: FT_Face?
    guard unsafe FT_New_Face(library, path, index, &face) == 0, let face = unsafe face else {
      unsafe FT_Done_FreeType(library)
      return nil
    }
    unsafe self.library = library
    unsafe self.face = face
    self.isEmboldened = isEmboldened
    guard unsafe face.pointee.units_per_EM > 0 else { return nil }
  }

  deinit {
    unsafe FT_Done_Face(face)
    unsafe FT_Done_FreeType(library)
  }

  /// The largest size, in pixels an em, in which its letters have room in a cell, and where in the cell's
  /// height they stand then; nil where it has no letters.
  func fit(width: Int, height: Int) -> (size: Double, baseline: Int)? {
    let em = unsafe Double(face.pointee.units_per_EM)
    let advance = unsafe Double(glyph_advance(face, Unicode.Scalar("0").value)) / em
    var (top, bottom) = (0.0, 0.0)
    // Those that reach farthest, accents aside that hardly any text has.
    for scalar in "|(gjÅ_[".unicodeScalars {
      var extent = (0, 0)
      guard unsafe glyph_extent(face, scalar.value, &extent.0, &extent.1) != 0 else { continue }
      (top, bottom) = (max(top, Double(extent.0) / em), min(bottom, Double(extent.1) / em))
    }
    guard advance > 0, top > bottom else { return nil }
    let size = min(Double(width) / advance, Double(height) / (top - bottom))
    let free = Double(height) - (top - bottom) * size
    return (size, Int((free / 2 + top * size).rounded()))
  }

  /// A character in a size of pixels an em, squeezed where it is wider than some pixels; nil where it can't
  /// be drawn.
  func mask(of scalar: Unicode.Scalar, size: Double, width: Int) -> GlyphMask? {
    var glyph = unsafe glyph()
    func draw(_ stretch: Double) -> Bool {
      unsafe glyph_draw(face, scalar.value, size, stretch, isEmboldened ? 1 : 0, &glyph) != 0
    }
    guard draw(1) else { return nil }
    let excess = unsafe glyph.advance / Double(width)
    // Rounding of a hundredth is none that is seen.
    if excess > 1.01 { guard draw(1 / excess) else { return nil } }
    let (columns, rows) = unsafe (Int(glyph.width), Int(glyph.height))
    var coverage: [UInt8] = []
    for row in 0..<rows {
      let start = unsafe glyph.coverage + row * Int(glyph.pitch)
      unsafe coverage += UnsafeBufferPointer(start: start, count: columns)
    }
    return unsafe GlyphMask(
      width: columns, height: rows, left: Int(glyph.left), top: Int(glyph.top),
      advance: glyph.advance, coverage: coverage)
  }
}
