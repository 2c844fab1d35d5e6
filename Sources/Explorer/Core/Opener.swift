/// The pane that was left for another, and what stood in that one's place, where it is another pane: Esc
/// brings back both as they were.
struct Opener: Sendable {
  let pane: any Pane
  let covered: (any Pane)?
}
