package import DeepDataProfiler
import System
import TerminalUI

/// What is done to pixels, and by whose word, as it is printed.
extension PixelPreparation {
  /// What is done and who says so in one line, with as much as fits.
  package func words(within columns: Int) -> String {
    let lines = [
      "\(formula(text)), \(origin)", "\(formula { _ in nil }), \(origin)",
      "\(formula { _ in nil }), \(isAssumed ? "assumed" : "stated")",
    ]
    return lines.first { $0.columns <= columns } ?? lines[2]
  }

  /// The line of a report's text.
  var line: String { "input: \(words(within: .max).printable)\n" }

  /// What is done, with numbers where they have a text, or else with their names.
  private func formula(_ text: ([Float]) -> String?) -> String {
    var formula = scale == 1 ? "pixel" : "pixel / \(self.text([scale]))"
    if mean.contains(where: { $0 != 0 }) {
      formula = "(\(formula) - \(text(mean) ?? "mean"))"
    } else if isAssumed {
      formula += ", no mean"
    }
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

extension Field {
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
