package import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// What a page tells of which vectors of a layer are significant for which classes: the incidence table, and
/// the hierarchy with a card of pictures for each group.
package struct HierarchySection: Sendable {
  let found: Significances
  let hierarchy: SemanticHierarchy
  let pictures: [OptimizedPicture]

  package init(_ found: Significances, _ hierarchy: SemanticHierarchy, pictures: [OptimizedPicture])
  {
    self.found = found
    self.hierarchy = hierarchy
    self.pictures = pictures
  }

  private var names: GroupNames { GroupNames(found: found, hierarchy: hierarchy) }

  func html(_ images: PageImages) -> [HTML] {
    if found.rank == 0 { return [HTML("p", ["class": "warn"], found.nothing)] }
    let parameters = found.significance.parameters
    let threshold = Double(found.significance.threshold).brief
    let decided = HTML(
      "p",
      "A vector is significant for an image whose signal along it exceeds \(threshold), the quantile "
        + "\(parameters.quantile) of all, and for a class when it is for \(parameters.majority.percent()) of its "
        + "images; \(polarity). \(found.counts.replacing("\n", with: "; ")).")
    guard !hierarchy.groups.isEmpty else {
      return [decided, HTML("p", ["class": "warn"], found.nothing)]
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
      HierarchyCards(names: names, pictures: pictures, images: images).html, HTML("h3", "Groups"),
      groups,
    ]
  }

  private var polarity: String {
    switch found.significance.parameters.polarity {
    case .positive: "positive signals count"
    case .negative: "negated signals count"
    case .both: "signals of both signs count, each as a node of its own"
    }
  }

  /// A row for each class, a column for each group.
  private var incidence: HTML {
    let edges = found.significance.hypergraph.edges
    let sets = hierarchy.groups.map { Set($0.classes) }
    let heads = hierarchy.groups.indices.map { group in
      HTML(
        "th", ["scope": "col"],
        [
          HTML("a", ["href": "#" + names.id(group)], names.label(group)), .empty("br"),
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
        // A caption would be as narrow as a table of few groups.
        HTML(
          "p", ["class": "quiet"],
          "● where the vectors of a group are significant for a class; below a group's first vector, how "
            + "many it has."),
        HTML(
          "table", ["class": "incidence"],
          [
            HTML("thead", [HTML("tr", [HTML("th", ["scope": "col"], "class")] + heads)]),
            HTML("tbody", rows),
          ]),
      ])
  }

  /// All that the cards may have no room for.
  private var groups: HTML {
    let heads = ["group", "vectors and singular values", "classes", "covers", "images and signals"]
    let lower = Dictionary(grouping: hierarchy.covers, by: \.upper).mapValues { $0.map(\.lower) }
    let rows = hierarchy.groups.indices.map { group in
      let covered = (lower[group] ?? []).enumerated().flatMap { place, part in
        (place == 0 ? [] : [.text(", ")]) + [
          HTML("a", ["href": "#" + names.id(part)], names.label(part))
        ]
      }
      let images = hierarchy.groups[group].exemplars.map {
        "\($0.image) \(names.name(ofImage: $0.image)) \($0.signal.signed)"
      }.joined(separator: ", ")
      return HTML(
        "tr",
        [
          HTML(
            "th", ["scope": "row"], [HTML("a", ["href": "#" + names.id(group)], names.label(group))]
          ),
          HTML("td", ["class": "free"], names.vectors(group)),
          HTML("td", ["class": "free"], names.classes(group)),
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
