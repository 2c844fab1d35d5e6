package import DeepDataProfiler
package import Reports
package import TerminalUI

/// What is known of a pane before it is drawn.
package struct PaneInfo: Sendable {
  /// Its name.
  package let id: PaneID
  /// Its name on the screen.
  package let title: String
  /// Where it is shown.
  package let slot: Slot
  /// Whether there is nothing to show without images.
  package var needsImages = false
  /// Whether it is about all layers alike: what it needs is then as urgent as what the header needs.
  var isAboutAllLayers = false
  /// The words and marks that it shows, as the help explains them.
  package var words: [PaneWord] = []
  /// What `<` and `>` go through in it, in the footer's words: `chart`.
  var page: String?
  /// The names of its pages, in order, where it has several.
  var pages: [String] = []
  /// What pages are called elsewhere, or are good for, where their names don't tell.
  var pageMeanings: [String: String] = [:]
  /// What tells its pictures apart, for the name of a file that holds one.
  enum FilePart: Sendable {
    case page, layer, vector, image, comparedImages, thresholds
  }
  var fileParts: [FilePart] = [.layer]
  /// The keys that it has beside those of all panes.
  let keys: [KeyEntry]
  /// The heading and the keys of what can be gone into: the cells of a map, say.
  var inside: (title: String, keys: [KeyEntry])?

  /// The names of what it can show; its own, where it shows one thing.
  package var pageNames: [String] { pages.isEmpty ? [id.rawValue] : pages }

  /// `2 Spectrum`: its name after the digit that focuses it.
  package var numberedTitle: String { "\(slot.rawValue) \(title)" }
}

/// One view of the selection: what it needs, the keys it takes, and its picture.
///
/// To add one: a folder with a type of this kind, and a line in `PaneRegistry`.
package protocol Pane: Sendable {
  static var info: PaneInfo { get }
  init()

  /// The names of what it can show, one at a time, in order: charts, stages.
  func pages(_ context: PaneContext) -> [String]
  /// Which of them it shows.
  var page: String { get set }
  /// What the name of a file calls it.
  func filePage(_ context: PaneContext) -> String

  /// What its picture is drawn from: the picture before it stays until that is known.
  func picture(_ context: PaneContext) -> AnyQuestion?
  /// What has to be known for what it shows.
  func needs(_ context: PaneContext) -> [AnyQuestion]
  /// What belongs to what it shows and takes long: it comes after all else that is on the screen.
  func illustrations(_ context: PaneContext) -> [AnyQuestion]
  /// What one step further would show, as far as it takes no more than a moment.
  func likely(_ context: PaneContext) -> [AnyQuestion]
  /// What is shown in part before it is known.
  func watched(_ context: PaneContext) -> [AnyQuestion]
  /// What tells questions apart that its picture is drawn from, in words.
  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String]

  /// Does what a key asks for; the selection is the context's.
  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect?
  /// Takes a line that it asked for.
  mutating func accept(_ text: String) -> PaneEffect?
  /// Takes note that another pane opened it.
  mutating func open()
  /// Brings its own state in order after anything has changed.
  mutating func settle(_ context: PaneContext)
  /// Whether the cursor is inside: among cells, among images.
  var isInside: Bool { get set }

  /// The places that a text finds, ascending: layers, vectors, images, labels, groups.
  func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int]
  /// The place of the cursor among them.
  func place(_ context: PaneContext) -> Int?
  /// Goes to one of them.
  mutating func go(to place: Int, _ context: inout PaneContext)

  /// What its border says after its name, from the longest to the shortest: what tells pictures of
  /// one pane apart stands in all of them.
  func captions(_ context: PaneContext) -> [String]
  /// Where the cursor is among how many, for the lower border.
  func position(_ context: PaneContext) -> String
  /// Draws into the space within the border.
  func draw(on canvas: inout Canvas, _ context: PaneContext)
  /// What it shows as data, for exports as JSON and CSV; nil while that is not known.
  func data(_ context: PaneContext) -> (any Report)?
}

extension Pane {
  /// What is known of it.
  var info: PaneInfo { Self.info }

  package func pages(_ context: PaneContext) -> [String] { info.pageNames }
  package var page: String {
    get { Self.info.id.rawValue }
    set {}
  }
  package func filePage(_ context: PaneContext) -> String { page }

  package func picture(_ context: PaneContext) -> AnyQuestion? { nil }
  package func needs(_ context: PaneContext) -> [AnyQuestion] { [] }
  package func illustrations(_ context: PaneContext) -> [AnyQuestion] { [] }
  package func likely(_ context: PaneContext) -> [AnyQuestion] { [] }
  package func watched(_ context: PaneContext) -> [AnyQuestion] { [] }
  package func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    [context.name(of: question)]
  }

  package mutating func accept(_ text: String) -> PaneEffect? { nil }
  package mutating func open() {}
  package mutating func settle(_ context: PaneContext) {}
  package var isInside: Bool {
    get { false }
    set {}
  }

  package func captions(_ context: PaneContext) -> [String] { [] }
}
