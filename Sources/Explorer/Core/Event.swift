package import DeepDataProfiler
package import TerminalUI

/// Everything that can happen to an explorer.
package enum Event: Sendable {
  /// A key was pressed.
  case key(Key)
  /// The mouse did something.
  case mouse(MouseGesture)
  /// The terminal says whether its background is light.
  case background(isLight: Bool)
  /// The screen has another size.
  case resized(Size)
  /// The screen can show something else than before.
  case adapted(to: Display)
  /// Something else is known than before.
  case found(Findings)
  /// Some time has passed since `Explorer.hasNewlyStale`.
  case waited
  /// A file was not written, as there is one of its name: whether that may go is for the person to say.
  case taken(path: String)
  /// What a folder has whose names begin with the end of what is typed: `completions` of the whole line.
  case completed([String])
  /// Text was pasted, which is never run as keys.
  case pasted(String)
  /// An effect was carried out, or could not be: a line for the footer.
  case notified(String, isError: Bool)
}

/// What an explorer asks of the world after an event.
package enum Effect: Equatable, Sendable {
  /// Write a file; one that has its name is only replaced where the person says so.
  case write(path: String, contents: ExportContents, mayReplace: Bool)
  /// Open something in place of what is open.
  case open(Opened, path: String)
  /// Find the names of files that begin so.
  case complete(String)
  /// Copy text to the clipboard.
  case copy(String)
  /// Draw the whole screen again.
  case redraw
  /// Stop, and give the terminal back for a while.
  case suspend
  /// Leave.
  case quit
}
