import ArgumentParser
import CNcurses
import Foundation
import System
import TerminalUI

extension Display.Colors: ExpressibleByArgument {}

extension Display {
  /// What standard output can show, as far as the environment tells: `NO_COLOR`, `COLORTERM`,
  /// terminfo's entry of `TERM` and the locale's character set.
  ///
  /// A file or a pipe has no colours.
  static var ofOutput: Display {
    let term = Environment["TERM"] ?? ""
    let colors: Colors =
      if isatty(STDOUT_FILENO) != 1 || term.isEmpty || term == "dumb"
        || !(Environment["NO_COLOR"] ?? "").isEmpty
      {
        .none
      } else if ["truecolor", "24bit"].contains(Environment["COLORTERM"])
        || term.hasSuffix("-direct")
      {
        .trueColor
      } else {
        ofTerminal(term)
      }
    var display = Display(colors: colors, isUnicode: hasUnicode)
    display.hasBraille = !term.hasPrefix("linux")
    return display
  }

  /// How many colours a type of terminal has, as terminfo says.
  private static func ofTerminal(_ type: String) -> Colors {
    var error: Int32 = 0
    guard unsafe setupterm(type, STDOUT_FILENO, &error) == OK else { return .eight }
    let count = unsafe tigetnum("colors")
    return count >= 256 ? .palette : count >= 16 ? .sixteen : count >= 8 ? .eight : .none
  }

  /// Whether the locale's character set is UTF-8.
  private static var hasUnicode: Bool {
    unsafe setlocale(LC_ALL, "")
    guard let name = unsafe nl_langinfo(nl_item(CODESET)) else { return false }
    return unsafe String(cString: name) == "UTF-8"
  }
}
