package import DeepDataProfiler
import Foundation
import NeuralNetwork
import TerminalUI

/// What a page tells of which vectors of a layer are significant for which classes: the incidence table, and
/// the hierarchy with a card of pictures for each group.
package struct HierarchySection: Sendable {
  /// What shows a group.
  package struct Pictures: Sendable {
    /// The image that brings out its vectors as a PNG file, with the objective at the start and at the end;
    /// why there is none; nil where none was wanted.
    let optimized: Result<(png: [UInt8], objectives: OptimizedImage.Objectives), PageFault>?
    /// Exemplary images as PNG files; nil for an image that is no picture.
    let exemplars: [[UInt8]?]

    package init(
      optimized: Result<OptimizedImage, PageFault>?, exemplars: [FeatureMaps?]
    ) {
      self.optimized = optimized.map { found in
        found.flatMap { image in
          let tile = ImageTile(
            image.values, maps: image.channels, height: image.height, width: image.width,
            range: 0...1)
          return tile?.png(most: Self.mostPixels).map { .success(($0, image.objectives)) }
            ?? .failure(PageFault("\(image.channels) channels are no picture"))
        }
      }
      self.exemplars = exemplars.map { input in
        input.flatMap {
          ImageTile($0.values, maps: $0.count, height: $0.height, width: $0.width)?
            .png(most: Self.mostPixels)
        }
      }
    }

    /// The most pixels of a side: more are not seen on a card.
    private static let mostPixels = 160
  }

  let found: Significances
  let hierarchy: SemanticHierarchy
  let pictures: [Pictures]

  package init(_ found: Significances, _ hierarchy: SemanticHierarchy, pictures: [Pictures]) {
    self.found = found
    self.hierarchy = hierarchy
    self.pictures = pictures
  }

  var html: [HTML] {
    let parameters = found.significance.parameters
    let threshold = Double(found.significance.threshold).brief
    let decided = HTML(
      "p",
      "A vector is significant for an image whose signal along it exceeds \(threshold), the quantile "
        + "\(parameters.quantile) of all, and for a class when it is for \(parameters.majority.percent()) of its "
        + "images; \(polarity). \(found.counts.replacing("\n", with: "; ")).")
    guard !hierarchy.groups.isEmpty else {
      return [decided, HTML("p", ["class": "warn"], Significances.nothing)]
    }
    return [
      decided, HTML("h3", "Hypergraph"), incidence, HTML("h3", "Hierarchy"),
      HTML(
        "p", ["class": "quiet"],
        "Groups of vectors that are significant for the same classes; above, what matters to more of "
          + "them. A line leads down to a group of some of these classes. "
          + "The large picture was optimised to bring out the group's vectors; the others are the images of its classes "
          + "with the strongest signal along them. Below each stands its signal, the sum over the vectors."
      ),
      diagram, HTML("h3", "Groups"), groups,
    ]
  }

  private var polarity: String {
    switch found.significance.parameters.polarity {
    case .positive: "positive signals count"
    case .negative: "negated signals count"
    case .both: "signals of both signs count, each as a node of its own"
    }
  }

  private func label(_ group: Int) -> String {
    hierarchy.groups[group].nodes.first?.label ?? ""
  }

  private func id(_ group: Int) -> String { "layer-\(found.layer.index + 1)-group-\(group + 1)" }

  private func classes(_ group: Int) -> String {
    hierarchy.groups[group].classes.map { found.name(ofClass: $0) }.joined(separator: ", ")
  }

  /// Vectors with their singular values.
  private func vectors(_ group: Int) -> String {
    hierarchy.groups[group].nodes.map { node in
      let values = found.singularValues
      let value = values.indices.contains(node.vector) ? " s \(values[node.vector].brief)" : ""
      return node.label + value
    }.joined(separator: ", ")
  }

  private func name(ofImage image: Int) -> String {
    let labels = found.dataSet?.labels ?? []
    return labels.indices.contains(image) ? found.name(ofClass: labels[image]) : "\(image)"
  }

  /// A row for each class, a column for each group.
  private var incidence: HTML {
    let edges = found.significance.hypergraph.edges
    let sets = hierarchy.groups.map { Set($0.classes) }
    let heads = hierarchy.groups.indices.map { group in
      HTML(
        "th", ["scope": "col"],
        [
          HTML("a", ["href": "#" + id(group)], label(group)), .empty("br"),
          HTML(
            "span", ["class": "quiet", "title": "vectors"],
            "\(hierarchy.groups[group].nodes.count)"),
        ])
    }
    let rows = edges.map { edge in
      HTML(
        "tr",
        [HTML("th", ["scope": "row"], found.name(ofClass: edge))]
          + sets.map {
            $0.contains(edge)
              ? HTML("td", ["class": "on", "title": "significant"], "●")
              : HTML("td", ["class": "off"], "·")
          })
    }
    return HTML(
      "div", ["class": "wide"],
      [
        HTML(
          "table", ["class": "incidence"],
          [
            HTML(
              "caption",
              "● where the vectors of a group are significant for a class; below a group's first vector, how "
                + "many it has."),
            HTML("thead", [HTML("tr", [HTML("th", ["scope": "col"], "class")] + heads)]),
            HTML("tbody", rows),
          ])
      ])
  }

  /// Rows and columns of a card, in units of the grid, and its pixels.
  private static let card = (rows: 36, columns: 19)
  private static let unit = 10
  /// More covers than this are told by the table alone.
  private static let mostCovers = 400

  private var diagram: HTML {
    let levels = HierarchyLevels(hierarchy)
    let covers = hierarchy.covers.count > Self.mostCovers ? [] : hierarchy.covers
    let hasse = HasseDiagram(levels, covers: covers, box: Self.card, columns: 0, lead: 3)
    let (width, height) = (hasse.columns * Self.unit, hasse.rows * Self.unit)
    let cards = levels.levels.joined().map { card($0, at: hasse.places[$0]) }
    // A printed page has room for so many pixels.
    let print = min(1, 700 / Double(width)).text(decimals: 3)
    let note =
      covers.isEmpty && !hierarchy.covers.isEmpty
      ? [
        HTML(
          "p", ["class": "quiet"],
          "\(hierarchy.covers.count.grouped) covers are no picture; the table below has them.")
      ] : []
    return HTML(
      "div",
      note + [
        HTML(
          "div", ["class": "wide"],
          [
            HTML(
              "div",
              [
                "class": "diagram",
                "style": "width:\(width)px;height:\(height)px;--print:\(print)",
              ], [edges(hasse)] + cards)
          ])
      ])
  }

  /// The covers: where lines of different groups cross, the upright one goes through.
  private func edges(_ hasse: HasseDiagram) -> HTML {
    func middle(_ value: Int) -> Int { value * Self.unit + Self.unit / 2 }
    var (flat, halos, upright, joints) = ([HTML](), [HTML](), [HTML](), [HTML]())
    var ways: [HasseDiagram.Place: [Int: Int]] = [:]
    for line in hasse.lines {
      for (place, directions) in line.cells {
        ways[place, default: [:]][line.cover.upper, default: 0] |= directions
      }
      for (from, to) in zip(line.points, line.points.dropFirst()) {
        if from.row == to.row {
          flat.append(
            .empty(
              "path",
              ["d": "M\(middle(from.column)) \(middle(from.row))H\(middle(to.column))"]))
        } else {
          halos.append(path(from, to, "halo"))
          upright.append(path(from, to, "up"))
        }
      }
      // From the card above, and to that below.
      for (place, reach) in [(line.points.first, -1), (line.points.last, 1)] {
        guard let place else { continue }
        let start = middle(place.row)
        upright.append(
          .empty(
            "path",
            ["d": "M\(middle(place.column)) \(start)V\(start + reach * Self.unit)"]))
      }
    }
    for (place, groups) in ways.sorted(by: {
      ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column)
    })
    where groups.values.contains(where: { $0.nonzeroBitCount > 2 }) {
      joints.append(
        .empty(
          "circle", ["cx": "\(middle(place.column))", "cy": "\(middle(place.row))", "r": "2.5"]))
    }
    return HTML(
      "svg",
      [
        "class": "edges", "viewBox": "0 0 \(hasse.columns * Self.unit) \(hasse.rows * Self.unit)",
        "aria-hidden": "true",
      ], unique(flat) + unique(halos) + unique(upright) + joints)
  }

  private func path(
    _ from: HasseDiagram.Place, _ to: HasseDiagram.Place, _ name: String
  ) -> HTML {
    func middle(_ value: Int) -> Int { value * Self.unit + Self.unit / 2 }
    return .empty(
      "path",
      ["class": name, "d": "M\(middle(from.column)) \(middle(from.row))V\(middle(to.row))"])
  }

  /// Lines of several covers begin as one.
  private func unique(_ parts: [HTML]) -> [HTML] {
    var met: Set<String> = []
    return parts.filter { met.insert($0.markup).inserted }
  }

  private func card(_ group: Int, at place: HasseDiagram.Place) -> HTML {
    let count = hierarchy.groups[group].nodes.count
    let style =
      "left:\(place.column * Self.unit)px;top:\(place.row * Self.unit)px;"
      + "width:\(Self.card.columns * Self.unit)px;height:\(Self.card.rows * Self.unit)px"
    return HTML(
      "article", ["id": id(group), "style": style],
      [
        HTML(
          "h4",
          [
            .text(label(group)),
            HTML("span", " " + (count > 1 ? "and \(count - 1) more" : "")),
          ]),
        HTML("p", ["class": "vectors", "title": vectors(group)], vectors(group)),
        HTML("p", ["title": classes(group)], classes(group)), tiles(group),
      ])
  }

  private func tiles(_ group: Int) -> HTML {
    let pictures = pictures.indices.contains(group) ? pictures[group] : nil
    var parts: [HTML] = []
    switch pictures?.optimized {
    case .success(let (png, objectives)):
      parts.append(
        HTML(
          "figure", ["class": "optimised"],
          [
            image(png, "Image optimised to bring out \(vectors(group)) of \(found.layer.name)"),
            HTML(
              "figcaption",
              ["title": "\(objectives.first.signed) at the start"],
              "optimised \(objectives.last.signed)"),
          ]))
    case .failure(let fault):
      parts.append(
        HTML(
          "figure", ["class": "optimised"],
          [HTML("div", ["class": "none"], "no optimised image: \(fault.words)")]))
    case nil: break
    }
    for (place, exemplar) in hierarchy.groups[group].exemplars.enumerated() {
      let name = name(ofImage: exemplar.image)
      let png = pictures.flatMap {
        $0.exemplars.indices.contains(place) ? $0.exemplars[place] : nil
      }
      parts.append(
        HTML(
          "figure", ["title": "image \(exemplar.image)"],
          [
            png.map { image($0, "Image \(exemplar.image), \(name)") }
              ?? HTML("div", ["class": "none"], "no picture"),
            HTML("figcaption", [.text(name), .empty("br"), .text(exemplar.signal.signed)]),
          ]))
    }
    return HTML("div", ["class": "tiles"], parts)
  }

  private func image(_ png: [UInt8], _ words: String) -> HTML {
    .empty(
      "img",
      ["src": "data:image/png;base64," + Data(png).base64EncodedString(), "alt": words])
  }

  /// All that the cards may have no room for.
  private var groups: HTML {
    let heads = ["group", "vectors and singular values", "classes", "covers", "images and signals"]
    let lower = Dictionary(grouping: hierarchy.covers, by: \.upper).mapValues { $0.map(\.lower) }
    let rows = hierarchy.groups.indices.map { group in
      let covered = (lower[group] ?? []).enumerated().flatMap { place, part in
        (place == 0 ? [] : [.text(", ")]) + [HTML("a", ["href": "#" + id(part)], label(part))]
      }
      let images = hierarchy.groups[group].exemplars.map {
        "\($0.image) \(name(ofImage: $0.image)) \($0.signal.signed)"
      }.joined(separator: ", ")
      return HTML(
        "tr",
        [
          HTML("th", ["scope": "row"], [HTML("a", ["href": "#" + id(group)], label(group))]),
          HTML("td", ["class": "free"], vectors(group)),
          HTML("td", ["class": "free"], classes(group)),
          HTML("td", ["class": "free"], covered.isEmpty ? [.text("-")] : covered),
          HTML("td", ["class": "free"], images),
        ])
    }
    return HTML(
      "div", ["class": "wide"],
      [
        HTML(
          "table",
          [
            HTML(
              "thead", [HTML("tr", heads.map { HTML("th", ["scope": "col"], $0) })]),
            HTML("tbody", rows),
          ])
      ])
  }
}
