import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import System
import TerminalUI

/// A column of the table of layers: what it says of a layer, and what the list is sorted by.
enum LayerColumn: String, CaseIterable, Sendable {
  case number = "#"
  case name = "layer"
  case kind, matrix, alpha, beside
  case slices = "alpha slices"
  case toeplitz = "alpha toeplitz"
  case distance = "D"
  case tail, spikes, rank
  case stableRank = "stable rank"
  case lambda = "lambda max"
  case verdict

  /// Those of the narrow list; where there is the whole screen, there are all.
  private static let narrow: [LayerColumn] = [.number, .name, .matrix, .alpha, .beside]

  /// The columns that there are.
  static func columns(_ context: PaneContext) -> [LayerColumn] {
    (context.isZoomed ? allCases : narrow).filter {
      $0 != .beside || context.findings.beside != nil
    }
  }

  /// The column to sort by next, round and round.
  func next(_ context: PaneContext) -> LayerColumn {
    let all = Self.columns(context)
    return all.firstIndex(of: self).map { all[($0 + 1) % all.count] } ?? .number
  }

  /// Whether it is of words, which begin at the left.
  var isOfWords: Bool { [.name, .kind, .verdict].contains(self) }

  /// The columns of a terminal that its values take, and its heading, and one for a mark behind them.
  func width(_ layers: Int, widestMatrix: Int) -> Int {
    let values =
      switch self {
      case .number: String(layers).columns
      case .kind: LinearLayer.Kind.convolution.rawValue.columns
      case .matrix: widestMatrix
      case .name, .tail, .spikes, .rank, .stableRank: 6
      case .alpha, .beside, .slices, .toeplitz: 7
      case .distance: 5
      case .lambda: 8
      case .verdict: 12
      }
    return max(values, rawValue.columns) + 1
  }

  /// What it says of a layer; an ellipsis where that is still to come.
  func cell(_ layer: LinearLayer, _ context: PaneContext) -> (text: String, role: Role) {
    switch self {
    case .number: return ("\(layer.index + 1)", .foreground)
    case .name: return (layer.name, .foreground)
    case .kind: return (layer.kind.rawValue, .foreground)
    case .matrix: return (layer.matrix, .foreground)
    case .alpha: return Self.alpha(SpectrumQuestion(layer: layer.index), context)
    case .beside:
      let other = context.layerBeside(layer.index).map { SpectrumQuestion(layer: $0) }
      return other.map { Self.alpha($0, of: 1, context) } ?? ("- ", .inactive)
    case .slices: return alpha(layer, .slices, context)
    case .toeplitz: return alpha(layer, .toeplitz(), context)
    case .distance, .tail, .spikes, .rank, .stableRank, .lambda, .verdict: break
    }
    let question = SpectrumQuestion(layer: layer.index)
    switch context.findings[question] {
    case .unknown, .working: return Self.missing(question, context)
    case .failed(let failure):
      return self == .verdict ? (failure.problem, .error) : ("-", .inactive)
    case .known(let spectrum):
      if self == .verdict { return verdict(ofLayer: layer.index, context) }
      return (text(of: spectrum) ?? "-", .foreground)
    }
  }

  private func text(of spectrum: Spectrum) -> String? {
    switch self {
    case .distance: (try? spectrum.powerLaw.get())?.distance.text(decimals: 3)
    case .tail: (try? spectrum.powerLaw.get())?.tailCount.grouped
    case .spikes: spectrum.spikes?.grouped
    case .rank: spectrum.rank.grouped
    case .stableRank: spectrum.stableRank?.brief
    case .lambda: spectrum.lambdaMax.brief
    default: nil
    }
  }

  /// The number that layers are sorted by; nil where there is none, or not yet.
  func number(_ layer: LinearLayer, _ context: PaneContext) -> Double? {
    let spectrum = context.spectrum(ofLayer: layer.index)
    switch self {
    case .number, .name, .kind: return Double(layer.index)
    case .matrix: return layer.areGroupsKnown ? Double(layer.rows * layer.columns) : nil
    case .alpha: return spectrum?.alpha
    case .beside: return context.finding(besideLayer: layer.index)?.answer?.alpha
    case .slices: return found(layer, .slices, context).answer?.alpha
    case .toeplitz: return found(layer, .toeplitz(), context).answer?.alpha
    case .distance: return spectrum.flatMap { try? $0.powerLaw.get().distance }
    case .tail: return spectrum.flatMap { try? $0.powerLaw.get() }.map { Double($0.tailCount) }
    case .spikes: return spectrum?.spikes.map(Double.init)
    case .rank: return spectrum.map { Double($0.rank) }
    case .stableRank: return spectrum?.stableRank
    case .lambda: return spectrum?.lambdaMax
    case .verdict:
      // As alpha grows; of those that are read alike, the ones without doubts first.
      return context.reading(ofLayer: layer.index).map { reading in
        let order: [AlphaReading.Training?] = [.over, .well, .under, nil]
        return Double(10 * (order.firstIndex(of: reading.training) ?? 0) + reading.warnings.count)
      }
    }
  }

