import Foundation

/// A colour in OKLab, where equal steps look equal (Ottosson, *A perceptual color space for image
/// processing*, 2020).
struct Lab: Equatable, Sendable {
  let lightness, a, b: Double

  init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// The same colour as sRGB bytes.
  init(red: UInt8, green: UInt8, blue: UInt8) {
    func linear(_ byte: UInt8) -> Double {
      let value = Double(byte) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(red), linear(green), linear(blue))
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    self.b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
  }

  /// The nearest colour that sRGB bytes can give.
  var color: Color {
    func byte(_ value: Double) -> UInt8 {
      let curved = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
      return UInt8((min(max(curved, 0), 1) * 255).rounded())
    }
    let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    return .rgb(
      red: byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      green: byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      blue: byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }

  /// The colour a fraction of the way to another.
  func mixed(with other: Lab, _ fraction: Double) -> Lab {
    Lab(
      lightness: lightness + (other.lightness - lightness) * fraction,
      a: a + (other.a - a) * fraction, b: b + (other.b - b) * fraction)
  }

  /// Whether it has next to no hue.
  var isGrey: Bool { a * a + b * b < 0.05 * 0.05 }

  /// The colour of its hue and lightness with the chroma of a terminal's named colours.
  var saturated: Lab {
    let chroma = (a * a + b * b).squareRoot()
    return Lab(lightness: lightness, a: a / chroma * 0.2, b: b / chroma * 0.2)
  }

  /// The squared distance to another colour.
  func distance(to other: Lab) -> Double {
    let (x, y, z) = (lightness - other.lightness, a - other.a, b - other.b)
    return x * x + y * y + z * z
  }
}

extension Color {
  /// Its red, green and blue; nil for the terminal's own colour.
  package var bytes: [UInt8]? {
    guard case .rgb(let red, let green, let blue)? = lab?.color else { return nil }
    return [red, green, blue]
  }

  /// Where it lies in OKLab; nil for the terminal's own colour; the palette is xterm's.
  var lab: Lab? {
    switch self {
    case .default: return nil
    case .indexed(let index): return Self.palette[Int(index)]
    case .rgb(let red, let green, let blue): return Lab(red: red, green: green, blue: blue)
    }
  }

  /// The colour itself or the nearest one that a display with so many colours has, seen on a
  /// background of that display's; nil for one that is a background itself.
  ///
  /// Eight colours have no grey beside black and white, one of which is the terminal's background:
  /// greys and backgrounds are the terminal's own.
  func adapted(to colors: Display.Colors, on background: Color?) -> Color {
    switch (colors, self) {
    case (.none, _), (_, .default): return .default
    case (.trueColor, _): return self
    case (.palette, .indexed): return self
    case (.sixteen, .indexed(let index)) where index < 16: return self
    case (.palette, _): return nearest(Array(16..<256))
    case (.sixteen, _):
      // A frame that is grey stays grey.
      let greys = [0, 7, 8, 15]
      let candidates = lab?.isGrey == true ? greys : Array(0..<16)
      return nearest(candidates.filter { Self.stands($0, on: background) })
    case (.eight, _):
      guard background != nil, let lab, !lab.isGrey else { return .default }
      return nearest(Array(1...6)) { $0.saturated }
    }
  }

  private func nearest(_ candidates: [Int], by key: (Lab) -> Lab = { $0 }) -> Color {
    guard let own = lab.map(key) else { return .default }
    let best = candidates.min {
      key(Self.palette[$0]).distance(to: own) < key(Self.palette[$1]).distance(to: own)
    }
    return .indexed(UInt8(best ?? 0))
  }

  /// Whether a colour of the palette is so much lighter or darker than a background that a thin line
  /// is seen.
  private static func stands(_ index: Int, on background: Color?) -> Bool {
    guard let ground = background?.lab else { return true }
    return abs(palette[index].lightness - ground.lightness) > 0.15
  }

  /// xterm's 256 colours.
  private static let palette: [Lab] = {
    let named: [(UInt8, UInt8, UInt8)] = [
      (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205),
      (0, 205, 205), (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
      (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    let cube = levels.flatMap { red in
      levels.flatMap { green in levels.map { blue in (red, green, blue) } }
    }
    let greys = (0..<24).map { UInt8(8 + 10 * $0) }.map { ($0, $0, $0) }
    return (named + cube + greys).map { Lab(red: $0.0, green: $0.1, blue: $0.2) }
  }()
}
