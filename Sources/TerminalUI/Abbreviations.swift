extension [String] {
  /// The same, those that are too long for some columns cut so that as many as possible are still told
  /// apart.
  ///
  /// All are cut in one way, the first of these that leaves no two alike: in the middle, or nearer to
  /// one end; or after leading parts, as far as a dot or a slash, have gone.
  package func abbreviated(to width: Int) -> [String] {
    guard contains(where: { $0.columns > width }) else { return self }
    var best = (names: map { $0.middle(to: width) }, count: 0)
    let parts = map { $0.columns > width ? $0.lastParts : [$0] }
    let deepest = parts.reduce(1) { Swift.max($0, $1.count) }
    let room = Swift.max(0, width - 1)
    for dropped in 0..<Swift.min(deepest, 5) {
      for head in [room / 2, room / 4, 3 * room / 4, 0, room] {
        var met: Set<String> = []
        var names: [String] = []
        for (index, parts) in parts.enumerated() {
          let part = Swift.min(dropped, parts.count - 1)
          let mark = part > 0 ? "~" : ""
          let name = mark + parts[part].middle(to: width - mark.columns, head: head)
          met.insert(name)
          guard met.count + count - index - 1 > best.count else { break }
          names.append(name)
        }
        guard names.count == count else { continue }
        best = (names, met.count)
        if met.count == count { return names }
      }
    }
    return best.names
  }
}

extension String {
  /// Itself, then what is left of it after each dot or slash.
  fileprivate var lastParts: [String] {
    [self]
      + indices.dropFirst().filter { "./".contains(self[index(before: $0)]) }
      .map { String(self[$0...]) }
  }

  /// As much of its start and its end as fits, `~` between them when it is cut; the start has half of the
  /// columns, or as many as are stated.
  package func middle(to width: Int, head: Int? = nil) -> String {
    guard columns > width else { return self }
    guard width > 0 else { return "" }
    let head = (head ?? (width - 1) / 2).clamped(to: 0..<width)
    return cut(to: head + 1) + tail(to: width - head).dropFirst()
  }
}
