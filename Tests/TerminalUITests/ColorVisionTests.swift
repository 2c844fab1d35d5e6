import Foundation
import TerminalUI
import Testing

/// What the themes for those who see less keep: contrast, and differences without red or green cones.
@Suite struct ColorVisionTests {
  /// A reader's eyes: what linear red, green and blue look like (Machado, Oliveira and Fernandes, *A
  /// physiologically-based model for simulation of color vision deficiency*, 2009, severity 1).
  enum Eyes: CaseIterable {
    case usual, withoutGreenCones, withoutRedCones

    var matrix: [[Double]] {
      switch self {
      case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
      case .withoutGreenCones:
        [
          [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
          [-0.011820, 0.042940, 0.968881],
        ]
      case .withoutRedCones:
        [
          [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
          [-0.003882, -0.048116, 1.051998],
        ]
      }
    }
  }

  private func linear(_ color: Color) throws -> [Double] {
    try #require(color.bytes).map { byte in
      let value = Double(byte) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  private func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// CIELAB of what eyes see of a colour; two that differ by 20 are told apart at a glance.
  private func seen(_ color: Color, by eyes: Eyes) throws -> [Double] {
    let light = product(eyes.matrix, try linear(color)).map { min(max($0, 0), 1) }
    let toXYZ = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let white = [0.95047, 1, 1.08883]
    let f = zip(product(toXYZ, light), white).map { value, white in
      let ratio = value / white
      return ratio > 0.008856 ? cbrt(ratio) : 7.787 * ratio + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  private func difference(_ a: Color, _ b: Color, _ eyes: Eyes) throws -> Double {
    let (a, b) = (try seen(a, by: eyes), try seen(b, by: eyes))
    return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  @Test(arguments: Eyes.allCases, [Display.Colors.trueColor, .palette])
  func theSignsOfAHeatmapDifferForAllEyes(_ eyes: Eyes, _ colors: Display.Colors) throws {
    let theme = Theme.colourBlind.adapted(to: Display(colors: colors))
    for step in stride(from: Int8(8), through: Paint.heatSteps, by: 1) {
      let (negative, positive) = (theme.color(.heat(-step)), theme.color(.heat(step)))
      let least = 20 + 50 * Double(step - 8) / Double(Paint.heatSteps - 8)
      #expect(try difference(negative, positive, eyes) > least, "step \(step)")
    }
    for side in [1, -1] as [Int8] {
      let lightness = try (0...Paint.heatSteps).map {
        try seen(theme.color(.heat(side * $0)), by: eyes)[0]
      }
      #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 >= $1 }, "\(side)")
    }
  }

  @Test(arguments: Eyes.allCases) func whatMustNotBeTakenForAnotherDiffersForAllEyes(
    _ eyes: Eyes
  ) throws {
    let pairs: [(Role, Role)] = [
      (.ok, .error), (.ok, .warning), (.warning, .error), (.ancestor, .descendant),
      (.incidenceOn, .incidenceOff), (.spectrumLow, .spectrumHigh), (.threshold, .bulk),
    ]
    for (a, b) in pairs {
      let theme = Theme.colourBlind
      let difference = try difference(theme.color(.role(a)), theme.color(.role(b)), eyes)
      #expect(difference > 30, "\(a) and \(b)")
    }
  }

  @Test func theDarkThemeWouldNotPass() throws {
    let (negative, positive) = (Theme.dark.color(.role(.ok)), Theme.dark.color(.role(.error)))
    #expect(try difference(negative, positive, .withoutGreenCones) < 30)
  }

  private func luminance(_ color: Color) throws -> Double {
    zip(try linear(color), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func everyTextOfHighContrastIsSevenTimesAsLightAsItsGround() throws {
    let theme = Theme.highContrast
    let scale: Set<Role> = [.heatNegative, .heatZero, .heatPositive, .heatNaN, .heatCursor]
    for role in Role.allCases where !role.isBackground && !scale.contains(role) {
      let ink = try luminance(theme.color(.role(role)))
      let ground = try luminance(theme.color(.role(.background)))
      #expect((ink + 0.05) / (ground + 0.05) >= 7, "\(role)")
    }
    for ground in [Role.selection, .selectionUnfocused] {
      let ink = try luminance(theme.color(.role(.foreground)))
      #expect((ink + 0.05) / (try luminance(theme.color(.role(ground))) + 0.05) >= 7, "\(ground)")
    }
  }

  @Test func sixteenIsInTheTerminalsOwnColoursWhateverTheScreenHas() {
    for colors in Display.Colors.allCases {
      let theme = Theme.sixteen.adapted(to: Display(colors: colors))
      #expect(theme.display.colors == min(colors, .sixteen))
      for paint in Role.allCases.map(Paint.role) + (-31...31).map(Paint.heat) {
        switch theme.color(paint) {
        case .default, .indexed(0..<16): break
        case let other: Issue.record("\(paint) is \(other)")
        }
      }
      #expect(theme.color(.role(.background)) == .default)
    }
  }
}
