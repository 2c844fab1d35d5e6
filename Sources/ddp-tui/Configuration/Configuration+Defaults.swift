import Explorer
import TerminalUI

extension Configuration {
  /// The file with every setting and every key as they are by default, each with what it is.
  static var defaults: String {
    var lines = [
      "# Settings of ddp-tui's explorer, as they are where this file says nothing. It is read from",
      "# $XDG_CONFIG_HOME/ddp-tui/config.toml, else ~/.config/ddp-tui/config.toml; options of the",
      "# command line come first.", "",
    ]
    for setting in Setting.all {
      lines += ["# \(setting.meaning)", "\(setting.name) = \(setting.standard)", ""]
    }
    lines += [
      "# Keys: one, or a list, each by the name that the help has for it. What stands in [keys] holds in",
      "# every pane and list where no table of its own says otherwise.",
    ]
    for context in KeyMap.Context.all {
      let settings = KeyMap.settings(in: context)
      guard !settings.isEmpty else { continue }
      lines += ["", "[\(context.path.joined(separator: "."))]"]
      lines += settings.map { setting in
        let names = setting.keys.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let keys = setting.keys.count == 1 ? names : "[\(names)]"
        let line = "\(setting.action.name) = \(keys)"
        return line.padded(to: max(40, line.columns)) + "  # \(setting.title)"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
