package import DeepDataProfiler
import System
import TerminalUI

/// What is done to pixels, and by whose word, as it is printed.
extension PixelPreparation {
  /// What is done and who says so in one line, or in two where that does not fit.
  package func lines(within columns: Int) -> [String] {
    let whole = formula(of: "pixel", text) + (isAssumed ? ", no mean" : "")
    let named = formula(of: isAssumed ? "pixel" : "x") { _ in nil }
    let line = ["\(whole), \(origin)", "\(named), \(origin)"].first { $0.columns <= columns }
    return line.map { [$0] } ?? (isAssumed ? ["\(named), assumed"] : [named, origin])
  }

  /// The line of a report's text.
  var line: String { "input: \(lines(within: .max)[0].printable)\n" }

  /// What is done, with numbers where they have a text, or else with their names.
  private func formula(of pixel: String, _ text: ([Float]) -> String?) -> String {
    var formula = scale == 1 ? pixel : "\(pixel) / \(self.text([scale]))"
    if mean.contains(where: { $0 != 0 }) { formula = "(\(formula) - \(text(mean) ?? "mean"))" }
    if std.contains(where: { $0 != 1 }) { formula += " / \(text(std) ?? "std")" }
    return order == "RGB" ? formula : "\(formula), \(order)"
  }

  private func text(_ numbers: [Float]) -> String {
    let texts = numbers.map { number in
      number == number.rounded() && abs(number) < 1e6 ? String(Int(number)) : "\(number)"
    }
    return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
  }

  private var origin: String {
    switch source {
    case .stated(let files): "by \(files.joined(separator: " and "))"
    case .graph: "as the graph takes whole numbers"
    case .assumed(nil): "assumed: no card"
    case .assumed(let card?): "assumed: \(card) states none"
    }
  }
}

/// How pictures are resized, and by whose word, as it is printed.
extension PictureResizing {
  package var words: String {
    let size =
      switch sides {
      case let sides? where sides.count == 2: "to \(sides[0])x\(sides[1]), "
      case let sides? where sides.count == 1: "short side to \(sides[0]), "
      default: ""
      }
    return "\(size)\(interpolation), by \(files.joined(separator: " and "))"
  }
}

extension Findings.Model {
  /// What is done to images of floats.
  package static let floatsAreTaken = "floats, as the file has them"

  /// What is done to images, a line each.
  var preparationLines: String {
    (preparation?.line ?? (hasGraph ? "input: \(Self.floatsAreTaken)\n" : ""))
      + (resizing.map { "pictures: \($0.words.printable)\n" } ?? "")
  }
}

extension Field {
  /// How pictures are resized.
  static func resizing(of model: @escaping @Sendable (Subject) -> Findings.Model) -> Field {
    let fields: [Field<PictureResizing>] = [
      .list(
        "sides", of: .integer,
        "the short side, or height and width; null for the short side of what the network takes"
      ) { $0.sides.map { $0.map(JSON.int) } },
      .text("interpolation", "the filter, by Pillow's name") { $0.interpolation },
      .list("files", of: .text, "the files that state it") { $0.files.map(JSON.string) },
    ]
    return .value(
      "resizing", .record(fields.map(\.info)),
      "how pictures are resized; null where nothing states it, or nothing is resized"
    ) { subject in
      model(subject).resizing.map { JSON.object(fields, of: $0) } ?? .null
    }
  }

  /// What is done to pixels.
  static func preparation(
    of model: @escaping @Sendable (Subject) -> Findings.Model
  ) -> Field {
    let fields: [Field<PixelPreparation>] = [
      .single("scale", "what pixels are divided by first") { $0.scale },
      .list("mean", of: .number, "what is subtracted, one number or one a channel") {
        $0.mean.map(JSON.float)
      },
      .list("std", of: .number, "what is divided by then, one number or one a channel") {
        $0.std.map(JSON.float)
      },
      .text("order", "the channels that the network takes: `RGB` or `BGR`") { $0.order },
      .flag("assumed", "whether nothing states it") { $0.isAssumed },
      .list("files", of: .text, "the files that state it") { $0.files.map(JSON.string) },
    ]
    return .value(
      "input", .record(fields.map(\.info)),
      "what is done to the pixels of images of bytes; null without a graph, and for images of floats"
    ) { subject in
      model(subject).preparation.map { JSON.object(fields, of: $0) } ?? .null
    }
  }
}
