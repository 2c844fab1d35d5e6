import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// Passes of the data set through the network, each of which serves as many layers as may be.
extension Profiler {
  /// States the layers whose signals will be asked for, where not any may be.
  ///
  /// Passes go no further, then, and keep nothing of others.
  public func expect(signalsOf layers: [Int]) {
    expected = layers
  }

  /// The signals of all images; makes a part of the table a call, once the data has passed.
  func signals(of layer: Int, pool: SignalTable.Pool) throws -> SignalTable {
    let begun = begunTable.flatMap { $0.layer == layer && $0.draft.pool == pool ? $0 : nil }
    var table = try begun ?? beginTable(layer: layer, pool: pool)
    table.advance()
    leftOut = table.draft.leftOut
    guard table.draft.isWhole else {
      begunTable = table
      throw Pending(fraction: 1)
    }
    begunTable = nil
    return SignalTable(table.draft)
  }

  /// Begins a table of what a finished sweep has found.
  private func beginTable(layer: Int, pool: SignalTable.Pool) throws -> BegunSignalTable {
    _ = try requireImages()
    let parts = try decomposition(of: layer)
    let purpose = Sweep.Purpose.signals(layer: layer, pool)
    let isMean = pool == .mean
    let sweep =
      try isMean
      ? sweepForMeans(of: layer)
      : sweep(purpose, layers: [layer], leftVectors: parts.leftVectors)
    let columns = isMean ? parts.leftVectors.rows : parts.rank
    let rows = sweep.rows[layer]
    let found = try usable(
      sweep, orElse: "what \(network.layers[layer].name) makes of it is not finite"
    ) { image in
      guard let rows, rows.columns == columns else { return true }
      return rows.values.span.extracting(image * columns..<(image + 1) * columns).isFinite
    }
    guard let rows, rows.columns == columns else { throw Failure.unevenRows(columns) }
    guard let shape = Shape([found.rows.count, parts.rank]) else {
      throw Failure.unevenRows(parts.rank)
    }
    // The table has what was found for it alone.
    if !isMean { sweeps[purpose] = nil }
    return BegunSignalTable(
      layer: layer,
      draft: SignalTableDraft(
        pool: pool, shape: shape, labels: labels(of: found.images), images: found.images,
        leftOut: leftOut, in: folder(forCount: shape.count)),
      values: rows.values, rows: found.rows,
      projections: isMean ? Projections(onto: parts.leftVectors) : nil)
  }

  /// Finds what lets a layer's hierarchies take a moment, some of it a call: quantiles, then the order of
  /// signals, which is left where there is no room.
  func sortSignals(of layer: Int) throws {
    let request = Request.signals(layer: layer, pool: .mean)
    var table = try remember(request).get(SignalTable.self)
    if table.lacksPercentiles {
      table.findPercentiles()
    } else {
      let isSmall = isSmall(table.shape.count)
      let folder = folder(forCount: table.shape.count)
      guard table.lacksOrder, isSmall || table.sorted != nil || folder != nil else { return }
      table.sort(in: folder)
      // The disk may be full.
      guard isSmall || table.sorted?.memory == 0 else { return }
    }
    known.store(.signals(table), for: request)
    throw Pending(fraction: table.sorted?.fraction ?? 0)
  }

  /// Where so many signals are to lie: nil for memory.
  private func folder(forCount count: Int) -> String? {
    guard !isSmall(count), let store, 4 * count <= store.space / 2 else { return nil }
    return store.folder
  }

  /// Whether so many signals leave room in memory for other answers.
  private func isSmall(_ count: Int) -> Bool { 4 * count <= known.budget / 4 }

