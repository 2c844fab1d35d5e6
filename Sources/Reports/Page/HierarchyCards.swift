import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// The Hasse diagram of a hierarchy on a page: a card of pictures for each group, and lines between them.
struct HierarchyCards {
  let names: GroupNames
  let pictures: [OptimizedPicture]
  let images: PageImages

  private var hierarchy: SemanticHierarchy { names.hierarchy }

  /// Rows and columns of a card, in units of the grid, and its pixels.
  private static let card = (rows: 36, columns: 19)
  private static let unit = 10
  /// More covers than this are told by the table alone.
  private static let mostCovers = 400

  var html: HTML {
    let levels = HierarchyLevels(hierarchy)
    let covers = hierarchy.covers.count > Self.mostCovers ? [] : hierarchy.covers
    let hasse = HasseDiagram(levels, covers: covers, box: Self.card, columns: 0, lead: 3)
    let (width, height) = (hasse.columns * Self.unit, hasse.rows * Self.unit)
    let cards = levels.levels.joined().map { card($0, at: hasse.places[$0]) }
    // A printed page has room for so many pixels; what is smaller can't be read.
    let print = max(0.4, min(1, 700 / Double(width), 960 / Double(height))).text(decimals: 3)
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
      "article", ["id": names.id(group), "style": style],
      [
        HTML(
          "h4",
          [
            .text(names.label(group)),
            HTML("span", " " + (count > 1 ? "and \(count - 1) more" : "")),
          ]),
        HTML("p", ["class": "vectors", "title": names.vectors(group)], names.vectors(group)),
        HTML("p", ["title": names.classes(group)], names.classes(group)), tiles(group),
      ])
  }

  private func tiles(_ group: Int) -> HTML {
    var parts: [HTML] = []
    switch pictures.indices.contains(group) ? pictures[group].file : nil {
    case .success(let (png, objectives)):
      parts.append(
        HTML(
          "figure", ["class": "optimised"],
          [
            .empty(
              "img",
              [
                "src": HTML.source(ofPNG: png),
                "alt":
                  "Image optimised to bring out \(names.vectors(group)) of \(names.found.layer.name)",
              ]),
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
    for exemplar in hierarchy.groups[group].exemplars {
      let name = names.name(ofImage: exemplar.image)
      parts.append(
        HTML(
          "figure", ["title": "image \(exemplar.image)"],
          [
            images.html(exemplar.image, "Image \(exemplar.image), \(name)")
              ?? HTML("div", ["class": "none"], "no picture"),
            HTML("figcaption", [.text(name), .empty("br"), .text(exemplar.signal.signed)]),
          ]))
    }
    return HTML("div", ["class": "tiles"], parts)
  }
}
