import System

/// A part of a page: an element of HTML or SVG, or text; what is not markup is escaped.
package struct HTML: Sendable {
  /// As the file has it.
  package let markup: String

  private init(markup: String) { self.markup = markup }

  /// Text; what is not seen but acts on a reader is written out.
  package static func text(_ text: some StringProtocol) -> HTML {
    HTML(markup: escaped(text.printable))
  }

  /// An element with attributes and parts.
  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ parts: [HTML]
  ) {
    let start = Self.start(name, attributes)
    // A line end where it is not seen keeps lines short.
    let end = Self.blocks.contains(name) ? "\n" : ""
    markup = "\(start)>" + parts.map(\.markup).joined() + "</\(name)>" + end
  }

  /// An element that holds text alone.
  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ text: String
  ) {
    self.init(name, attributes, [.text(text)])
  }

  /// An element without attributes.
  package init(_ name: String, _ parts: [HTML]) { self.init(name, [:], parts) }

  /// An element that holds text alone, without attributes.
  package init(_ name: String, _ text: String) { self.init(name, [:], [.text(text)]) }

  /// An element that holds nothing: `img`, `path`.
  package static func empty(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:]
  ) -> HTML {
    HTML(markup: start(name, attributes) + "/>")
  }

  /// A whole page.
  package static func page(title: String, style: String, body: [HTML]) -> String {
    "<!DOCTYPE html>\n"
      + HTML(
        "html", ["lang": "en"],
        [
          HTML(
            "head",
            [
              .empty("meta", ["charset": "utf-8"]),
              .empty(
                "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
              .empty("meta", ["name": "generator", "content": "ddp-tui"]),
              HTML("title", title), HTML(markup: "<style>\n\(style)</style>\n"),
            ]),
          HTML("body", body),
        ]
      ).markup
  }

  private static let blocks: Set = [
    "html", "head", "body", "title", "header", "main", "nav", "section", "article", "footer", "h1",
    "h2", "h3", "h4", "p", "ul", "ol", "li", "div", "figure", "figcaption", "table", "caption",
    "thead", "tbody", "tr", "dl", "dt", "dd", "svg", "g",
  ]

  private static func start(_ name: String, _ attributes: KeyValuePairs<String, String>) -> String {
    attributes.reduce("<\(name)") { $0 + " \($1.key)=\"\(escaped($1.value.printable))\"" }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}
