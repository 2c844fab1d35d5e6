import CFontconfig

/// The system's fonts, as fontconfig sorts them for monospaced text.
@safe final class FontList {
  private let fonts: UnsafeMutablePointer<FcFontSet>
  private let isBold: Bool
  /// Fonts that were opened, by their places; nil for those that can't be.
  private var opened: [Int: Typeface?] = [:]

  /// Once, as standard error is turned away meanwhile.
  private static let begun: Void = fonts_begin()

  /// The regular fonts first, or the bold ones; nil where there are none.
  init?(isBold: Bool) {
    Self.begun
    guard let fonts = unsafe fonts_sorted(isBold ? 1 : 0) else { return nil }
    unsafe self.fonts = fonts
    self.isBold = isBold
  }

  deinit { unsafe FcFontSetDestroy(fonts) }

  /// The first font that has a character; nil where none has it that can be opened.
  func typeface(for scalar: Unicode.Scalar) -> Typeface? {
    var place = 0
    while true {
      place = unsafe Int(fonts_find(fonts, Int32(place), scalar.value))
      guard place >= 0 else { return nil }
      if let typeface = open(place) { return typeface }
      place += 1
    }
  }

  private func open(_ place: Int) -> Typeface? {
    if let known = opened[place] { return known }
    var path = [CChar](repeating: 0, count: 4096)
    var (index, isEmboldened): (Int32, Int32) = (0, 0)
    let hasFile = unsafe fonts_file(
      fonts, Int32(place), isBold ? 1 : 0, &path, path.count, &index, &isEmboldened)
    let name = String(
      decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let typeface =
      hasFile == 0
      ? nil : Typeface(path: name, index: Int(index), isEmboldened: isEmboldened != 0)
    opened[place] = .some(typeface)
    return typeface
  }
}
