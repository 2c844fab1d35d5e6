import Explorer

extension Array<String> {
  /// Its elements with commas between them, as many as fit into some columns, at least one; then
  /// how many more there are.
  func listed(within width: Int) -> String {
    let whole = joined(separator: ", ")
    guard whole.columns > width, count > 1 else { return whole }
    var shown = self[..<1]
    var used = self[0].columns
    while shown.endIndex < count {
      let more = " and \(count - shown.endIndex - 1) more"
      used += 2 + self[shown.endIndex].columns
      guard used + more.columns <= width else { break }
      shown = self[...shown.endIndex]
    }
    return shown.joined(separator: ", ") + " and \(count - shown.count) more"
  }
}
