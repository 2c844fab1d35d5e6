package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// The semantic hierarchy of a layer.
package struct HierarchyReport: LayerReport {
  package static let command = "hierarchy"
  package static let rows = "a row for each group"
  let found: Significances
  let hierarchy: SemanticHierarchy

  package init(_ found: Significances, _ hierarchy: SemanticHierarchy) {
    self.found = found
    self.hierarchy = hierarchy
  }

  package var layer: LinearLayer { found.layer }
  package var model: Findings.Model { found.model }

  package static let fields: [Field<HierarchyReport>] =
    [
      .text("layer", Meaning.layer) { $0.layer.name },
      .single("threshold", Meaning.threshold) { $0.found.significance.threshold },
      .text("pool", Meaning.pool) { $0.found.pool.rawValue },
      .records(
        "groups",
        "the groups of vectors that are significant for the same classes, most classes first",
        of: groupFields
      ) { $0.rows },
      .classes { $0.found.dataSet },
      .list(
        "covers", of: .list(.integer),
        "pairs of groups, the upper one's id first: its classes include the lower one's, and none lies "
          + "between"
      ) { $0.hierarchy.covers.map { .ints([$0.upper, $0.lower]) } },
      .unreadable { $0.found.leftOut },
    ] + Field.uses { $0.layer } + [.architecture { $0.model }]

  /// A group and its place.
  private struct Row: Sendable {
    let id: Int
    let group: SemanticHierarchy.Group
    let found: Significances
  }

  private var rows: [Row] {
    hierarchy.groups.enumerated().map { Row(id: $0, group: $1, found: found) }
  }

  private static let groupFields: [Field<Row>] =
    [.integer("id", "the group, from 0") { $0.id }]
    + Field.nodes { $0.group.nodes }
    + [
      .list("classes", of: .label, "the classes that they are significant for") { row in
        row.group.classes.map(row.found.json(ofClass:))
      },
      .list("exemplars", of: .integer, "the images of these classes with the largest signals") {
        $0.group.exemplars.map { .int($0.image) }
      },
      .list("exemplars_of_all", of: .integer, "the images of all classes with the largest signals")
      {
        $0.group.exemplarsOfAll.map { .int($0.image) }
      },
    ]

  /// A row for each group.
  package var table: Table { Table(Self.groupFields, rows: rows) }

  package func text(for reader: Reader) -> String {
    HierarchyText(
      found: found, hierarchy: hierarchy, isUnicode: reader.display.isUnicode
    )
    .text(within: reader.columns)
  }
}
