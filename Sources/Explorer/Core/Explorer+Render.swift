package import TerminalUI

extension Explorer {
  /// The whole picture.
  package func render(size: Size, theme: Theme) -> Canvas {
    var canvas = Canvas(size: size)
    guard size.columns >= Layout.least.columns, size.rows >= Layout.least.rows else {
      SmallPicture.draw(on: &canvas, quit: keys.name(of: .quit))
      return canvas
    }
    switch overlay {
    case .help(let help):
      picture(of: help).draw(on: &canvas, scroll: help.scroll, prompt: help.line)
    default:
      let layout = layout(size)
      HeaderPicture.draw(on: &canvas, explorer: self, layout: layout)
      for placement in layout.placements {
        guard let id = shown[placement.slot] else { continue }
        canvas.draw(
          frame(of: id, size: placement.size, theme: theme), row: placement.row,
          column: placement.column)
      }
      if case .themes = overlay { ThemesPicture.draw(on: &canvas, explorer: self, theme: theme) }
      if case .jobs(let place) = overlay {
        JobsPicture.draw(on: &canvas, explorer: self, place: place, theme: theme)
      }
      if case .palette(let palette) = overlay {
        PalettePicture.draw(on: &canvas, explorer: self, palette: palette, theme: theme)
      }
    }
    FooterPicture.draw(on: &canvas, explorer: self, theme: theme)
    return canvas
  }

  /// One pane alone, as large as the picture.
  package func render(pane id: PaneID, size: Size, theme: Theme) -> Canvas {
    alone.frame(of: id, size: size, theme: theme)
  }

  /// The most rows of a pane that is written as text.
  private static let mostRows = 2000

  /// One pane alone, with as many rows more as show its list as a whole, up to some.
  package func renderWhole(pane id: PaneID, theme: Theme) -> Canvas {
    var size = size
    while true {
      let canvas = render(pane: id, size: size, theme: theme)
      let missing = canvas.excerpts.filter(\.growsWithRows).map(\.leftOut).max() ?? 0
      guard missing > 0, size.rows < Self.mostRows else { return canvas }
      size = Size(columns: size.columns, rows: min(Self.mostRows, size.rows + missing))
    }
  }

  /// Itself with a pane on the whole screen.
  var alone: Explorer {
    var alone = self
    alone.isZoomed = true
    return alone
  }

  func frame(of id: PaneID, size: Size, theme: Theme) -> Canvas {
    paneFrame(of: id, size: size, theme: theme)?.canvas(size: size) ?? Canvas(size: size)
  }

  /// What draws a pane of a size, its border included.
  func paneFrame(of id: PaneID, size: Size, theme: Theme) -> PaneFrame? {
    guard let pane = panes[id] else { return nil }
    var context = context(of: id)
    context.theme = theme
    context.room = size.withinBorder
    context.page = page(of: pane.info.slot)
    context.trail = trail(to: pane.info.slot)
    return PaneFrame(
      pane: pane, context: context, isStale: isStale(id),
      waiting: isLate(id) ? waitingWords(in: id) : nil)
  }
}
