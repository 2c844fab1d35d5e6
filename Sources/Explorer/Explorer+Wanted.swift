package import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {
  /// The most maps and hierarchies that are kept.
  static let kept = 32
  /// The most values that all kept maps may have: 128 MB.
  static let keptValues = 32 << 20
  /// The order of a Gram matrix from which on its eigenvalues take more than a second.
  static let largeOrder = 2048
  /// The most thumbnails of exemplary images.
  static let thumbnails = 8

  /// What should be computed now, the most urgent first; its tail is `prefetched`.
  package var wanted: [Request] { missing(needed) + prefetched }

  /// What is only likely to be wanted next.
  package var prefetched: [Request] {
    let needed = Set(needed)
    return missing(neighbours.filter { !needed.contains($0) })
  }

  /// Where the tail of `wanted` starts that is only likely to be wanted next.
  package var prefetchStart: Int { missing(needed).count }

  /// What one pane alone still needs.
  package func wanted(by view: View) -> [Request] { missing(needs(of: view)) }

  private func missing(_ requests: [Request]) -> [Request] {
    requests.filter { findings[$0] == nil && !cancelled.contains($0) }
  }

  /// What the whole picture needs, whether it is known or not, the most urgent first.
  ///
  /// Spectra that may be kept from another time come before all else, as a look for one takes next to
  /// nothing; then what takes a moment, and what takes longer, of the pane in focus before the others;
  /// then what the header shows; then the panes that are not seen.
  var needed: [Request] {
    let shown = Layout(explorer: self, size: size).placements.map(\.view)
    // The list of layers is about all of them: what is selected in it stands in the other panes.
    let focused = focus == .layers ? [] : needs(of: focus)
    let seen = focused + View.allCases.filter { $0 != .layers && shown.contains($0) }.flatMap(needs)
    let spectra = needs(of: .layers)
    let header: [Request] = spectra + (layer == nil || dataSet == nil ? [] : [.predictions])
    let hidden = View.allCases.filter { !shown.contains($0) }.flatMap(needs)
    let all = seen + header + hidden
    let sorted =
      all.filter(mayBeKept) + focused.filter(isQuick) + (seen + spectra).filter(isQuick) + all
    var met: Set<Request> = []
    return sorted.filter { met.insert($0).inserted }
  }

  private func needs(of view: View) -> [Request] {
    guard layer != nil else { return [] }
    switch view {
    case .layers:
      let layers = findings.model.layers.indices
      // Alpha-hat of the model beside takes all of its layers.
      let others = beside?.layers.indices ?? 0..<0
      return layers.map { .spectrum(layer: $0) } + others.map { .beside(.spectrum(layer: $0)) }
    case .spectrum:
      return provisionalRequest + [.spectrum(layer: selection.layer)] + chartRequests + law
    case .projection:
      return [request(for: .maps), request(for: .input)].compactMap { $0 }
        + [.spectrum(layer: selection.layer)]
    case .hypergraph:
      return [request(for: .hierarchy)].compactMap { $0 }
    case .hierarchy:
      return [request(for: .hierarchy)].compactMap { $0 } + exemplarInputs
    }
  }

  /// What is shown of a large layer until its spectrum is known.
  private var provisionalRequest: [Request] {
    guard let layer, layer.groups == 1, min(layer.rows, layer.columns) >= Self.largeOrder,
      findings[.spectrum(layer: selection.layer)] == nil
    else { return [] }
    return [.largestSingularValues(layer: selection.layer)]
  }

  /// The test of the selected layer's power law, if it has one.
  private var law: [Request] {
    spectrum(ofLayer: selection.layer)?.alpha == nil
      ? [] : [.powerLawTest(layer: selection.layer)]
  }

  private var exemplarInputs: [Request] {
    guard dataSet != nil, case .value(let hierarchy, _, isStale: false) = hierarchy,
      let group = group(in: hierarchy)
    else { return [] }
    return exemplars(of: hierarchy.groups[group]).prefix(Self.thumbnails).map {
      .maps(.input, layer: 0, image: $0.image)
    }
  }

  /// What one step further would show, as far as it takes no more than a moment; then what lets another
  /// threshold of the layer take a moment.
  private var neighbours: [Request] {
    guard layer != nil, let dataSet else { return [] }
    let images = [selection.image + 1, selection.image - 1]
      .filter(dataSet.labels.indices.contains)
      .map { Request.maps(stage, layer: selection.layer, image: $0) }
    let layers = [selection.layer + 1, selection.layer - 1]
      .filter(findings.model.layers.indices.contains)
      .map { Request.maps(stage, layer: $0, image: selection.image) }
    var requests = (images + layers).filter(isQuick)
    if case .hierarchy(selection.layer, _) = held[.hierarchy] {
      requests.append(.sortedSignals(layer: selection.layer))
    }
    return requests
  }

  /// Brings what depends on the selection and the findings in order after an event.
  mutating func settle() {
    selection.layer = selection.layer.clamped(to: 0..<findings.model.layers.count)
    settleVector()
    selection.vector = selection.vector.clamped(to: 0..<vectorCount)
    selection.image = selection.image.clamped(to: 0..<(findings.dataSet?.labels.count ?? 0))
    // Another layer's may have been forgotten until it is selected again.
    if let sortedLayer, sortedLayer != selection.layer {
      findings[.sortedSignals(layer: sortedLayer)] = nil
      self.sortedLayer = nil
    }
    for demand in Demand.allCases {
      guard let request = request(for: demand), let answer = findings[request] else { continue }
      if case .fault = answer { continue }
      held[demand] = request
    }
    if let maps = maps.value {
      cell.row = cell.row.clamped(to: 0..<maps.height)
      cell.column = cell.column.clamped(to: 0..<maps.width)
    }
    settleLate()
    if missing(needed).isEmpty { done = 0 }
  }

  /// Notes an answer, and drops old ones that nothing shows.
  mutating func keep(_ request: Request, _ answer: Answer) {
    findings[request] = answer
    progress[request] = nil
    done += 1
    switch request {
    case .maps, .hierarchy, .spectrum(_, .toeplitz), .filter, .gramMatrix: recent.append(request)
    case .predictions:
      if case .predictions(let predictions) = answer { accuracy = predictions.accuracy }
      return
    case .sortedSignals(let layer):
      sortedLayer = layer
      return
    default: return
    }
    var values = recent.reduce(0) { $0 + size(of: $1) }
    let shown = Set(needed + neighbours + held.values)
    for old in recent where recent.count > Self.kept || values > Self.keptValues {
      guard !shown.contains(old) else { continue }
      values -= size(of: old)
      findings[old] = nil
      recent.removeAll { $0 == old }
    }
  }

  private func size(of request: Request) -> Int {
    switch findings[request] {
    case .maps(let maps): maps.values.count
    case .spectrum(let spectrum): 2 * spectrum.singularValues.count
    case .filter(let filter): filter.rightVector.count + filter.leftVector.count
    case .gramMatrix(let gram): gram.values.count
    // A node of an edge and its label among a node's classes take the room of six.
    case .hierarchy(let hierarchy):
      hierarchy.hypergraph.edges.reduce(16 * hierarchy.hypergraph.shortfalls.count) {
        $0 + 6 * $1.nodes.count
      }
    default: 0
    }
  }
}
