package import DeepDataProfiler
package import TerminalUI

/// Everything that can happen to an explorer.
package enum Event: Sendable {
  /// A key was pressed.
  case key(Key)
  /// The screen has another size.
  case resized(Size)
  /// The screen can show something else than before.
  case adapted(to: Display)
  /// Something else is known than before.
  case found(Findings)
  /// Some time has passed since `Explorer.hasNewlyStale`.
  case waited
  /// An effect was carried out, or could not be: a line for the footer.
  case notified(String, isError: Bool)
}

/// What an explorer asks of the world after an event.
package enum Effect: Equatable, Sendable {
  /// Write a file.
  case write(path: String, contents: String)
  /// Copy text to the clipboard.
  case copy(String)
  /// Draw the whole screen again.
  case redraw
  /// Stop, and give the terminal back for a while.
  case suspend
  /// Leave.
  case quit
}
