/// Where files of the program lie that are a person's own (XDG base directory specification).
package enum UserFolder {
  /// `$XDG_CACHE_HOME/ddp-tui`, or else `~/.cache/ddp-tui`; nil where there is no home.
  package static var cache: String? { path("XDG_CACHE_HOME", inHome: ".cache") }

  /// `$XDG_CONFIG_HOME/ddp-tui`, or else `~/.config/ddp-tui`; nil where there is no home.
  package static var configuration: String? { path("XDG_CONFIG_HOME", inHome: ".config") }

  /// `$XDG_STATE_HOME/ddp-tui`, or else `~/.local/state/ddp-tui`; nil where there is no home.
  package static var state: String? { path("XDG_STATE_HOME", inHome: ".local/state") }

  private static func path(_ variable: String, inHome name: String) -> String? {
    // A relative path is to be left aside.
    let stated = Environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = Environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/\(name)" }
    return (stated ?? home).map { $0 + "/ddp-tui" }
  }
}
