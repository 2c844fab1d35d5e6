import TerminalUI

extension PaneContext {
  /// Where a step leads in a list of places; nil for another action.
  ///
  /// From a place that the list lacks, steps go to the nearest beside it, as far as the list ascends.
  /// - Parameters:
  ///   - action: the step.
  ///   - place: where it starts.
  ///   - places: the list.
  ///   - page: how many places a page is; nil for as many as the pane has rows.
  /// - Returns: the place it leads to.
  func step(_ action: Action, from place: Int, through places: [Int], page: Int? = nil) -> Int? {
    guard let last = places.indices.last else { return nil }
    let own = places.firstIndex(of: place)
    let isOn = own != nil
    let below = own ?? places.firstIndex { $0 >= place } ?? last
    let index: Int
    switch action {
    case .up: index = below - 1
    case .down: index = isOn ? below + 1 : below
    case .first: index = 0
    case .last: index = last
    case .pageUp: index = below - (page ?? listRows)
    case .pageDown: index = below + (page ?? listRows)
    default: return nil
    }
    return places[index.clamped(to: 0..<places.count)]
  }
}
