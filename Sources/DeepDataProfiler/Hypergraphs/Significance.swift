/// What classes of a signal table a node is significant for: those of which a majority of images have
/// a signal along it that exceeds a threshold (paper section 5.1).
struct Significance: Sendable {
  private let table: SignalTable
  private let threshold: Float
  private let majority: Double
  /// For each class, how many of its images are a majority; one more than there are where all of them
  /// are none.
  private let needed: [Int]

  /// - Parameters:
  ///   - table: the signals.
  ///   - threshold: what they are to exceed.
  ///   - majority: the fraction of a class's images that is asked for.
  init(in table: SignalTable, threshold: Float, majority: Double) {
    self.table = table
    self.threshold = threshold
    self.majority = majority
    needed = table.order.runs.map { run in
      Self.leastCount(of: run.places.count, near: majority) { $0 >= majority }
    }
  }

  /// The least count of which the fraction of some images is enough; one more than there are where
  /// there is none.
  ///
  /// What is enough is told by the fraction itself, as its last digit decides.
  private static func leastCount(
    of images: Int, near fraction: Double, _ isEnough: (Double) -> Bool
  ) -> Int {
    let guess = min(max(0, fraction * Double(images)), Double(images))
    var count = guess.isNaN ? 0 : Int(guess)
    while count > 0, isEnough(Double(count - 1) / Double(images)) { count -= 1 }
    while count <= images, !isEnough(Double(count) / Double(images)) { count += 1 }
    return count
  }

  /// The classes that a node belongs to, by place, or what it lacks where there is none.
  func classes(
    of node: SignificanceHypergraph.Node
  ) -> (classes: [Int], shortfall: SignificanceHypergraph.Shortfall?) {
    let runs = table.order.runs
    let found: Found
    if let sorted = table.sorted, sorted.has(node.vector) {
      found = bisected(sorted.column(node.vector), sorted.ranks, node.sign)
    } else {
      found = counted(table.column(node.vector), node.sign)
    }
    guard let nearest = found.nearest else { return (found.classes, nil) }
    let range = table.extremes[node.vector]
    return (
      [],
      SignificanceHypergraph.Shortfall(
        label: runs[nearest.class].label, share: nearest.share,
        greatest: node.isNegative ? -range.lowerBound : range.upperBound)
    )
  }

  /// Classes by place, or, where there are none, the first of those with the largest share.
  private typealias Found = (classes: [Int], nearest: (class: Int, share: Double)?)

  /// Looks at each signal.
  private func counted(_ column: Span<Float>, _ sign: Float) -> Found {
    let shares = table.order.runs.map { run in
      let count = column.extracting(run.places).count(timesSign: sign, above: threshold)
      return Double(count) / Double(run.places.count)
    }
    let classes = shares.indices.filter { shares[$0] >= majority }
    guard classes.isEmpty, let most = shares.max(), let nearest = shares.firstIndex(of: most) else {
      return (classes, nil)
    }
    return ([], (nearest, most))
  }

  /// Looks at one signal of each class: that which exceeds the threshold just where as many do as are
  /// needed.
  private func bisected(_ column: Span<Float>, _ ranks: RankOrder, _ sign: Float) -> Found {
    let runs = table.order.runs
    /// Whether so many signals of a class, or more, exceed the threshold.
    func exceed(_ count: Int, in index: Int) -> Bool {
      if count == 0 { return true }
      guard count <= runs[index].places.count else { return false }
      return column[ranks.place(ofCount: count, sign: sign, in: index)] * sign > threshold
    }
    let classes = runs.indices.filter { exceed(needed[$0], in: $0) }
    guard classes.isEmpty else { return (classes, nil) }
    var nearest: (class: Int, share: Double)?
    // How many of a class exceed the share of the nearest so far, which is told once a size.
    var (size, count) = (0, 0)
    for (index, run) in runs.enumerated() {
      if let nearest, size != run.places.count {
        size = run.places.count
        count = Self.leastCount(of: size, near: nearest.share) { $0 > nearest.share }
      }
      guard exceed(count, in: index) else { continue }
      let above =
        sign > 0
        ? ranks.partition(column, index) { $0 > threshold }
        : run.places.count - ranks.partition(column, index) { !(-$0 > threshold) }
      nearest = (index, Double(above) / Double(run.places.count))
      size = 0
    }
    return ([], nearest)
  }
}

extension SignificanceHypergraph.Node {
  /// What its vector's signals are multiplied by.
  fileprivate var sign: Float { isNegative ? -1 : 1 }
}