  /// Layers in the order of this column, those of which it says nothing last.
  func sorted(_ layers: [Int], reversed isReversed: Bool, _ context: PaneContext) -> [Int] {
    let all = context.findings.model.layers
    if self == .number { return isReversed ? layers.reversed() : layers }
    if self == .name || self == .kind {
      let sorted = layers.sorted {
        let (a, b) = (all[$0], all[$1])
        return self == .name
          ? (a.name, $0) < (b.name, $1) : (a.kind.rawValue, $0) < (b.kind.rawValue, $1)
      }
      return isReversed ? sorted.reversed() : sorted
    }
    let numbers = layers.map { (layer: $0, number: number(all[$0], context)) }
    let known = numbers.compactMap { layer, number in number.map { (number: $0, layer: layer) } }
      .sorted { $0 < $1 }.map(\.layer)
    return (isReversed ? known.reversed() : known)
      + numbers.filter { $0.number == nil }.map(\.layer)
  }

  /// Alpha, with a mark where it is below or above those of well trained layers.
  private static func alpha(
    _ question: SpectrumQuestion, of model: Int = 0, _ context: PaneContext
  ) -> (String, Role) {
    switch context.findings[question, of: model] {
    case .known(let spectrum):
      guard let alpha = spectrum.alpha, let reading = AlphaReading(spectrum) else {
        return ("no fit ", .warning)
      }
      let text = alpha.text(decimals: alpha < 100 ? 2 : 0)
      switch reading.training {
      case .over: return (text + "<", .warning)
      case .well, nil: return (text + " ", .foreground)
      case .under: return (text + ">", .warning)
      }
    case .failed: return ("fault ", .error)
    case .unknown, .working:
      let (text, role) = missing(question, of: model, context)
      return (text + " ", role)
    }
  }

  /// What stands for an answer that is still to come, or that the person cancelled.
  private static func missing(
    _ question: SpectrumQuestion, of model: Int = 0, _ context: PaneContext
  ) -> (text: String, role: Role) {
    context.cancelled.contains(AnyQuestion(question, of: model))
      ? ("x", .warning) : ("\(context.glyphs.ellipsis)", .inactive)
  }

  private func found(
    _ layer: LinearLayer, _ matrization: Matrization, _ context: PaneContext
  ) -> Finding<SpectrumQuestion> {
    context.findings[SpectrumQuestion(layer: layer.index, matrization)]
  }

  /// That of other matrices; a dash where the weight makes none.
  private func alpha(
    _ layer: LinearLayer, _ matrization: Matrization, _ context: PaneContext
  ) -> (String, Role) {
    switch found(layer, matrization, context) {
    case .known(let spectrum):
      return spectrum.alpha.map { ($0.text(decimals: $0 < 100 ? 2 : 0) + " ", .foreground) }
        ?? ("no fit ", .warning)
    case .failed: return ("- ", .inactive)
    case .unknown, .working:
      let question = SpectrumQuestion(layer: layer.index, matrization)
      let (text, role) = Self.missing(question, context)
      return (text + " ", role)
    }
  }

  /// What alpha is taken to tell, and what speaks against it.
  private func verdict(ofLayer layer: Int, _ context: PaneContext) -> (String, Role) {
    guard let reading = context.reading(ofLayer: layer) else { return ("-", .inactive) }
    let words = reading.training?.rawValue ?? "not read"
    let doubts = reading.warnings.map(\.rawValue).joined(separator: ", ")
    return (
      words + (doubts.isEmpty ? "" : ", but \(doubts)"),
      reading.training == .well && doubts.isEmpty ? .foreground : .warning
    )
  }
}

extension PaneContext {
  /// What a layer's alpha is taken to tell; by its shuffle and the test of its law too, when these are
  /// known.
  func reading(ofLayer layer: Int) -> AlphaReading? {
    guard let spectrum = spectrum(ofLayer: layer) else { return nil }
    var comparison: ShuffleComparison?
    if let shuffled = findings[SpectrumQuestion(layer: layer, shuffledBy: 0)].answer {
      comparison = ShuffleComparison(spectrum, shuffled: shuffled)
    }
    return AlphaReading(spectrum, comparison: comparison, test: powerLawTest(ofLayer: layer))
  }
}
