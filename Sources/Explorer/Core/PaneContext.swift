import DeepDataProfiler
import TerminalUI

/// What a pane sees of the explorer.
package struct PaneContext: Sendable {
  /// What is known of the network and the data.
  let findings: Findings
  /// What asks for the spectra of all layers, and of those of the model beside.
  let spectra: [AnyQuestion]
  /// What asks for the spectra of other matrices of the layers.
  let matrizations: [Matrization: [AnyQuestion]]
  /// What every pane shows.
  var selection: Selection
  /// The last question by whose answer each kind of picture was drawn.
  let held: [PictureKind: AnyQuestion]
  /// What the person cancelled.
  let cancelled: Set<AnyQuestion>

  /// What is searched for in the pane.
  let search: String?
  /// Whether the pane takes the keys.
  let isFocused: Bool
  /// Whether the pane has the whole screen.
  var isZoomed: Bool
  /// Whether all of the pane's data is needed, be it in sight or not.
  var hasData = false
  /// The panes from which this one was gone into, the first first.
  var trail: [String] = []
  /// The place of what the pane shows among the pages of its slot, from 1, and how many there are.
  var page = (place: 1, count: 1)
  /// The rows and columns within its border, as it stands on the screen; none where it does not.
  var room = Size(columns: 0, rows: 0)
  /// The theme in use.
  var theme: Theme
  /// What keys are called in the pane.
  let keys: KeyNames

  /// The name of the key that does something in the pane, or everywhere.
  func key(_ action: Action) -> String { keys.name(action) }
  /// What the keys are called that move in it.
  var moves: String { keys.moves() }
  /// How many rows a page of a list has.
  var listRows: Int { max(1, room.rows - 3) }
  /// What is searched for, as it is looked for.
  var sought: SearchPattern? { search.map(SearchPattern.init) }
  var display: Display { theme.display }
  var glyphs: Glyphs { .suited(to: display) }
}
