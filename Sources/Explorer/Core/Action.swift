/// Something that a key can do, by its name.
///
/// Every pane can have actions of its own: they stand in its folder.
package struct Action: Hashable, Sendable {
  /// Its name; no two actions have one.
  package let name: String

  init(_ name: String) { self.name = name }

  /// Its name as words.
  var words: String { String(name.map { $0 == "-" ? " " : $0 }) }

  static let up = Action("up"), down = Action("down")
  static let left = Action("left"), right = Action("right")
  static let first = Action("first"), last = Action("last")
  static let pageUp = Action("page-up"), pageDown = Action("page-down")
  static let open = Action("open"), close = Action("close")

  static let focusNext = Action("focus-next"), focusPrevious = Action("focus-previous")
  static let previousPage = Action("previous-page"), nextPage = Action("next-page")
  static let search = Action("search")
  static let nextMatch = Action("next-match"), previousMatch = Action("previous-match")
  static let grow = Action("grow"), shrink = Action("shrink")
  static let zoom = Action("zoom"), export = Action("export"), copy = Action("copy")
  static let themes = Action("themes"), help = Action("help")
  static let redraw = Action("redraw"), cancel = Action("cancel")
  static let suspend = Action("suspend"), quit = Action("quit")
  static let choose = Action("choose")
  static let palette = Action("palette"), jobs = Action("jobs"), drop = Action("drop")
  static let accept = Action("accept"), complete = Action("complete")
  static let erase = Action("erase"), eraseNext = Action("erase-next")
  static let eraseWord = Action("erase-word")
  static let eraseAll = Action("erase-all"), eraseRest = Action("erase-rest")

  static let lowerQuantile = Action("lower-quantile"), raiseQuantile = Action("raise-quantile")
  static let lowerMajority = Action("lower-majority"), raiseMajority = Action("raise-majority")
  static let polarity = Action("polarity")
  static let previousMember = Action("previous-member"), nextMember = Action("next-member")

  /// To go to a slot's pane.
  static func focus(_ slot: Slot) -> Action { Action("focus-\(slot.rawValue)") }
}