  /// A finished sweep that holds the mean of each channel of `Y` over positions.
  ///
  /// Where any layer may be asked for, it is the one that predictions take, too, if they are not known.
  private func sweepForMeans(of layer: Int) throws -> Sweep {
    let count = try requireImages().count
    let done = sweeps.values.first {
      $0.purpose.hasMeans && $0.next == count && $0.rows[layer] != nil
    }
    if let done { return done }
    let kept = layersKept(around: layer)
    var purposes: [Sweep.Purpose] = []
    if expected == nil, (try? scores.get()) != nil, known.recall(.predictions) == nil {
      purposes.append(.predictions)
    }
    if let last = kept.max(), last > layer { purposes.append(.means(upTo: last)) }
    for purpose in purposes where !failed.contains(purpose) {
      if let begun = sweeps[purpose], !begun.layers.contains(layer) {
        // Images pass by the layer, or there was no room for it.
        if begun.sought.contains(layer) || purpose == .predictions { continue }
        sweeps[purpose] = nil
      }
      do {
        let sweep = try sweep(purpose, layers: kept)
        if sweep.rows[layer] != nil { return sweep }
      } catch  where !(error is Pending) && !(error is CancellationError) {
        // The layer may come before what can't be run.
        failed.insert(purpose)
        sweeps[purpose] = nil
      }
    }
    return try sweep(.means(upTo: layer), layers: kept.filter { $0 <= layer })
  }

  /// The layers whose means one pass keeps: that which is asked for, and as many of those nearest to it,
  /// later ones first, as there is room for.
  private func layersKept(around layer: Int) -> Set<Int> {
    let files = store.map { min(Self.fileBudget / 2, $0.space / 2) } ?? 0
    var room =
      max(budget / 2, files) / 4 / max(1, images?.count ?? 1) - network.layers[layer].rows
    var kept: Set<Int> = [layer]
    let others = (expected ?? Array(network.layers.indices)).filter {
      $0 != layer && network.layers.indices.contains($0)
    }
    let ordered = others.sorted { a, b in
      (abs(a - layer), a < layer ? 1 : 0) < (abs(b - layer), b < layer ? 1 : 0)
    }
    for other in ordered where network.layers[other].rows <= room {
      if kept.insert(other).inserted { room -= network.layers[other].rows }
    }
    return kept
  }

  /// The layers whose means a pass for predictions keeps, when no layer was asked for before.
  private var layersBeside: Set<Int> {
    expected.map { Set($0).intersection(network.layers.indices) } ?? layersKept(around: 0)
  }

  /// A finished sweep; takes one batch a call.
  func sweep(
    _ purpose: Sweep.Purpose, layers: Set<Int>? = nil, leftVectors: Matrix? = nil
  ) throws -> Sweep {
    let set = try requireImages()
    let count = set.count
    var sweep =
      sweeps.removeValue(forKey: purpose)
      ?? Sweep(
        purpose, layers: layers ?? layersBeside, imageCount: count,
        memoryLimit: budget / 8 - sweeps.values.reduce(0) { $0 + $1.memory },
        folder: store?.folder)
    defer {
      sweeps[purpose] = sweep
      makeRoom(beside: purpose)
    }
    if sweep.next < count {
      let preparation = preparation
      try sweep.run(
        count - sweep.next, through: network, leftVectors: leftVectors,
        scores: purpose.goal == .logits ? scores.get() : nil
      ) { try set.batch($0, as: preparation) }
      guard sweep.next == count else {
        throw Pending(fraction: Double(sweep.next) / Double(count))
      }
    }
    return sweep
  }

  /// Forgets other sweeps when all of them take more than their part, and gives answers what they and the
  /// weights that are ready for passes leave.
  private func makeRoom(beside purpose: Sweep.Purpose) {
    func total(_ bytes: (Sweep) -> Int) -> Int { sweeps.values.reduce(0) { $0 + bytes($1) } }
    if total(\.memory) > budget / 2 || total(\.fileSize) > Self.fileBudget / 2 {
      sweeps = sweeps.filter { $0.key == purpose }
    }
    known.budget = max(
      budget / 8, Self.answerBudget(of: budget) - total(\.memory) - network.preparedBytes)
    known.fileBudget = max(0, Self.fileBudget - total(\.fileSize))
  }

  /// What a budget leaves for answers and passes: a sixteenth is for the program itself, what is kept to show
  /// it, and memory that is free between what is taken.
  static func answerBudget(of budget: Int) -> Int { budget - budget / 16 }

  /// How many bytes of files answers and passes may take.
  private static let fileBudget = 16 << 30
}

extension [Float] {
  /// Some rows, ascending, of a matrix that lies row by row.
  func picking(_ rows: [Int], columns: Int) -> [Float] {
    rows.count * columns == count
      ? self : rows.flatMap { self[$0 * columns..<($0 + 1) * columns] }
  }
}
