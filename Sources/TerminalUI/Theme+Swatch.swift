extension Theme {
  /// A row of cells in its main colours; blank where the display has none.
  package var swatch: Canvas {
    var canvas = Canvas(size: Size(columns: 60, rows: 1))
    guard display.colors != .none else { return Canvas(size: Size(columns: 0, rows: 1)) }
    var column = 0
    func add(_ text: String, _ style: Style) {
      column += canvas.write(text, row: 0, column: column, style: style)
    }
    add(" title ", Style(.role(.title)))
    add(" selected ", Style(.role(.foreground), on: .role(.selection)))
    add(" key ", Style(.role(.key)))
    add(" ", Style())
    for step in 0...Paint.spectrumSteps {
      add(display.isUnicode ? "█" : "#", Style(.spectrum(step)))
    }
    add(" ", Style())
    for step in stride(from: -Paint.heatSteps, through: Paint.heatSteps, by: 3) {
      add(" ", Style(.role(.foreground), on: .heat(step)))
    }
    return canvas
  }
}
