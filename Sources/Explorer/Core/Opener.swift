/// The pane that opened another, and the one that stood in its place: Esc brings back both as they were.
struct Opener: Sendable {
  let pane, covered: any Pane
}
