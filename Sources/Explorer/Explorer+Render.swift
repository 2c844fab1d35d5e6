package import TerminalUI

extension Explorer {
  /// The whole picture.
  package func render(size: Size, theme: Theme) -> Canvas {
    var canvas = Canvas(size: size)
    guard size.columns >= Layout.least.columns, size.rows >= Layout.least.rows else {
      SmallView.draw(on: &canvas)
      return canvas
    }
    switch overlay {
    case .help(let scroll):
      HelpView.draw(on: &canvas, theme: theme, scroll: scroll)
    default:
      let layout = Layout(explorer: self, size: size)
      HeaderView.draw(on: &canvas, explorer: self, layout: layout)
      for placement in layout.placements {
        canvas.draw(
          pane(placement.view, size: placement.size, theme: theme),
          row: placement.row, column: placement.column)
      }
      if case .themes = overlay { ThemesView.draw(on: &canvas, explorer: self, theme: theme) }
    }
    FooterView.draw(on: &canvas, explorer: self, theme: theme)
    return canvas
  }

  /// One pane alone, as large as the picture.
  package func render(view: View, size: Size, theme: Theme) -> Canvas {
    var alone = self
    alone.isZoomed = true
    return alone.pane(view, size: size, theme: theme)
  }

  private func pane(_ view: View, size: Size, theme: Theme) -> Canvas {
    let scene = Scene(explorer: self, theme: theme, isFocused: view == focus)
    return PaneView(view: view, scene: scene).canvas(size: size)
  }
}
