package import DeepDataProfiler
package import TerminalUI

/// The explorer's state, of which three things are functions: what an event changes, what should be
/// computed, what should be seen.
///
/// ```swift
/// var explorer = Explorer(findings: findings, size: size, themes: Theme.builtIn)
/// let effect = explorer.handle(.key(.character("j")))
/// let next = explorer.wanted.first
/// let picture = explorer.render(size: size, theme: explorer.theme)
/// ```
package struct Explorer: Sendable {
  /// What lies over the panes and takes the keys.
  enum Overlay: Sendable {
    case help(Help)
    /// What is computed and what waits; the place of the cursor.
    case jobs(place: Int)
    case themes(before: Int)
    case prompt(Prompt)
    case palette(Palette)
    /// Whether a file may take the place of another; the prompt is where its name comes from.
    case question(replacing: String, Prompt)
  }

  /// The help: how far it is scrolled, what is looked for in it, and the line that this is typed into.
  struct Help: Sendable {
    var scroll = 0
    var filter = ""
    var line: LineEditor?
  }

  /// A border between panes.
  enum Border: Equatable, Sendable {
    /// Between the upper panes and the lower ones.
    case rows
    /// Before a pane.
    case columns(before: Slot)
  }

  /// What should be computed, derived once an event.
  struct Demands {
    /// What is needed and missing, the most urgent first.
    var missing: [AnyQuestion] = []
    /// What is missing of what is only likely to be needed next.
    var prefetched: [AnyQuestion] = []
    /// What is shown or may be at once, known or not.
    var kept: [AnyQuestion] = []
    /// What is shown in part before it is known.
    var watched: [AnyQuestion] = []
  }

  /// What is known of the network and the data.
  package internal(set) var findings: Findings
  /// The screen's size.
  package internal(set) var size: Size
  /// What every pane shows.
  package internal(set) var selection: Selection
  /// The layer in which the strongest vector was last looked for.
  var lookedThrough: Int?

  /// The panes, each with its state.
  var panes: [PaneID: any Pane]
  /// The pane that each slot shows.
  var shown: [Slot: PaneID]
  /// Where the pane that a slot shows was opened from.
  var openers: [Slot: Opener] = [:]
  /// What panes have within their borders, by the slots that are on the screen.
  var rooms: [Slot: Size] = [:]
  /// The slot whose pane takes the keys.
  var focusedSlot = Slot.layers
  /// Whether it has the whole screen.
  package internal(set) var isZoomed = false

  /// How much of the screen panes have.
  package var shares = Shares()
  /// The border that the mouse drags.
  var dragged: Border?

  /// What is being searched for in each pane.
  var searches: [PaneID: String] = [:]
  var overlay: Overlay?
  /// What was selected and searched for before what is being typed.
  var beforeSearch: (selection: Selection, search: String?)?
  /// The lines that were typed into each kind of prompt and done by the palette, the latest last.
  var typed: [String: [String]] = [:]
  /// A line for the footer until the next key.
  var message: (text: String, isError: Bool)?
  /// Whether there is one.
  package var hasMessage: Bool { message != nil }
  /// Whether Ctrl-c now leaves.
  var isLeaving = false

  /// The prompt of the export that is being written.
  var exported: Prompt?

  /// The themes there are to choose from.
  package internal(set) var themes: [Theme]
  var themeIndex = 0
  /// The theme that the person chose inside, now or the last time.
  var chosenTheme: String?
  /// Whether the theme is that of the terminal's background, as the person chose none.
  package var followsBackground = false

  /// How many classes the data set has, by its labels.
  let classCount: Int
  /// The spectra of all layers, and of those of the model beside, which its alpha-hat takes.
  let spectra: [AnyQuestion]
  /// The spectra of other matrices of the layers, which their table has.
  let matrizations: [Matrization: [AnyQuestion]]
  /// What is known of `spectra`, by model.
  var knownSpectra = [KnownSpectra(), KnownSpectra()]

  /// What keys do.
  let keys: KeyMap

  /// The last question by whose answer each kind of picture was drawn: it stays until the next is known.
  var held: [PictureKind: AnyQuestion] = [:]
  /// The kinds of picture that have been stale for so long that they look like it.
  var late: Set<PictureKind> = []
  /// What the person cancelled.
  var cancelled: Set<AnyQuestion> = []
  /// The time that has passed, as far as anybody told.
  package var clock = Duration.zero
  /// Since when what runs is under way, and how far it was then.
  var started: [AnyQuestion: (at: Duration, fraction: Double)] = [:]
  /// What is needed now.
  var demands = Demands()
  /// How many answers came since there was nothing left to do.
  var done = 0

  /// The pane that takes the keys.
  package var focus: PaneID { shown[focusedSlot] ?? PaneRegistry.infos[0].id }
  /// The theme in use.
  package var theme: Theme { themes.indices.contains(themeIndex) ? themes[themeIndex] : .dark }
}
