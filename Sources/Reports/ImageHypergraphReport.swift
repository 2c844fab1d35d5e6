package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// Which singular vectors of a layer are significant for which of some images.
package struct ImageHypergraphReport: LayerReport {
  package static let command = "hypergraph --between"
  package static let rows =
    "the incidence table, a row for each image, a column for each vector, "
    + "1 where it is significant"

  package let layer: LinearLayer
  /// All singular values of the layer, descending.
  let singularValues: [Double]
  let rank: Int
  let found: ImageHypergraph
  let pool: SignalTable.Pool
  let dataSet: Findings.DataSet?
  package let model: Findings.Model

  package init(
    layer: LinearLayer, spectrum: Spectrum, found: ImageHypergraph, pool: SignalTable.Pool,
    dataSet: Findings.DataSet?, model: Findings.Model
  ) {
    self.layer = layer
    singularValues = spectrum.singularValues
    rank = spectrum.rank
    self.found = found
    self.pool = pool
    self.dataSet = dataSet
    self.model = model
  }

  /// What was found of images of the signals that a hypergraph of classes was made of.
  package init(_ classes: Significances, _ found: ImageHypergraph) {
    layer = classes.layer
    singularValues = classes.singularValues
    rank = classes.rank
    self.found = found
    pool = classes.pool
    dataSet = classes.dataSet
    model = classes.model
  }

  package static let fields: [Field<ImageHypergraphReport>] =
    [
      .text("layer", Meaning.layer) { $0.layer.name },
      .number("quantile", Meaning.quantile) { $0.found.quantile },
      .text("polarity", "which signals count: `positive`, `negative` or `both`") {
        $0.found.polarity.rawValue
      },
      .single("threshold", Meaning.threshold) { $0.found.threshold },
      .text("pool", Meaning.pool) { $0.pool.rawValue },
      .records("images", "the hyperedges: the images, as they were named", of: imageFields) {
        report in report.found.images.indices.map { (report, $0) }
      },
      .records(
        "nodes", "the vectors that are significant for an image, ascending", of: nodeFields
      ) { report in
        let dual = report.found.hypergraph.dual
        return dual.edges.enumerated().map { (report, $1, dual.nodes(ofEdge: $0)) }
      },
      .records(
        "separations",
        "all vectors, those first that tell the first two images apart most", of: separationFields
      ) { report in report.found.separations(between: 0, and: 1) },
    ] + Field.uses { $0.layer } + [.architecture { $0.model }]

  private typealias Image = (report: ImageHypergraphReport, place: Int)

  private static let imageFields: [Field<Image>] =
    [
      .integer("image", "the image, from 0") { $0.report.found.images[$0.place] },
      .value("class", .label, "its class") { image in
        image.report.dataSet.flatMap { set in
          image.report.label(ofImage: image.place).map(set.json(ofClass:))
        } ?? .null
      },
      .text("name", "the name of its class") { $0.report.className(ofImage: $0.place) },
    ] + Field.nodes { $0.report.nodes(ofImage: $0.place) } + [
      .list("signals", of: .number, "its signal along each vector of the layer") { image in
        image.report.found.signals[image.place].map(JSON.float)
      }
    ]

  private typealias Vertex = (
    report: ImageHypergraphReport, node: ImageHypergraph.Node, images: [Int]
  )

  private static let nodeFields: [Field<Vertex>] = [
    .integer("vector", "the singular vector, from 0") { $0.node.vector },
    .text("sign", "`-` where its negated signals count, else `+`") { $0.node.sign },
    .number("singular_value", "its singular value") {
      $0.report.singularValues[$0.node.vector]
    },
    .number("gap", "how far that lies above the next, (s_i - s_{i+1}) / s_i; null for the last") {
      $0.report.singularValues.gap(after: $0.node.vector)
    },
    .list("images", of: .integer, "the images that it is significant for, ascending") {
      $0.images.map(JSON.int)
    },
  ]

  private static let separationFields: [Field<ImageHypergraph.Separation>] = [
    .integer("vector", "the singular vector, from 0") { $0.vector },
    .number(
      "difference",
      "the first image's signal less the second's, in standard deviations of the vector's signals over "
        + "the data set"
    ) { $0.difference },
  ]

  /// The label of the image at a place.
  private func label(ofImage place: Int) -> Int? {
    dataSet.flatMap { set in
      let image = found.images[place]
      return set.labels.indices.contains(image) ? set.labels[image] : nil
    }
  }

  /// The name of the class of the image at a place.
  func className(ofImage place: Int) -> String? {
    dataSet.flatMap { set in label(ofImage: place).map(set.name(ofClass:)) }
  }

  /// The nodes that are significant for the image at a place, ascending.
  func nodes(ofImage place: Int) -> [ImageHypergraph.Node] {
    found.hypergraph.edges.firstIndex(of: found.images[place])
      .map(found.hypergraph.nodes(ofEdge:)) ?? []
  }

  /// The incidence table: a row for each image, a column for each node.
  package var table: Table {
    let nodes = found.hypergraph.nodes
    var table = Table(
      [("image", .right), ("name", .left)] + nodes.map { ($0.label, .right) })
    for (place, image) in found.images.enumerated() {
      let members = Set(self.nodes(ofImage: place))
      table.add(
        [String(image), className(ofImage: place) ?? ""]
          + nodes.map { members.contains($0) ? "1" : "0" })
    }
    return table
  }

  /// The Hypergraph Interchange Format.
  package var hif: JSON {
    .interchange(found.hypergraph, named: title, singularValues: singularValues) { image in
      let name = found.images.firstIndex(of: image).flatMap(className(ofImage:))
      return (.int(image), name.map(JSON.string) ?? .null)
    }
  }

  /// One line of what decided on significance.
  private var title: String {
    "\(layer.title)  images \(found.images.map(String.init).joined(separator: ", "))  "
      + "quantile \(found.quantile)  polarity \(found.polarity.rawValue)"
      + (rank == 0 ? "" : "  threshold \(Double(found.threshold).brief)")
      + (pool == .mean ? "" : "  pool \(pool.rawValue)")
  }

  /// How many vectors a text names of those that tell images apart.
  private static let separationCount = 12

  package func text(for reader: Reader) -> String {
    if rank == 0 { return title + "\n" + Significances.noVectors + "\n" }
    return title + "\n\n" + imageTable.text + "\n" + groupText(within: reader.columns) + "\n"
      + separationTable.text
  }

  private var imageTable: Table {
    var table = Table([("image", .right), ("name", .left), ("vectors", .right)])
    for (place, image) in found.images.enumerated() {
      table.add([
        String(image), (className(ofImage: place) ?? "").cut(to: 24),
        "\(nodes(ofImage: place).count) of \(rank)",
      ])
    }
    return table
  }

  /// A line for each set of images that some vectors are significant for.
  private func groupText(within width: Int) -> String {
    let lines = found.groups.map { group in
      let heading = "\(found.words(for: group)), \(group.nodes.count): "
      return heading + group.nodes.map(\.label).listed(within: max(8, width - heading.columns))
        + "\n"
    }
    return lines.isEmpty
      ? "no vector is significant for any of them; lower the quantile\n" : lines.joined()
  }

  /// The vectors that tell the first two images apart most.
  private var separationTable: Table {
    let names = found.images.prefix(2).map { ("image \($0)", Table.Alignment.right) }
    var table = Table(
      [("vector", .left)] + names + [("difference, in deviations of all images", .left)])
    for separation in found.separations(between: 0, and: 1).prefix(Self.separationCount) {
      table.add(
        ["v\(separation.vector)"]
          + found.signals.prefix(2).map { Double($0[separation.vector]).signed }
          + [(separation.difference >= 0 ? "+" : "") + separation.difference.text(decimals: 2)])
    }
    return table
  }
}

extension ImageHypergraph {
  /// Which images a group of vectors belongs to: `all`, `only 17`, `17, 23`.
  package func words(for group: Group) -> String {
    if group.images.count == images.count { return images.count == 2 ? "both" : "all" }
    return (group.images.count == 1 ? "only " : "")
      + group.images.map(String.init).joined(separator: ", ")
  }
}
