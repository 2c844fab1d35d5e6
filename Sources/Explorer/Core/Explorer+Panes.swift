import DeepDataProfiler
package import Reports
import TerminalUI

extension Explorer {
  /// What a pane sees of the explorer; by default the one in focus.
  func context(of id: PaneID? = nil) -> PaneContext {
    let id = id ?? focus
    var context = PaneContext(
      findings: findings, spectra: spectra, matrizations: matrizations, selection: selection,
      held: held, cancelled: cancelled, search: searches[id], isFocused: id == focus,
      isZoomed: isZoomed, theme: theme,
      keys: KeyNames(
        name: { [keys] in keys.name(of: $0, in: id) }, moves: { [keys] in keys.moves(in: id) }))
    if let room = PaneRegistry.info(id).flatMap({ rooms[$0.slot] }) { context.room = room }
    return context
  }

  /// The pane that takes the keys.
  var focusedPane: (any Pane)? { panes[focus] }

  /// Where keys go.
  package var keyContext: KeyMap.Context {
    switch overlay {
    case .help(let help): help.line == nil ? .help : .prompt
    case .jobs: .jobs
    case .themes: .themes
    case .prompt: .prompt
    case .palette: .palette
    case .question: .question
    case nil: keyContextBelow
    }
  }

  /// Where keys go when nothing lies over the panes.
  var keyContextBelow: KeyMap.Context {
    focusedPane?.isInside == true ? .inside(focus) : .pane(focus)
  }

  /// The panes that the slots show.
  var shownPanes: [any Pane] { Slot.allCases.compactMap { shown[$0].flatMap { panes[$0] } } }

  /// What a pane shows as data; nil while that is not known.
  package func data(of id: PaneID) -> (any Report)? { panes[id]?.data(context(of: id)) }

  /// All that can be shown, in order.
  package var allPages: [(pane: PaneID, page: String)] { Slot.allCases.flatMap(pages) }

  /// All that a slot can show, in order.
  private func pages(in slot: Slot) -> [(pane: PaneID, page: String)] {
    PaneRegistry.infos(in: slot).flatMap { info in
      (panes[info.id]?.pages(context(of: info.id)) ?? []).map { (info.id, $0) }
    }
  }

  /// The place of what a slot shows among all that it can, from 1, and how many there are.
  func page(of slot: Slot) -> (place: Int, count: Int) {
    let all = pages(in: slot)
    let place = all.firstIndex { $0.pane == shown[slot] && $0.page == panes[$0.pane]?.page }
    return ((place ?? 0) + 1, all.count)
  }

  /// Goes some pages further in the slot in focus, round and round.
  mutating func turnPage(by steps: Int) {
    let all = pages(in: focusedSlot)
    guard all.count > 1 else { return }
    let place = page(of: focusedSlot).place - 1 + steps
    show(all[(place % all.count + all.count) % all.count])
  }

  private mutating func show(_ target: (pane: PaneID, page: String)) {
    guard let slot = PaneRegistry.info(target.pane)?.slot else { return }
    openers[slot] = nil
    shown[slot] = target.pane
    panes[target.pane]?.page = target.page
  }

  /// Shows a pane in its slot, or one of the pages there by its name.
  /// - Returns: the pane that the slot shows then; nil where there is no such page.
  mutating func show(_ id: PaneID, page name: String?) -> PaneID? {
    guard let slot = PaneRegistry.info(id)?.slot else { return nil }
    guard let name else {
      shown[slot] = id
      return id
    }
    let all = pages(in: slot)
    guard let target = (all.filter { $0.pane == id } + all).first(where: { $0.page == name }) else {
      return nil
    }
    show(target)
    return target.pane
  }
}
